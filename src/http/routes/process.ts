import { z } from 'zod'
import { Problem } from '../../core/problems.ts'
import type { App } from '../app.ts'
import { describeProblems, plainText } from '../described-answer.ts'
import type { RouteContext } from '../route-parts.ts'
import { problem } from '../schemas.ts'

const state = (value: string) => z.object({ status: z.literal(value) }).describe('It is')

/** For whoever watches the process: alive, able to serve, and figures. No key is needed; nothing of a merchant is told. */
export function addProcessRoutes(app: App, { readiness, metrics }: RouteContext): void {
  const tags = ['process']
  app.get(
    '/healthz',
    {
      schema: {
        tags,
        operationId: 'getHealth',
        summary: 'The process is alive',
        security: [],
        response: { 200: state('alive') },
      },
    },
    () => ({ status: 'alive' }),
  )
  app.get(
    '/readyz',
    {
      schema: {
        ...{
          tags,
          operationId: 'getReadiness',
          summary: 'The process can serve: database, migrations, not draining',
          security: [],
        },
        response: { 200: state('ready'), ...describeProblems(problem, ['unavailable']) },
      },
    },
    async () => {
      if (await readiness.isReady()) return { status: 'ready' }
      throw new Problem('unavailable', readiness.isDraining() ? 'The process is draining.' : 'The database cannot be used.', {
        retryAfterSeconds: 1,
      })
    },
  )
  app.get(
    '/metrics',
    {
      schema: {
        tags,
        operationId: 'getMetrics',
        summary: 'Prometheus text',
        security: [],
        response: { 200: plainText('Figures of this process and of the gateway') },
      },
    },
    async (_request, reply) => reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  )
}
