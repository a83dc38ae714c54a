import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  addMs,
  fromJakartaDateTime,
  fromTimestamp,
  systemClock,
  toJakartaDate,
  toJakartaTimestamp,
} from '../../../src/core/time.ts'

const anyInstant = fc.date({ min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T16:59:59Z'), noInvalidDate: true })
const wholeSecond = anyInstant.map((instant) => new Date(Math.floor(instant.getTime() / 1000) * 1000))
const jakarta = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Jakarta', dateStyle: 'short', timeStyle: 'medium' })

describe('timestamps in Jakarta', () => {
  test('are read back as the same second', () => {
    fc.assert(
      fc.property(wholeSecond, (instant) => {
        const text = toJakartaTimestamp(instant)
        expect(text).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+07:00$/)
        expect(fromTimestamp(text)).toEqual(instant)
        expect(fromJakartaDateTime(text.slice(0, 19))).toEqual(instant)
        expect(fromJakartaDateTime(text.slice(0, 19).replace('T', ' '))).toEqual(instant)
      }),
    )
  })

  test('never come from a later second than the clock', () => {
    fc.assert(
      fc.property(anyInstant, (instant) => {
        const read = fromTimestamp(toJakartaTimestamp(instant))
        expect(read?.getTime()).toBe(Math.floor(instant.getTime() / 1000) * 1000)
      }),
    )
  })

  test('are what the time zone database says', () => {
    fc.assert(
      fc.property(wholeSecond, (instant) => {
        expect(toJakartaTimestamp(instant).slice(0, 19).replace('T', ' ')).toBe(jakarta.format(instant))
        expect(toJakartaDate(instant)).toBe(jakarta.format(instant).slice(0, 10))
      }),
    )
  })

  test('turn the day at 17:00 UTC', () => {
    expect(toJakartaDate(new Date('2026-12-31T16:59:59.999Z'))).toBe('2026-12-31')
    expect(toJakartaDate(new Date('2026-12-31T17:00:00.000Z'))).toBe('2027-01-01')
    expect(toJakartaTimestamp(new Date('2026-11-24T10:07:05.999Z'))).toBe('2026-11-24T17:07:05+07:00')
  })
})

describe('RFC 3339 timestamps', () => {
  test('are read whatever offset they name', () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: -23 * 60, max: 23 * 60 }), (instant, minutes) => {
        const sign = minutes < 0 ? '-' : '+'
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
        const local = addMs(instant, minutes * 60_000)
          .toISOString()
          .slice(0, -1)
        fc.pre(/^\d/.test(local))
        const offset = `${sign}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`
        expect(fromTimestamp(local + offset)).toEqual(instant)
        expect(fromTimestamp(instant.toISOString())).toEqual(instant)
      }),
    )
  })

  test('name a day that their month has', () => {
    const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for (const [index, length] of lengths.entries()) {
      const month = String(index + 1).padStart(2, '0')
      expect(fromTimestamp(`2026-${month}-${length}T12:00:00+07:00`)).not.toBeNull()
      expect(fromTimestamp(`2026-${month}-${length + 1}T12:00:00+07:00`)).toBeNull()
      expect(fromJakartaDateTime(`2026-${month}-${length + 1} 12:00:00`)).toBeNull()
    }
    expect(fromTimestamp('2028-02-29T00:00:00Z')).toEqual(new Date('2028-02-29T00:00:00Z'))
    expect(fromTimestamp('2100-02-29T00:00:00Z')).toBeNull()
  })

  test.each([
    '',
    '2026-11-24',
    '2026-11-24T10:07:05',
    '2026-11-24 10:07:05Z',
    '2026-11-24T10:07Z',
    '2026-11-24T24:00:00Z',
    '2026-11-24T10:60:00Z',
    '2026-11-24T10:07:60Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-11-24T10:07:05+24:00',
    '2026-11-24T10:07:05+0700',
    '2026-11-24T10:07:05.Z',
    '+002026-11-24T10:07:05Z',
    ' 2026-11-24T10:07:05Z',
    '2026-11-24T10:07:05Z\n',
    'Tue, 24 Nov 2026 10:07:05 GMT',
  ])('are not %j', (text) => {
    expect(fromTimestamp(text)).toBeNull()
  })

  test.each(['2026-11-24', '2026-11-24 10:07', '2026-11-24 10:07:05+07:00', '24-11-2026 10:07:05', '2026-11-24 25:00:00'])(
    'a time without a zone is not %j',
    (text) => {
      expect(fromJakartaDateTime(text)).toBeNull()
    },
  )
})

test('the monotonic clock never goes back', () => {
  const first = systemClock.monotonicMs()
  expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(first)
})
