import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { nextTryAt, type Obstacle } from '../../src/callbacks/try-schedule.ts'
import { dayMs, minuteMs } from '../../src/core/time.ts'

const since = new Date('2026-11-20T05:00:00.000Z')

/** When it is tried, in milliseconds since it came, if each try is on time and comes to the same. */
function triesOf(obstacle: Obstacle): number[] {
  const tries = [0]
  for (let next: Date | null = since; next !== null;) {
    next = nextTryAt(obstacle, tries.length, since, next)
    if (next !== null) tries.push(next.getTime() - since.getTime())
  }
  return tries
}

test.each<[Obstacle, number, number]>([
  ['no_answer', 3 * dayMs, 60 * minuteMs],
  ['no_effect', 2 * minuteMs, 2 * minuteMs],
  ['no_invoice', 30 * dayMs, 60 * minuteMs],
  ['unreadable', 12 * minuteMs, 10 * minuteMs],
])(
  '%s: first after ten seconds, then more and more seldom, and for the last time at the very end',
  (obstacle, endMs, longestMs) => {
    const tries = triesOf(obstacle)
    expect(tries[1]).toBe(10_000)
    expect(tries.at(-1)).toBe(endMs)
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0))
    expect(Math.max(...waits)).toBeLessThanOrEqual(longestMs)
    const whole = waits.slice(0, -1)
    expect(whole).toEqual([...whole].sort((left, right) => left - right))
  },
)

test('a try never plans the next before itself, or beyond the end', () => {
  const obstacles = fc.constantFrom<Obstacle>('no_answer', 'no_effect', 'no_invoice', 'unreadable')
  fc.assert(
    fc.property(obstacles, fc.nat(1_000), fc.nat(40 * dayMs), (obstacle, tries, ms) => {
      const now = new Date(since.getTime() + ms)
      const next = nextTryAt(obstacle, tries + 1, since, now)
      if (next === null) expect(ms).toBeGreaterThanOrEqual(2 * minuteMs)
      else expect(next.getTime()).toBeGreaterThan(now.getTime())
    }),
  )
})
