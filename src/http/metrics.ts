import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** What Prometheus is told. Labels are routes, providers and classes; never an id, a merchant or a person. */
export function openMetrics(countWaiting: () => number) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    requests: new Histogram({
      name: 'tagih_http_request_seconds',
      help: 'Requests by route and status.',
      labelNames: ['method', 'route', 'status'] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    operations: new Histogram({
      name: 'tagih_provider_operation_seconds',
      help: 'Calls to providers by operation and what they proved.',
      labelNames: ['provider', 'operation', 'verdict'] as const,
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
      registers,
    }),
    refusedTransitions: new Counter({
      name: 'tagih_refused_transitions_total',
      help: 'News that asked for a transition that the table does not have.',
      registers,
    }),
    databaseWaiting: new Gauge({
      name: 'tagih_database_waiting',
      help: 'Requests that wait for a database connection.',
      registers,
      collect() {
        this.set(countWaiting())
      },
    }),
  }
}

export type Metrics = ReturnType<typeof openMetrics>
