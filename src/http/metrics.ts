import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

/** What Prometheus is told. Labels are routes, providers and classes; never an id, a merchant or a person. */
export function openMetrics(countWaiting: () => number, countOpenBreakers: () => ReadonlyMap<string, number>) {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const openWork = new Gauge({
    name: 'tagih_open_work',
    help: 'What is not settled yet, for all instances, counted every half minute and no further than 10000.',
    labelNames: ['kind'] as const,
    registers,
  })
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
    exceptionsRaised: new Counter({
      name: 'tagih_exceptions_raised_total',
      help: 'Differences that were written for a person to look at, by code.',
      labelNames: ['code'] as const,
      registers,
    }),
    checks: new Counter({
      name: 'tagih_checks_total',
      help: 'Scheduled looks at open and expired invoices, by what they came to.',
      labelNames: ['provider', 'result'] as const,
      registers,
    }),
    erased: new Counter({
      name: 'tagih_erased_total',
      help: 'What was erased because it was old, by kind.',
      labelNames: ['kind'] as const,
      registers,
    }),
    /** Told by the job that counts, never by the scrape itself. */
    showOpenWork(counts: Readonly<Record<string, number>>) {
      for (const [kind, count] of Object.entries(counts)) openWork.set({ kind }, count)
    },
    ...openMessageCounters(registers),
    ...openLiveGauges(registers, countWaiting, countOpenBreakers),
  }
}

/** What comes from providers, and what goes to merchants, without being asked. */
function openMessageCounters(registers: Registry[]) {
  return {
    webhookTries: new Counter({
      name: 'tagih_webhook_tries_total',
      help: 'Webhooks that were sent, by what came of it.',
      labelNames: ['result'] as const,
      registers,
    }),
    webhookEndpointsDisabled: new Counter({
      name: 'tagih_webhook_endpoints_disabled_total',
      help: 'Endpoints that the gateway switched off, by why.',
      labelNames: ['reason'] as const,
      registers,
    }),
    callbacks: new Counter({
      name: 'tagih_callbacks_total',
      help: 'Callbacks of providers at known paths, by what was proved of them.',
      labelNames: ['provider', 'verdict'] as const,
      registers,
    }),
    callbackTries: new Counter({
      name: 'tagih_callback_tries_total',
      help: 'Tries to apply a callback, by what they came to.',
      labelNames: ['provider', 'result'] as const,
      registers,
    }),
  }
}

/** Read at each scrape. */
function openLiveGauges(registers: Registry[], countWaiting: () => number, countOpenBreakers: () => ReadonlyMap<string, number>) {
  return {
    breakersOpen: new Gauge({
      name: 'tagih_provider_breaker_open',
      help: 'Breakers that keep calls from a provider now: one for creates and one for the rest, per account.',
      labelNames: ['provider'] as const,
      registers,
      collect() {
        this.reset()
        for (const [provider, count] of countOpenBreakers()) this.set({ provider }, count)
      },
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
