import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { exceptionCodes, invoiceStatuses, isPayable, noPaymentMeans } from '../../../src/core/invoice.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { applyNews, type News } from '../../../src/core/news.ts'
import { applyPayments, paidSum, type Payment, type ToldPayment } from '../../../src/core/payment.ts'
import { isFinished, mayFollow, transitions } from '../../../src/core/transitions.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const now = new Date('2026-11-20T15:00:00.000Z')
const status = fc.constantFrom(...invoiceStatuses)
const money = fc.bigInt(1n, 600_000_00n).map(fromMinor)
const page = { ...noPaymentMeans, url: 'https://checkout.example/a' }
const toldPayment: fc.Arbitrary<ToldPayment> = fc.record({
  providerPaymentId: fc.option(fc.constantFrom('p1', 'p2', 'p3')),
  amount: money,
  fee: fc.constant(null),
  netAmount: fc.constant(null),
  channel: fc.constant(null),
  paidAt: fc.constant(null),
  reversed: fc.boolean(),
})
const told = fc.option(fc.array(toldPayment, { maxLength: 3 }))
/** An invoice and its payments, which come to what is paid. */
const known = fc
  .record({
    ...{ status, payment: fc.constantFrom(noPaymentMeans, page), paymentType: fc.constantFrom('full', 'open') },
    payments: fc.array(toldPayment, { maxLength: 3 }),
  })
  .map(({ payments, ...rest }) => {
    const recorded = applyPayments([], payments, now).payments
    return { before: sampleInvoice({ ...rest, amountPaid: paidSum(recorded) }), recorded }
  })
const news: fc.Arbitrary<News> = fc.record({
  status: fc.option(status),
  providerInvoiceId: fc.option(fc.constantFrom('a', 'b')),
  payments: told,
  paidAt: fc.constant(null),
  payment: fc.option(fc.constantFrom(noPaymentMeans, page)),
  providerData: fc.constantFrom({}, { channel: 'BSI' }),
  raise: fc.subarray([...exceptionCodes]),
  settle: fc.subarray([...exceptionCodes]),
  failure: fc.constant(null),
})

describe('the table of transitions', () => {
  test('lets nothing follow failed, and only money follow expired and cancelled', () => {
    expect([transitions.failed, transitions.expired, transitions.cancelled]).toEqual([[], ['paid'], ['paid']])
  })

  test.each(invoiceStatuses)('never leads from %s back to pending', (from) => {
    expect(mayFollow(from, 'pending')).toBe(false)
  })

  test('calls an invoice unknown only before it was ever known', () => {
    const toUnknown = invoiceStatuses.filter((from) => mayFollow(from, 'unknown'))
    expect(toUnknown).toEqual(['pending'])
  })
})

describe('any news about any invoice', () => {
  test('moves the status along the table or not at all, and tells what it refused', () => {
    fc.assert(
      fc.property(known, news, ({ before, recorded }, told) => {
        const { invoice: after, refused } = applyNews(before, recorded, told, now)
        expect(after.status === before.status || mayFollow(before.status, after.status)).toBe(true)
        if (refused !== null) expect(mayFollow(before.status, refused)).toBe(false)
      }),
    )
  })

  test('leaves as paid what the payments come to, never changes the amount, and never replaces the provider’s id', () => {
    fc.assert(
      fc.property(known, news, ({ before, recorded }, told) => {
        const { invoice: after, payments } = applyNews({ ...before, providerInvoiceId: 'a' }, recorded, told, now)
        expect(after.amountPaid).toBe(paidSum(merge(recorded, payments)))
        expect([after.amount, after.amountDue, after.providerInvoiceId]).toEqual([before.amount, before.amountDue, 'a'])
      }),
    )
  })

  test('lowers what was paid only where a payment was taken back, and then says so', () => {
    fc.assert(
      fc.property(known, news, ({ before, recorded }, told) => {
        const { invoice: after, events } = applyNews(before, recorded, { ...told, settle: [] }, now)
        if (after.amountPaid >= before.amountPaid) return
        expect(events.map(({ type }) => type)).toContain('payment.reversed')
        expect(after.exceptions).toContain('payment_reversed')
      }),
    )
  })

  test('counts version and sequence up by one for each event, and changes nothing that is seen without one', () => {
    fc.assert(
      fc.property(known, news, ({ before, recorded }, told) => {
        const { invoice: after, events, payments } = applyNews(before, recorded, told, now)
        const steps = [after.version - before.version, after.lastSequence - before.lastSequence]
        expect(steps).toEqual([events.length, events.length])
        if (events.length > 0) return
        expect([after.status, after.amountPaid, after.updatedAt]).toEqual([before.status, before.amountPaid, before.updatedAt])
        expect(payments).toEqual([])
      }),
    )
  })

  test('tells of money in events that come to what is paid, each payment before what became of the invoice', () => {
    fc.assert(
      fc.property(known, news, ({ before, recorded }, told) => {
        const { invoice: after, events } = applyNews(before, recorded, told, now)
        const moved = events.map(({ type, payment }) => (type === 'payment.reversed' ? -1n : 1n) * (payment?.amount ?? 0n))
        expect(before.amountPaid + moved.reduce((sum, one) => sum + one, 0n)).toBe(after.amountPaid)
        expect(events.slice(0, -1).every(({ type }) => type.startsWith('payment.'))).toBe(true)
        expect(events.every(({ type, payment }) => type.startsWith('payment.') === (payment !== null))).toBe(true)
      }),
    )
  })

  test('told twice is told once', () => {
    fc.assert(
      fc.property(known, news, ({ before, recorded }, told) => {
        const once = applyNews(before, recorded, { ...told, settle: [] }, now)
        const twice = applyNews(once.invoice, merge(recorded, once.payments), { ...told, settle: [] }, now)
        expect(twice.events).toEqual([])
      }),
    )
  })

  test('says that an open invoice without a way to pay is not payable, and no other', () => {
    fc.assert(
      fc.property(known, news, ({ before, recorded }, told) => {
        const { invoice: after } = applyNews(before, recorded, { ...told, raise: [], settle: [] }, now)
        if (after.status === 'open') expect(after.exceptions.includes('not_payable')).toBe(!isPayable(after.payment))
      }),
    )
  })

  test('knows since when a finished invoice is finished, and when a paid one was paid, and forgets it when it is not', () => {
    fc.assert(
      fc.property(known, news, ({ before, recorded }, told) => {
        const { invoice: after } = applyNews(before, recorded, told, now)
        expect(after.finishedAt !== null).toBe(isFinished(after.status))
        expect(after.paidAt !== null).toBe(after.status === 'paid')
      }),
    )
  })
})

function merge(before: readonly Payment[], changed: readonly Payment[]): Payment[] {
  const ids = new Set(changed.map(({ id }) => id))
  return [...before.filter(({ id }) => !ids.has(id)), ...changed]
}
