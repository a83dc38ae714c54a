import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { graceMs, isTimeOver, nextCheckAt, retryCheckAt } from '../../../src/core/check-schedule.ts'
import { endOfTime, type Invoice, type PendingChange } from '../../../src/core/invoice.ts'
import { addMs, dayMs, minuteMs } from '../../../src/core/time.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const createdAt = new Date('2026-11-20T05:00:00.000Z')
const hourMs = 60 * minuteMs
const lifetimeMs = fc.integer({ min: 1_000, max: 30 * dayMs })

const openFor = (ms: number, overrides: Partial<Invoice> = {}) =>
  sampleInvoice({ status: 'open', createdAt, updatedAt: createdAt, expiresAt: addMs(createdAt, ms), ...overrides })

function plannedFor(invoice: Invoice): Date {
  const planned = nextCheckAt(invoice)
  if (planned === null) throw new Error('nothing is planned')
  return planned
}

/** Every look that an invoice gets when each is made in time and tells nothing new, up to the one that ends it. */
function looksOf(invoice: Invoice): Date[] {
  const looks: Date[] = []
  let present = invoice
  do {
    const look = plannedFor(present)
    looks.push(look)
    present = { ...present, checkedAt: look }
  } while (!isTimeOver(present, present.checkedAt ?? createdAt) && looks.length < 1_000)
  return looks
}

const gaps = (looks: Date[]) => looks.slice(1).map((look, index) => look.getTime() - (looks[index] ?? look).getTime())

describe('an open invoice of any lifetime', () => {
  test('is looked at later than the last time, and never later than six hours', () => {
    fc.assert(
      fc.property(lifetimeMs, fc.double({ min: 0, max: 1, noNaN: true }), (ms, part) => {
        const checkedAt = addMs(createdAt, Math.floor(part * (ms + graceMs - 1)))
        const wait = plannedFor(openFor(ms, { checkedAt })).getTime() - checkedAt.getTime()
        expect(wait).toBeGreaterThan(0)
        expect(wait).toBeLessThanOrEqual(6 * hourMs)
      }),
    )
  })

  test('is looked at more and more often up to its end', () => {
    fc.assert(
      fc.property(lifetimeMs, (ms) => {
        const invoice = openFor(ms)
        const before = looksOf(invoice).filter((look) => look < invoice.expiresAt)
        const waits = gaps([createdAt, ...before])
        expect(waits).toEqual([...waits].sort((one, other) => other - one))
      }),
    )
  })

  test('is looked at when it ends, and when its grace ends', () => {
    fc.assert(
      fc.property(lifetimeMs, (ms) => {
        const invoice = openFor(ms)
        const looks = looksOf(invoice).map((look) => look.getTime())
        expect(looks).toContain(invoice.expiresAt.getTime())
        expect(looks.at(-1)).toBe(invoice.expiresAt.getTime() + graceMs)
      }),
    )
  })

  test('has at most 160 looks in thirty days, and every minute of its grace has one', () => {
    const looks = looksOf(openFor(30 * dayMs))
    expect(looks.length).toBeLessThanOrEqual(160)
    expect(gaps(looks).slice(-5)).toEqual([minuteMs, minuteMs, minuteMs, minuteMs, minuteMs])
  })

  test('is due at once when its grace has passed, however often it was looked at', () => {
    const closing = addMs(createdAt, hourMs + graceMs)
    for (const checkedAt of [closing, addMs(closing, 1), addMs(closing, dayMs)])
      expect(nextCheckAt(openFor(hourMs, { checkedAt }))).toEqual(closing)
  })

  test('is not put off by anything but an answer of the provider', () => {
    fc.assert(
      fc.property(lifetimeMs, fc.integer({ min: 0, max: dayMs }), (ms, later) => {
        const invoice = openFor(ms)
        const changed: Invoice = { ...invoice, title: 'New', version: 2, updatedAt: addMs(createdAt, later) }
        expect(nextCheckAt(changed)).toEqual(nextCheckAt(invoice))
      }),
    )
  })
})

describe('a change at the provider', () => {
  const until = addMs(createdAt, 2 * minuteMs)
  const withChange = (change: PendingChange, overrides: Partial<Invoice> = {}) =>
    nextCheckAt(openFor(dayMs, { change, ...overrides }))

  test('that is under way is looked after when nobody can be at it any more', () => {
    expect(withChange({ kind: 'update', until, wanted: {} })).toEqual(until)
    expect(withChange({ kind: 'cancel', until, wanted: null })).toEqual(until)
  })

  test('that stays unconfirmed is tried again with waits from a minute to half an hour', () => {
    const unconfirmed = (ms: number) =>
      withChange({ kind: 'update', until: addMs(createdAt, ms), wanted: {} }, { exceptions: ['update_unconfirmed'] })
    expect(unconfirmed(0)).toEqual(addMs(createdAt, minuteMs))
    expect(unconfirmed(10 * minuteMs)).toEqual(addMs(createdAt, 20 * minuteMs))
    expect(unconfirmed(dayMs)).toEqual(addMs(createdAt, dayMs + 30 * minuteMs))
  })

  test('that ends an invoice whose time is over waits likewise', () => {
    const over = addMs(createdAt, dayMs + graceMs)
    expect(withChange({ kind: 'cancel', until: over, wanted: endOfTime })).toEqual(addMs(over, minuteMs))
  })
})

describe('an expired invoice', () => {
  const end = addMs(createdAt, hourMs)
  const expired = (checkedAt: Date | null, finishedAt = end) => openFor(hourMs, { status: 'expired', checkedAt, finishedAt })

  test('is looked at for late money after an hour, a day and three days, and then no more', () => {
    expect(nextCheckAt(expired(null))).toEqual(addMs(end, hourMs))
    expect(nextCheckAt(expired(addMs(end, hourMs)))).toEqual(addMs(end, dayMs))
    expect(nextCheckAt(expired(addMs(end, dayMs)))).toEqual(addMs(end, 3 * dayMs))
    expect(nextCheckAt(expired(addMs(end, 3 * dayMs)))).toBeNull()
  })

  test('counts from when it was called expired, when that was late', () => {
    const late = addMs(end, 10 * dayMs)
    expect(nextCheckAt(expired(end, late))).toEqual(addMs(late, hourMs))
  })
})

test.each(['pending', 'unknown', 'paid', 'cancelled', 'failed'] as const)(
  'a %s invoice is not looked at by the schedule',
  (status) => {
    expect(nextCheckAt(openFor(hourMs, { status }))).toBeNull()
  },
)

test('a look that told nothing is made again after 1, 2, 4, 8, 16 and then every 30 minutes', () => {
  const invoice = openFor(dayMs)
  const waits: number[] = []
  let now = plannedFor(invoice)
  for (let tries = 0; tries < 8; tries += 1) {
    const again = retryCheckAt(invoice, now)
    waits.push((again.getTime() - now.getTime()) / minuteMs)
    now = again
  }
  expect(waits).toEqual([1, 1, 2, 4, 8, 16, 30, 30])
})
