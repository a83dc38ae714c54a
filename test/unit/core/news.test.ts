import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { exceptionCodes, invoiceStatuses, isPayable, noPaymentMeans, type InvoiceStatus } from '../../../src/core/invoice.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { applyNews, noNews, type News } from '../../../src/core/news.ts'
import { isFinished, mayFollow, transitions } from '../../../src/core/transitions.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const now = new Date('2026-11-20T15:00:00.000Z')
const status = fc.constantFrom(...invoiceStatuses)
const money = fc.bigInt(0n, 600_000_00n).map(fromMinor)
const page = { ...noPaymentMeans, url: 'https://checkout.example/a' }
const invoice = fc.record({ status, amountPaid: money, payment: fc.constantFrom(noPaymentMeans, page) }).map(sampleInvoice)
const news: fc.Arbitrary<News> = fc.record({
  status: fc.option(status),
  providerInvoiceId: fc.option(fc.constantFrom('a', 'b')),
  amountPaid: fc.option(money),
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
      fc.property(invoice, news, (before, told) => {
        const { invoice: after, refused } = applyNews(before, told, now)
        expect(after.status === before.status || mayFollow(before.status, after.status)).toBe(true)
        if (refused !== null) expect(mayFollow(before.status, refused)).toBe(false)
      }),
    )
  })

  test('never lowers what was paid, never changes the amount, and never replaces the provider’s id', () => {
    fc.assert(
      fc.property(invoice, news, (before, told) => {
        const { invoice: after } = applyNews({ ...before, providerInvoiceId: 'a' }, told, now)
        expect(after.amountPaid >= before.amountPaid).toBe(true)
        expect([after.amount, after.amountDue, after.providerInvoiceId]).toEqual([before.amount, before.amountDue, 'a'])
      }),
    )
  })

  test('counts version and sequence up by one exactly when there is an event', () => {
    fc.assert(
      fc.property(invoice, news, (before, told) => {
        const { invoice: after, event } = applyNews(before, told, now)
        const step = event === null ? 0 : 1
        expect([after.version - before.version, after.lastSequence - before.lastSequence]).toEqual([step, step])
        if (event === null) expect(after.status).toBe(before.status)
      }),
    )
  })

  test('told twice is told once', () => {
    fc.assert(
      fc.property(invoice, news, (before, told) => {
        const once = applyNews(before, { ...told, settle: [] }, now)
        const twice = applyNews(once.invoice, { ...told, settle: [] }, now)
        expect(twice.event).toBeNull()
      }),
    )
  })

  test('says that an open invoice without a way to pay is not payable, and no other', () => {
    fc.assert(
      fc.property(invoice, news, (before, told) => {
        const { invoice: after } = applyNews(before, { ...told, raise: [], settle: [] }, now)
        if (after.status === 'open') expect(after.exceptions.includes('not_payable')).toBe(!isPayable(after.payment))
      }),
    )
  })

  test('knows since when a finished invoice is finished, and forgets it when it is not', () => {
    fc.assert(
      fc.property(invoice, news, (before, told) => {
        const { invoice: after } = applyNews(before, told, now)
        expect(after.finishedAt !== null).toBe(isFinished(after.status))
      }),
    )
  })
})

describe('money', () => {
  const after = (from: InvoiceStatus, paid: bigint) =>
    applyNews(sampleInvoice({ status: from, payment: page }), { ...noNews, amountPaid: fromMinor(paid) }, now)

  test('that is all of it makes an invoice paid, whatever was said', () => {
    expect(after('open', 260_000_00n)).toMatchObject({
      event: 'invoice.paid',
      invoice: { status: 'paid', paidAt: now, exceptions: [] },
    })
  })

  test('that is a part makes an open invoice partially paid', () => {
    expect(after('open', 1n)).toMatchObject({ event: 'invoice.partially_paid', invoice: { status: 'partially_paid' } })
  })

  test('beats expired and cancelled, and says that it came late', () => {
    expect(after('expired', 260_000_00n).invoice).toMatchObject({ status: 'paid', exceptions: ['paid_late'] })
    expect(after('cancelled', 260_000_00n).invoice).toMatchObject({ status: 'paid', exceptions: ['paid_after_cancel'] })
  })

  test('that comes late and is not all leaves the invoice expired, with the sum raised', () => {
    const late = after('expired', 100_00n)
    expect(late).toMatchObject({ event: 'invoice.updated', invoice: { status: 'expired', exceptions: ['paid_late'] } })
    expect(late.invoice.amountPaid).toBe(100_00n)
  })

  test('that is too much is flagged', () => {
    expect(after('open', 260_000_01n).invoice).toMatchObject({ status: 'paid', exceptions: ['overpaid'] })
  })

  test('of an open amount is paid only when the provider says so', () => {
    const open = sampleInvoice({ status: 'open', paymentType: 'open', payment: page })
    expect(applyNews(open, { ...noNews, amountPaid: fromMinor(900_000_00n) }, now).invoice.status).toBe('partially_paid')
    expect(applyNews(open, { ...noNews, status: 'paid' }, now).invoice.status).toBe('paid')
  })
})
