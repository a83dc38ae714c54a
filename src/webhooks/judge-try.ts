import { addMs, dayMs } from '../core/time.ts'
import type { Patience, Settlement } from './delivery-store.ts'
import { nextTryAt, readRetryAfter } from './schedule.ts'
import type { Posted } from './transport.ts'

/** Statuses that say "not so fast": the wait that they ask for holds for everything that goes to the endpoint. */
const throttling = new Set([429, 502, 503, 504])
const gone = 410

const patienceMs = 5 * dayMs
/** So that an endpoint which is rarely told of anything is not switched off for one failure. */
const failuresMin = 5

export function patienceAt(now: Date): Patience {
  return { failingSince: addMs(now, -patienceMs), failuresMin }
}

/**
 * What follows from a try that ended at `at`: 2xx alone is success. A delivery whose endpoint is gone stays pending: should its owner switch
 * it on again, it goes on.
 * @param tries how many there have been, this one included.
 */
export function judgeTry(tries: number, posted: Posted, at: Date, random: number): Settlement {
  const status = posted.kind === 'answered' ? posted.status : null
  if (status !== null && status >= 200 && status <= 299)
    return { state: 'delivered', nextTryAt: null, succeeded: true, gone: false, pausedUntil: null }
  const retryAfterMs = posted.kind === 'answered' ? readRetryAfter(posted.retryAfter, at) : null
  const next = nextTryAt(tries, at, retryAfterMs, random)
  return {
    state: next === null ? 'failed' : 'pending',
    nextTryAt: next,
    succeeded: false,
    gone: status === gone,
    pausedUntil: status !== null && throttling.has(status) && retryAfterMs !== null ? addMs(at, retryAfterMs) : null,
  }
}
