import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Caller } from '../access/api-keys.ts'
import type { Timings } from '../core/timings.ts'

/** Fastify with zod for every border. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sends it; null until authenticated. */
    caller: Caller | null
    timings: Timings
    startedMs: number
  }
  interface FastifyReply {
    /** Told when the handler has given its answer, whether or not anybody still waits for it. */
    whenAnswered: () => void
  }
}
