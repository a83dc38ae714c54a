import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { addMs, dayMs, minuteMs } from '../../../src/core/time.ts'
import { nextTryAt, readRetryAfter, waitsMs } from '../../../src/webhooks/schedule.ts'

const now = new Date('2026-11-20T05:00:00.000Z')
const random = fc.double({ min: 0, max: 1, noNaN: true })
const waitOf = (tries: number, retryAfterMs: number | null, at: number) => {
  const next = nextTryAt(tries, now, retryAfterMs, at)
  return next === null ? null : next.getTime() - now.getTime()
}

describe('the waits between tries', () => {
  test('are those that merchants are told', () => {
    const hours = (count: number) => count * 60 * minuteMs
    const told = [5_000, 5 * minuteMs, 30 * minuteMs, ...[2, 5, 10, 14, 20, 24].map(hours)]
    expect(told.map((_, index) => waitOf(index + 1, null, 0.5))).toEqual(told)
    expect(waitOf(10, null, 0.5)).toBeNull()
    expect(waitsMs).toHaveLength(10)
  })

  test('vary by a tenth and no more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), random, (tries, at) => {
        const wait = waitOf(tries, null, at) ?? Number.NaN
        const planned = waitsMs[tries] ?? Number.NaN
        expect(Math.abs(wait - planned)).toBeLessThanOrEqual(planned / 10)
      }),
    )
    expect(waitOf(1, null, 0)).toBe(4_500)
    expect(waitOf(1, null, 1)).toBe(5_500)
  })

  test('are never shorter than the endpoint asks for, nor than the schedule says', () => {
    const retryAfter = fc.integer({ min: 0, max: dayMs })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), retryAfter, random, (tries, asked, at) => {
        expect(waitOf(tries, asked, at)).toBe(Math.max(asked, waitOf(tries, null, at) ?? Number.NaN))
      }),
    )
  })

  test('end after the tenth try, whatever the endpoint asks for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 1_000 }),
        fc.option(fc.integer({ min: 0, max: dayMs })),
        random,
        (tries, asked, at) => {
          expect(waitOf(tries, asked, at)).toBeNull()
        },
      ),
    )
  })
})

describe('Retry-After', () => {
  test('in seconds is read as such, and cut at a day', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 9), (seconds) => {
        expect(readRetryAfter(String(seconds), now)).toBe(Math.min(seconds * 1_000, dayMs))
      }),
    )
  })

  test('as a date of HTTP is a wait from now, none when it is past, and cut at a day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000, max: 200_000 }), (seconds) => {
        const date = addMs(now, seconds * 1_000).toUTCString()
        expect(readRetryAfter(date, now)).toBe(Math.min(Math.max(seconds * 1_000, 0), dayMs))
      }),
    )
  })

  test.each([null, '', 'soon', '-5', '1.5', '1e3', '0x10', '2026-11-20T05:00:00Z', 'Fri, 99 Nov 2026 05:00:00 GMT'])(
    'that says %j is not there',
    (header) => {
      expect(readRetryAfter(header, now)).toBeNull()
    },
  )
})
