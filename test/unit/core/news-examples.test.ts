import { describe, expect, test } from '@jest/globals'
import { noPaymentMeans, type ExceptionCode, type Invoice, type InvoiceStatus } from '../../../src/core/invoice.ts'
import { fromMinor, zero, type Money } from '../../../src/core/money.ts'
import { applyNews, noNews, type Change, type EventType, type News } from '../../../src/core/news.ts'
import { applyPayments, unnamedPayment } from '../../../src/core/payment.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const now = new Date('2026-11-20T15:00:00.000Z')
const earlier = new Date('2026-11-19T15:00:00.000Z')
const page = { ...noPaymentMeans, url: 'https://checkout.example/a' }
const all = fromMinor(260_000_00n)
const part = fromMinor(100_00n)

const invoice = (overrides: Partial<Invoice> = {}) => sampleInvoice({ status: 'open', payment: page, ...overrides })
/** All that was paid, as a provider tells it that names no payment. */
const paying = (amount: Money) => ({ payments: [unnamedPayment(amount, null)] })
/** The news of an invoice whose payments come to what is paid. */
function apply(before: Invoice, news: Partial<News> = {}): Change {
  const recorded = before.amountPaid === zero ? [] : applyPayments([], paying(before.amountPaid).payments, earlier).payments
  return applyNews(before, recorded, { ...noNews, ...news }, now)
}
const typesOf = ({ events }: Change) => events.map(({ type }) => type)
const only = (type: EventType) => [{ type, payment: null }]
const unchanged = (invoice: Invoice): Change => ({ invoice, payments: [], events: [], refused: null })

describe('news that say nothing', () => {
  test.each<[InvoiceStatus]>([['pending'], ['unknown'], ['open'], ['partially_paid']])(
    'leave an invoice that is %s as it is',
    (status) => {
      const before = invoice({ status, amountPaid: status === 'partially_paid' ? part : fromMinor(0n) })
      expect(apply(before)).toEqual(unchanged(before))
    },
  )

  test.each<[InvoiceStatus]>([['paid'], ['expired'], ['cancelled'], ['failed']])(
    'leave an invoice that is %s as it is',
    (status) => {
      const before = invoice({ status, finishedAt: earlier, ...(status === 'paid' ? { paidAt: earlier, amountPaid: all } : {}) })
      expect(apply(before)).toEqual(unchanged(before))
    },
  )
})

describe('the event of a status', () => {
  test.each<[InvoiceStatus, InvoiceStatus, EventType]>([
    ['pending', 'open', 'invoice.opened'],
    ['open', 'partially_paid', 'invoice.partially_paid'],
    ['open', 'paid', 'invoice.paid'],
    ['open', 'expired', 'invoice.expired'],
    ['open', 'cancelled', 'invoice.cancelled'],
    ['unknown', 'failed', 'invoice.failed'],
    ['pending', 'unknown', 'invoice.updated'],
  ])('from %s to %s is %s, counted and dated', (from, to, event) => {
    const change = apply(invoice({ status: from }), { status: to })
    expect(change).toMatchObject({ events: only(event), payments: [], refused: null })
    expect(change.invoice).toMatchObject({ status: to, version: 2, lastSequence: 1, updatedAt: now })
  })
})

describe('a status that may not follow', () => {
  test('is refused and told, and everything else is taken', () => {
    const change = apply(invoice({ status: 'failed', finishedAt: earlier }), { status: 'open', providerInvoiceId: 'theirs' })
    expect(change).toMatchObject({ refused: 'open', events: only('invoice.updated') })
    expect(change.invoice).toMatchObject({ status: 'failed', providerInvoiceId: 'theirs', finishedAt: earlier })
  })

  test('is not even a refusal once money decided: what is paid stays paid', () => {
    const before = invoice({ status: 'paid', amountPaid: all, paidAt: earlier, finishedAt: earlier })
    for (const status of ['open', 'expired', 'cancelled'] as const) expect(apply(before, { status })).toEqual(unchanged(before))
  })
})

describe('an end that two call by different names', () => {
  test.each<[InvoiceStatus, InvoiceStatus]>([
    ['expired', 'open'],
    ['expired', 'partially_paid'],
    ['expired', 'cancelled'],
    ['cancelled', 'expired'],
  ])('%s for us and %s for them is no difference', (ours, theirs) => {
    const before = invoice({ status: ours, finishedAt: earlier })
    expect(apply(before, { status: theirs })).toEqual(unchanged(before))
  })

  test.each<[InvoiceStatus, InvoiceStatus]>([
    ['expired', 'failed'],
    ['cancelled', 'open'],
    ['cancelled', 'partially_paid'],
    ['failed', 'expired'],
  ])('%s for us and %s for them is refused and told', (ours, theirs) => {
    expect(apply(invoice({ status: ours, finishedAt: earlier }), { status: theirs })).toMatchObject({
      refused: theirs,
      invoice: { status: ours },
    })
  })

  test('an open invoice that expired or was cancelled there is so here', () => {
    for (const status of ['expired', 'cancelled'] as const) expect(apply(invoice(), { status }).invoice.status).toBe(status)
  })
})

