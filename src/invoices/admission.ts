import { Problem } from '../core/problems.ts'
import type { Clock } from '../core/time.ts'

/** Who may begin: so much work is done at a time that what is begun is answered in time, and whoever comes then is told at once to come again. */
export interface Admission {
  /** Throws `unavailable` when there is no room. */
  check(): void
  /** The same, and holds a place until the work has ended. */
  hold<Result>(work: () => Promise<Result>): Promise<Result>
  /** Gives the place to others while nothing but somebody else's answer is waited for: thousands may wait for providers. Whoever comes back has a place. */
  lend<Result>(wait: () => Promise<Result>): Promise<Result>
}

interface AdmissionOptions {
  places: number
  /** Places from a refusal on, for as long as refusals go on: a burst may fill the place, but what stands in line all the time only waits. */
  placesUnderPressure: number
  /** So long after the last refusal the pressure is over. */
  calmMs: number
  clock: Pick<Clock, 'monotonicMs'>
}

export function openAdmission({ places, placesUnderPressure, calmMs, clock }: AdmissionOptions): Admission {
  let held = 0
  let pressureEndsMs = -Infinity
  const check = () => {
    const nowMs = clock.monotonicMs()
    if (held < (nowMs < pressureEndsMs ? placesUnderPressure : places)) return
    pressureEndsMs = nowMs + calmMs
    throw new Problem('unavailable', 'More is asked than can be done now.', { retryAfterSeconds: 1 })
  }
  return {
    check,
    async hold(work) {
      check()
      held += 1
      try {
        return await work()
      } finally {
        held -= 1
      }
    },
    async lend(wait) {
      held -= 1
      try {
        return await wait()
      } finally {
        held += 1
      }
    },
  }
}
