import type { Clock } from '../../src/core/time.ts'

/** A clock that stands still until the test moves it. */
export interface FixedClock extends Clock {
  /** Lets time pass, on both clocks. */
  moveBy(ms: number): void
  /** Sets the wall clock, as an operator or NTP would; the monotonic one does not follow. */
  setTo(instant: Date): void
}

export function fixedClock(at: Date): FixedClock {
  let wallMs = at.getTime()
  let monotonicMs = 0
  return {
    now: () => new Date(wallMs),
    monotonicMs: () => monotonicMs,
    moveBy(ms) {
      wallMs += ms
      monotonicMs += ms
    },
    setTo(instant) {
      wallMs = instant.getTime()
    },
  }
}