describe('money and words', () => {
  test('a part proves that a pending invoice exists, and makes it partially paid, said to be open or not', () => {
    for (const status of [null, 'open'] as const)
      expect(apply(invoice({ status: 'pending' }), { status, ...paying(part) })).toMatchObject({
        events: [{ type: 'payment.received', payment: { amount: part } }, ...only('invoice.partially_paid')],
        invoice: { status: 'partially_paid', amountPaid: part, version: 3, lastSequence: 2 },
      })
  })

  test('no money and the word open is open', () => {
    expect(apply(invoice({ status: 'pending' }), { status: 'open' }).invoice.status).toBe('open')
  })

  test('what is paid by the provider’s word stays paid, with whatever sum and word come later', () => {
    const before = invoice({ status: 'paid', amountPaid: part, paidAt: earlier, finishedAt: earlier })
    for (const status of ['open', 'partially_paid', 'expired', 'cancelled', null] as const)
      for (const payments of [null, [], paying(fromMinor(1n)).payments, paying(part).payments])
        expect(apply(before, { status, payments })).toEqual(unchanged(before))
    for (const status of ['open', 'partially_paid', 'expired', 'cancelled', null] as const)
      expect(apply(before, { status, ...paying(fromMinor(200_00n)) }).invoice).toMatchObject({
        ...{ status: 'paid', amountPaid: 200_00n, paidAt: earlier, finishedAt: earlier },
      })
  })

  test('a part does not keep an invoice open that expired or was cancelled', () => {
    for (const status of ['expired', 'cancelled'] as const)
      expect(apply(invoice(), { status, ...paying(part) }).invoice).toMatchObject({ status, amountPaid: part })
  })

  test('the word paid is paid, with whatever sum was told', () => {
    expect(apply(invoice(), { status: 'paid', ...paying(part) })).toMatchObject({
      events: [{ type: 'payment.received', payment: { amount: part } }, ...only('invoice.paid')],
      invoice: { status: 'paid', amountPaid: part },
    })
  })

  test('a sen less than all is not paid, and what was paid before counts', () => {
    const short = fromMinor(all - 1n)
    expect(apply(invoice(), paying(short)).invoice.status).toBe('partially_paid')
    const before = invoice({ amountPaid: short, status: 'partially_paid' })
    expect(apply(before, paying(part))).toEqual(unchanged(before))
    expect(apply(invoice(), paying(all)).invoice.status).toBe('paid')
    expect(apply(invoice({ amountPaid: all }), {}).invoice.status).toBe('paid')
  })
})

describe('when it was paid', () => {
  test('is what was known, else what was told, else now', () => {
    expect(apply(invoice({ paidAt: earlier }), { status: 'paid', paidAt: now }).invoice.paidAt).toEqual(earlier)
    expect(apply(invoice(), { status: 'paid', paidAt: earlier }).invoice.paidAt).toEqual(earlier)
    expect(apply(invoice(), { status: 'paid' }).invoice.paidAt).toEqual(now)
  })

  test('is not said of what is not paid, also where it was once said', () => {
    expect(apply(invoice(), { status: 'expired', paidAt: earlier }).invoice.paidAt).toBeNull()
    expect(apply(invoice({ paidAt: earlier }), { status: 'expired' }).invoice.paidAt).toBeNull()
  })

  test('and when it was finished is the first time it was', () => {
    expect(apply(invoice(), { status: 'expired' }).invoice.finishedAt).toEqual(now)
    expect(apply(invoice({ status: 'expired', finishedAt: earlier }), { status: 'paid' }).invoice.finishedAt).toEqual(earlier)
  })
})

describe('what the provider told', () => {
  const failure = { code: 'provider_rejected', detail: 'Refused.', provider_code: null, provider_message: null }

  test('is taken where it says something, and kept where it says nothing', () => {
    const other = { ...noPaymentMeans, url: 'https://checkout.example/b' }
    const change = apply(invoice({ providerData: { a: 1 } }), {
      ...{ providerInvoiceId: 'theirs', payment: other, providerData: { b: 2 }, failure },
    })
    expect(change.invoice).toMatchObject({ providerInvoiceId: 'theirs', payment: other, providerData: { a: 1, b: 2 }, failure })
    const { payment, providerInvoiceId, failure: kept } = apply(change.invoice).invoice
    expect([payment, providerInvoiceId, kept]).toEqual([other, 'theirs', failure])
  })

  test('is a payment and a change to be seen when it is a sum', () => {
    const before = invoice({ status: 'partially_paid', amountPaid: fromMinor(1_00n) })
    expect(apply(before, paying(fromMinor(3_00n)))).toMatchObject({
      events: [{ type: 'payment.received', payment: { amount: 2_00n } }, ...only('invoice.updated')],
      payments: [{ amount: 2_00n, status: 'received', receivedAt: now }],
      invoice: { amountPaid: 3_00n, version: 3, lastSequence: 2, updatedAt: now },
    })
  })

  test.each<[string, Partial<News>]>([
    ['a way to pay', { payment: { ...page, url: 'https://checkout.example/b' } }],
    ['the provider’s id', { providerInvoiceId: 'theirs' }],
    ['a flag', { raise: ['amount_mismatch'] }],
    ['a failure', { failure }],
    ['the provider’s own data', { providerData: { channel: 'BSI' } }],
  ])('is one change to be seen when it is %s', (_, news) => {
    const before = invoice({ status: 'partially_paid', amountPaid: fromMinor(1n) })
    expect(apply(before, news)).toMatchObject({
      events: only('invoice.updated'),
      payments: [],
      invoice: { version: 2, lastSequence: 1, updatedAt: now },
    })
  })

  test('is nothing new in another order', () => {
    const before = invoice({ providerData: { a: 1, b: 2 } })
    expect(apply(before, { providerData: { b: 2, a: 1 } })).toEqual(unchanged(before))
  })
})

