import type { CallbackId, MerchantId } from '../core/ids.ts'
import type { CallbackDependencies } from './apply-callbacks.ts'
import type { CallbackState } from './callback.ts'

/** Which callbacks: these, or all of a merchant in such a state that came since then. */
export type Replay = { merchantId: MerchantId } & (
  | { ids: readonly CallbackId[] }
  /** Null: in any state. */
  | { state: CallbackState | null; since: Date }
)

/**
 * Has stored callbacks run again, after a fix or when somebody wants to be sure: the result is the same as once. A running gateway takes them
 * within a second. Answers which.
 */
export async function replayCallbacks(
  { callbacks, clock }: Pick<CallbackDependencies, 'callbacks' | 'clock'>,
  replay: Replay,
): Promise<CallbackId[]> {
  const { merchantId } = replay
  const now = clock.now()
  if ('ids' in replay) return callbacks.runAgain({ merchantId, state: null, since: new Date(0) }, replay.ids, now)
  return callbacks.runAgain({ merchantId, state: replay.state, since: replay.since }, null, now)
}
