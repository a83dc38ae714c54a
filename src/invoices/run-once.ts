import type { MerchantId } from '../core/ids.ts'
import { addMs } from '../core/time.ts'
import type { Answer } from './answer.ts'
import { fingerprintOf } from './idempotency.ts'
import { answerKnownKey, type ReplayDependencies } from './replay.ts'

interface Keyed {
  merchantId: MerchantId
  /** Null: the caller gave none, and the work simply runs. */
  key: string | null
  /** Method and path with its ids, so that one key means one thing. */
  route: string
  /** The body, and whatever else makes the request what it is. */
  sent: unknown
  requestId: string
}

/** How long a request with a key may run before its key may be taken over by the same request sent again. */
const lockMs = 60_000

/**
 * Runs a request that creates no invoice at most once for its key, and keeps its 2xx for replays. A problem is not kept: the key is given back.
 * When the process dies in between, the same request may run again after the lock: each of them ends in the same state however often it runs.
 */
export async function runOnce(
  dependencies: ReplayDependencies,
  { merchantId, key, route, sent, requestId }: Keyed,
  work: () => Promise<Answer>,
): Promise<Answer> {
  if (key === null) return work()
  const { keys, clock } = dependencies
  const fingerprint = fingerprintOf(route, sent)
  for (;;) {
    const now = clock.now()
    if (await keys.claim({ merchantId, key, route, fingerprint, now, lockedUntil: addMs(now, lockMs) })) break
    const known = await answerKnownKey(dependencies, merchantId, { key, route, fingerprint }, requestId)
    if (known !== null) return known
  }
  try {
    const answer = await work()
    if (answer.status === 202) await keys.free(merchantId, key)
    else await keys.answer(merchantId, key, answer)
    return answer
  } catch (error) {
    await keys.free(merchantId, key)
    throw error
  }
}