describe('flags', () => {
  const flagsAfter = (before: Partial<Invoice>, news: Partial<News>): ExceptionCode[] =>
    apply(invoice(before), news).invoice.exceptions

  test('late money is told of what was expired or cancelled alone, and only when it came now', () => {
    expect(flagsAfter({ status: 'expired' }, { status: 'paid' })).toEqual(['paid_late'])
    expect(flagsAfter({ status: 'cancelled' }, paying(part))).toEqual(['paid_after_cancel'])
    expect(flagsAfter({ status: 'expired', amountPaid: part }, paying(part))).toEqual([])
    expect(flagsAfter({ status: 'cancelled', amountPaid: part }, {})).toEqual([])
    expect(flagsAfter({ status: 'paid', amountPaid: all }, paying(all))).toEqual([])
  })

  test('too much is more than is due, and never with an open amount', () => {
    expect(flagsAfter({}, paying(all))).toEqual([])
    expect(flagsAfter({}, paying(fromMinor(all + 1n)))).toEqual(['overpaid'])
    expect(flagsAfter({ paymentType: 'open' }, paying(fromMinor(all + 1n)))).toEqual([])
  })

  test('an open invoice that nobody can pay is told, until it can be paid or is finished', () => {
    const unpayable: Partial<Invoice> = { payment: noPaymentMeans, exceptions: ['not_payable'] }
    expect(flagsAfter({ payment: noPaymentMeans }, {})).toEqual(['not_payable'])
    expect(flagsAfter({ status: 'pending', payment: noPaymentMeans }, {})).toEqual([])
    expect(flagsAfter({ ...unpayable, status: 'partially_paid' }, {})).toEqual(['not_payable'])
    expect(flagsAfter(unpayable, { payment: page })).toEqual([])
    expect(flagsAfter(unpayable, { status: 'expired' })).toEqual([])
  })

  test('of a change that nobody confirmed end with the invoice, and not before', () => {
    const unconfirmed: ExceptionCode[] = ['cancel_unconfirmed', 'update_unconfirmed']
    expect(flagsAfter({ exceptions: unconfirmed }, { providerInvoiceId: 'theirs' })).toEqual(unconfirmed)
    expect(flagsAfter({ exceptions: unconfirmed }, { status: 'expired' })).toEqual([])
  })

  test('are raised and settled by the news, in alphabetical order', () => {
    const before: ExceptionCode[] = ['needs_review', 'amount_mismatch']
    expect(flagsAfter({ exceptions: before }, { raise: ['duplicate_payment'] })).toEqual([
      'amount_mismatch',
      'duplicate_payment',
      'needs_review',
    ])
    expect(flagsAfter({ exceptions: before }, { settle: ['needs_review'] })).toEqual(['amount_mismatch'])
  })

  test('that ask for a person are an event of their own, once, unless the status has one', () => {
    expect(typesOf(apply(invoice(), { raise: ['needs_review'] }))).toEqual(['invoice.needs_review'])
    expect(typesOf(apply(invoice({ status: 'pending' }), { status: 'unknown', raise: ['needs_review'] }))).toEqual([
      'invoice.needs_review',
    ])
    expect(typesOf(apply(invoice(), { status: 'expired', raise: ['needs_review'] }))).toEqual(['invoice.expired'])
    const reviewed = invoice({ exceptions: ['needs_review'] })
    expect(apply(reviewed, { raise: ['needs_review'] })).toEqual(unchanged(reviewed))
    expect(typesOf(apply(reviewed, { raise: ['amount_mismatch'] }))).toEqual(['invoice.updated'])
  })
})

test('no news are all that can be told, and nothing of it', () => {
  expect(noNews).toEqual({
    ...{ status: null, providerInvoiceId: null, payments: null, paidAt: null, payment: null },
    ...{ providerData: {}, raise: [], settle: [], failure: null },
  })
})
