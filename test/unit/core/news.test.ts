import { describe, expect, test } from '@jest/globals'
import { invoiceStatuses, noPaymentMeans, type Invoice, type InvoiceStatus } from '../../../src/core/invoice.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { applyNews, noNews, type News } from '../../../src/core/news.ts'
import { isFinished, mayFollow } from '../../../src/core/transitions.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const now = new Date('2026-11-20T15:00:00.000Z')
const rupiah = (whole: number) => fromMinor(BigInt(whole) * 100n)
const payable = { ...noPaymentMeans, url: 'https://pay.example/1' }

/** An invoice of 260,000 rupiah in this status, with what belongs to it. */
function invoiceIn(status: InvoiceStatus, overrides: Partial<Invoice> = {}): Invoice {
  const amountPaid = rupiah(status === 'paid' ? 260_000 : status === 'partially_paid' ? 60_000 : 0)
  return sampleInvoice({
    status,
    amountPaid,
    payment: payable,
    finishedAt: isFinished(status) ? now : null,
    paidAt: status === 'paid' ? now : null,
    ...overrides,
  })
}

function learn(before: Invoice, news: Partial<News>) {
  const { invoice, event, refused } = applyNews(before, { ...noNews, ...news }, now)
  return { invoice, status: invoice.status, exceptions: invoice.exceptions, event, refused }
}

describe('paid', () => {
  test.each(invoiceStatuses)('is never taken back by a look-up that says %s', (status) => {
    for (const paymentType of ['full', 'partial', 'open'] as const) {
      const before = invoiceIn('paid', { paymentType })
      expect(learn(before, { status })).toEqual({ invoice: before, status: 'paid', exceptions: [], event: null, refused: null })
    }
  })

  test('comes of enough money, whatever else was said', () => {
    expect(learn(invoiceIn('open'), { status: 'expired', amountPaid: rupiah(260_000) })).toMatchObject({
      status: 'paid',
      event: 'invoice.paid',
    })
  })

  test('with open payments only the provider says so', () => {
    const before = invoiceIn('open', { paymentType: 'open' })
    expect(learn(before, { status: 'open', amountPaid: rupiah(300_000) })).toMatchObject({
      status: 'partially_paid',
      exceptions: [],
    })
    expect(learn(before, { status: 'paid', amountPaid: rupiah(1_000) })).toMatchObject({ status: 'paid', exceptions: [] })
  })

  test('leaves nothing unconfirmed', () => {
    const before = invoiceIn('open', { exceptions: ['cancel_unconfirmed', 'needs_review', 'update_unconfirmed'] })
    expect(learn(before, { status: 'paid' }).exceptions).toEqual(['needs_review'])
  })

  test.each([
    ['expired', 'paid_late'],
    ['cancelled', 'paid_after_cancel'],
  ] as const)('beats %s, and says so', (status, flag) => {
    expect(learn(invoiceIn(status), { status: 'paid', amountPaid: rupiah(260_000) })).toMatchObject({
      ...{ status: 'paid', exceptions: [flag], event: 'invoice.paid', refused: null },
    })
  })
})

describe('sums', () => {
  test('never go down', () => {
    expect(learn(invoiceIn('partially_paid'), { amountPaid: rupiah(10_000) }).invoice.amountPaid).toBe(rupiah(60_000))
  })

  test('more than what is due is overpaid', () => {
    expect(learn(invoiceIn('open'), { amountPaid: rupiah(260_001) })).toMatchObject({ status: 'paid', exceptions: ['overpaid'] })
  })

  test('late money that is not all leaves the invoice expired, with what came', () => {
    const { invoice, status } = learn(invoiceIn('expired'), { amountPaid: rupiah(60_000) })
    expect({ status, paid: invoice.amountPaid }).toEqual({ status: 'expired', paid: rupiah(60_000) })
  })
})

describe('transitions', () => {
  test('what the table does not have is refused and not applied', () => {
    expect(learn(invoiceIn('cancelled'), { status: 'open' })).toMatchObject({ status: 'cancelled', refused: 'open', event: null })
    expect(learn(invoiceIn('failed'), { status: 'open' })).toMatchObject({ status: 'failed', refused: 'open', event: null })
  })

  test('nothing follows failed, and nothing leads back to pending or unknown but pending to unknown', () => {
    for (const status of invoiceStatuses) {
      expect(mayFollow('failed', status)).toBe(false)
      expect(mayFollow(status, 'pending')).toBe(false)
      expect(mayFollow(status, 'unknown')).toBe(status === 'pending')
    }
  })
})

describe('what is visible', () => {
  test('a provider’s own words in another order are no news', () => {
    const before = invoiceIn('open', { providerData: { list: [{ a: 1, b: { c: 2, d: 3 } }], x: 'y' } })
    const { event, invoice } = learn(before, { providerData: { x: 'y', list: [{ b: { d: 3, c: 2 }, a: 1 }] } })
    expect({ event, version: invoice.version }).toEqual({ event: null, version: before.version })
    expect(learn(before, { providerData: { list: [] } }).event).toBe('invoice.updated')
  })

  test('every event counts version and sequence up by one', () => {
    const before = invoiceIn('open', { version: 7, lastSequence: 6 })
    expect(learn(before, { raise: ['needs_review'] })).toMatchObject({
      event: 'invoice.needs_review',
      invoice: { version: 8, lastSequence: 7, updatedAt: now },
    })
  })
})
