import { z } from 'zod'
import type { JsonObject } from '../core/json.ts'
import { addMs } from '../core/time.ts'
import { providers, type CallbackAnswer, type CallbackManner } from './simulator.ts'

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json())

/** One callback of a simulated provider, and how it went. Never changed in place. */
export const callbackRecord = z.object({
  id: z.string(),
  provider: z.enum(providers),
  client: z.string(),
  invoiceId: z.string(),
  paymentId: z.string(),
  event: z.enum(['received', 'reversed']),
  /** What it says: how things stood when the money moved, not when it is sent. */
  body: jsonObject,
  /**
   * `acknowledged`: in the provider's words. `given_up`: after its last repeat. `lost`: a test had it lost. `nowhere`: the client has
   * registered no URL.
   */
  state: z.enum(['waiting', 'acknowledged', 'given_up', 'lost', 'nowhere']),
  /** How often it was sent. */
  tries: z.int(),
  /** How often it must yet be acknowledged; more than once where a test has it repeated for nothing. */
  wanted: z.int(),
  nextAt: z.string(),
  /** A status, or why there was none; null before the first try. */
  lastAnswer: z.string().nullable(),
})
export type Callback = Readonly<z.infer<typeof callbackRecord>>

/** What came of one try: an answer, or in one word why there was none. */
export type Tried = { answer: CallbackAnswer } | { failure: string } | { unregistered: true }

/** The callback after a try: done with, or to be sent again after the provider's own wait. */
export function afterTry(callback: Callback, tried: Tried, manner: CallbackManner, now: Date): Callback {
  if ('unregistered' in tried) return { ...callback, state: 'nowhere' }
  const lastAnswer = 'answer' in tried ? String(tried.answer.status) : tried.failure
  const counted = { ...callback, tries: callback.tries + 1, lastAnswer }
  if ('answer' in tried && manner.isAcknowledged(tried.answer)) {
    const wanted = callback.wanted - 1
    return { ...counted, wanted, state: wanted > 0 ? 'waiting' : 'acknowledged' }
  }
  const waitMs = manner.repeatAfterMs[callback.tries]
  if (waitMs === undefined) return { ...counted, state: 'given_up' }
  return { ...counted, nextAt: addMs(now, waitMs).toISOString() }
}
