import { addMs, dayMs, minuteMs } from '../core/time.ts'

/**
 * Why a callback is not applied yet: the provider did not answer, or it told nothing new, or no invoice is known that the callback speaks of, or
 * it cannot be read.
 */
export type Obstacle = 'no_answer' | 'no_effect' | 'no_invoice' | 'unreadable'

interface Patience {
  /** After each try; the last of them again and again. */
  waitsMs: readonly number[]
  /** Since the first try. */
  longestMs: number
}

const hourMs = 60 * minuteMs

const patience: Record<Obstacle, Patience> = {
  no_answer: { waitsMs: [10_000, 30_000, 2 * minuteMs, 10 * minuteMs, 30 * minuteMs, hourMs], longestMs: 3 * dayMs },
  // Providers' look-ups may be a little behind their callbacks; what is further behind is found by the scheduled looks.
  no_effect: { waitsMs: [10_000, 2 * minuteMs], longestMs: 2 * minuteMs },
  no_invoice: { waitsMs: [10_000, minuteMs, 10 * minuteMs, hourMs], longestMs: 30 * dayMs },
  // While a release is rolled out, another instance may be able to.
  unreadable: { waitsMs: [10_000, minuteMs, 10 * minuteMs], longestMs: 12 * minuteMs },
}

/** When to try a callback again after so many tries; null when it has been tried for long enough. */
export function nextTryAt(obstacle: Obstacle, tries: number, triedSince: Date, now: Date): Date | null {
  const { waitsMs, longestMs } = patience[obstacle]
  const end = addMs(triedSince, longestMs)
  if (now >= end) return null
  const next = addMs(now, waitsMs[Math.min(tries, waitsMs.length) - 1] ?? hourMs)
  // The last try is at the very end.
  return next < end ? next : end
}
