import { describe, expect, it } from '@jest/globals'
import { findViolations } from './auditor.ts'
import type { FeedEvent, History, LedgerNote, SeenInvoice, SeenPayment } from './history.ts'
import * as sample from './sample-history.ts'

const { entry, event, goodHistory, invoice, order, paidEvents, paidHistory, paidThere, payment, told, webhook } = sample

const promisesOf = (history: History) => [...new Set(findViolations(history).map(({ promise }) => promise))].sort()
/** The paid order, with these differences. */
const paid = (history: Partial<History>) => promisesOf({ ...paidHistory(), ...history })
const open = (history: Partial<History>) => promisesOf({ ...goodHistory(), ...history })

const listed = 'every payment is listed once'
const once = 'what is paid is told once'
const caused = 'no event without a cause'
const fed = 'the feed leaves nothing out'
const delivered = 'webhooks tell what the feed tells'
const refused = 'forged callbacks are refused'

const paymentsOf = (...payments: SeenPayment[]) => ({ payments: new Map([['inv_1', payments]]) })
const paidInvoice = (overrides: Partial<SeenInvoice> = {}) =>
  invoice({ status: 'paid', version: 4, amountPaid: '260000.00', ...overrides })
const paidEntry = (overrides: Partial<LedgerNote> = {}) => entry({ status: 'paid', payments: [paidThere()], ...overrides })

it('an auditor has nothing to say of an order that was paid', () => {
  expect(paid({})).toEqual([])
})

describe('of payments, an auditor', () => {
  it('finds one that is listed twice, or under another name, sum or fate than at the provider', () => {
    expect(paid(paymentsOf(payment(), payment({ id: 'pay_2' })))).toEqual([listed])
    expect(paid(paymentsOf(payment({ name: 'another' })))).toEqual([listed])
    expect(paid(paymentsOf(payment({ amount: '260000.01' })))).toEqual([listed])
    expect(paid(paymentsOf(payment({ isReversed: true })))).toEqual([listed])
    expect(paid(paymentsOf())).toEqual([listed])
  })

  it('lets money without a name stand for what the named ones lack, and for no more', () => {
    expect(paid(paymentsOf(payment({ name: null })))).toEqual([])
    const halves = [payment({ name: null, amount: '130000.00' }), payment({ id: 'pay_2', name: null, amount: '130000.00' })]
    expect(paid(paymentsOf(...halves))).toEqual([listed])
    const unexplained = [payment(), payment({ id: 'pay_2', name: null, amount: '1.00' })]
    expect(paid({ ...paymentsOf(...unexplained), invoices: [paidInvoice({ amountPaid: '260001.00' })] })).toContain(listed)
  })

  it('goes by each provider’s own names for them', () => {
    const at = (provider: string, id: string, name: string) => {
      const [opened, received, isPaid] = paidEvents()
      const events = told(opened, { ...received, payment: payment({ name }) }, isPaid)
      const books = { orders: [order({ provider })], invoices: [paidInvoice({ provider })] }
      const ledger = [paidEntry({ provider, payments: [paidThere({ id })] })]
      return paid({ ...books, ledger, ...events, ...paymentsOf(payment({ name })) })
    }
    expect(at('netzme', 'a-b-c', 'abc')).toEqual([])
    expect(at('durianpay', 'inv_txn_1', 'inv_txn_1')).toEqual([])
    expect(at('bill_gateway', 'a-b-c', 'abc')).toContain(listed)
  })
})

describe('of what is paid, an auditor', () => {
  const [opened, received, isPaid] = paidEvents()

  it('finds an invoice that is not paid here, or of which the merchant was not told', () => {
    const unpaid = { invoices: [invoice({ amountPaid: '260000.00' })], ...told(opened, { ...received, status: 'open' }) }
    expect(paid(unpaid)).toContain(once)
    const webhooks = [opened, received].map((one) => webhook(one))
    expect(paid({ webhooks })).toEqual([delivered, once].sort())
    expect(paid({ webhooks: [...webhooks, webhook(isPaid, false)] })).toEqual([delivered, once].sort())
  })

  it('lets the same be told more than once, and finds that it is told under two ids', () => {
    const webhooks = [opened, received, isPaid, isPaid].map((one) => webhook(one))
    expect(paid({ webhooks })).toEqual([])
    const again = { ...isPaid, id: 'evt_again', sequence: 4, version: 5 }
    expect(paid({ ...told(opened, received, isPaid, again), invoices: [paidInvoice({ version: 5 })] })).toEqual([once])
  })

  it('lets it be told again when it was taken back in between', () => {
    expect(paid(takenBackAndPaidAgain())).toEqual([])
    expect(paid({ ...takenBackAndPaidAgain(), ledger: [paidEntry({ provider: 'bill_gateway' })] })).toContain(once)
  })

  it('finds a way back without a reversal', () => {
    const back = { ...event({ sequence: 4, version: 5 }), type: 'invoice.updated' }
    const history = { ...told(opened, received, isPaid, back), invoices: [invoice({ version: 5, amountPaid: '260000.00' })] }
    expect(paid(history)).toContain('events are gap-free and move along the table')
  })

  it('finds late money and reversals that are not shown, and shown ones that did not happen', () => {
    expect(paid({ invoices: [paidInvoice({ exceptions: ['payment_reversed'] })] })).toEqual([once])
    expect(paid({ invoices: [paidInvoice({ exceptions: ['overpaid', 'duplicate_payment'] })] })).toEqual([once])
    expect(paid({ ...takenBackAndPaidAgain(), invoices: [reversedInvoice([])] })).toEqual([once])
    const late = { createdAt: '2026-11-22T05:00:00.000Z', status: 'expired', looks: 'expired' }
    const expired = event({ ...late, type: 'invoice.expired', sequence: 2, version: 3 })
    const events = [
      opened,
      expired,
      { ...received, id: 'evt_3', sequence: 3, version: 4 },
      { ...isPaid, id: 'evt_4', sequence: 4, version: 5 },
    ]
    const lately = (exceptions: string[]) => paid({ ...told(...events), invoices: [paidInvoice({ version: 5, exceptions })] })
    expect(lately([])).toEqual([once])
    expect(lately(['paid_late'])).toEqual([])
  })
})

const reversedInvoice = (exceptions: string[]) =>
  invoice({ provider: 'bill_gateway', status: 'paid', version: 7, amountPaid: '260000.00', exceptions })

/** At the bill gateway: paid, taken back by the bank, and paid once more. */
function takenBackAndPaidAgain(): Partial<History> {
  const [opened, received, isPaid] = paidEvents()
  const first = payment({ name: 'money-1' })
  const second = payment({ id: 'pay_2', name: 'money-2' })
  const back: Partial<FeedEvent> = { status: 'open', amountPaid: '0.00', looks: 'back' }
  const events = [
    opened,
    { ...received, payment: first },
    isPaid,
    event({ ...back, type: 'payment.reversed', sequence: 4, version: 5, payment: { ...first, isReversed: true } }),
    event({ status: 'paid', type: 'payment.received', sequence: 5, version: 6, payment: second }),
    event({ status: 'paid', type: 'invoice.paid', sequence: 6, version: 7 }),
  ]
  const payments = [paidThere({ isReversed: true }), paidThere({ id: 'money-2' })]
  return {
    orders: [order({ provider: 'bill_gateway' })],
    invoices: [reversedInvoice(['payment_reversed'])],
    ledger: [paidEntry({ provider: 'bill_gateway', payments })],
    ...paymentsOf({ ...first, isReversed: true }, second),
    ...told(...events),
  }
}

describe('of events, an auditor', () => {
  const [, received, isPaid] = paidEvents()
  /** The open order, and this event after its first. */
  const then = (overrides: Partial<FeedEvent>, history: Partial<History> = {}) =>
    open({ ...told(event(), event({ sequence: 2, version: 3, ...overrides })), invoices: [invoice({ version: 3 })], ...history })

  it('finds money that never came, and money that never went back', () => {
    expect(open(told(event(), received))).toContain(caused)
    expect(open(told(event(), { ...isPaid, sequence: 2 }))).toContain(caused)
    expect(then({ type: 'invoice.partially_paid' })).toEqual([caused])
    expect(then({ type: 'payment.reversed', payment: payment({ isReversed: true }) })).toEqual([caused])
    const other = { ...received, payment: payment({ amount: '1.00' }) }
    expect(paid(told(event(), other, isPaid))).toEqual([caused])
    const nameless = { ...received, payment: payment({ name: null, amount: '260000.01' }) }
    expect(paid(told(event(), nameless, isPaid))).toEqual([caused])
    const reversed = { type: 'payment.reversed', payment: payment({ name: null, isReversed: true }), status: 'paid' }
    const events = told(event(), received, isPaid, event({ ...reversed, sequence: 4, version: 5 }))
    expect(paid({ ...events, invoices: [paidInvoice({ version: 5 })] })).toEqual([caused])
  })

  it('finds an end that nobody has asked for and that time has not brought', () => {
    const cancelled = { invoices: [invoice({ status: 'cancelled', version: 3 })], ledger: [entry({ status: 'cancelled' })] }
    const event = { type: 'invoice.cancelled', status: 'cancelled' }
    expect(then(event, cancelled)).toEqual([caused])
    expect(then(event, { ...cancelled, orders: [order({ askedCancel: true })] })).toEqual([])
    const expired = { type: 'invoice.expired', status: 'expired' }
    const invoices = [invoice({ status: 'expired', version: 3 })]
    expect(then(expired, { invoices })).toEqual([caused])
    expect(then({ ...expired, createdAt: '2026-11-21T05:00:00.000Z' }, { invoices })).toEqual([])
  })

  it('finds news of nothing, of no invoice, or of an invoice that is not as it says', () => {
    expect(then({ type: 'invoice.updated' })).toEqual([caused])
    expect(then({ type: 'invoice.updated', looks: 'different' })).toEqual([])
    expect(then({ type: 'invoice.needs_review' })).toEqual([caused])
    expect(then({ type: 'invoice.needs_review', exceptions: ['needs_review'] })).toEqual([])
    expect(then({ type: 'invoice.vanished' })).toEqual([caused])
    expect(open(told(event(), event({ invoiceId: 'inv_2' })))).toContain(caused)
    expect(open({ ledger: [] })).toContain(caused)
    const failed = told(event({ type: 'invoice.failed', status: 'failed' }))
    expect(open({ ...failed, invoices: [invoice({ status: 'failed' })] })).toContain(caused)
  })
})

describe('of the feed, an auditor', () => {
  const [first, second, third] = paidEvents()
  const ids = [first, second, third].map(({ id }) => id)

  it('finds an event that appeared behind one that had been served, or was not served at all', () => {
    expect(paid({ followed: [ids[0] ?? '', ids[2] ?? '', ids[1] ?? ''] })).toEqual([fed])
    expect(paid({ followed: ids.slice(0, 2) })).toEqual([fed])
    expect(paid({ followed: [...ids, 'evt_other'] })).toEqual([fed])
  })

  it('finds a gap, a repetition and a wrong order within an invoice', () => {
    for (const feed of [
      [first, third],
      [first, second, second, third],
      [second, first, third],
    ])
      expect(paid({ feed, followed: feed.map(({ id }) => id) })).toContain(fed)
  })

  it('finds that the invoice lists other events than the feed', () => {
    expect(paid({ events: new Map([['inv_1', [first, second, { ...third, id: 'evt_other' }]]]) })).toEqual([fed])
  })
})

describe('of webhooks, an auditor', () => {
  const [opened, received, isPaid] = paidEvents()
  const sent = [opened, received, isPaid].map((one) => webhook(one))

  it('finds one that never arrived', () => {
    expect(paid({ webhooks: sent.filter(({ type }) => type !== 'payment.received') })).toEqual([delivered])
  })

  it('finds one that is not in the feed, or says something else, also where it was not taken', () => {
    for (const wrong of [
      { id: 'evt_other' },
      { digest: 'other' },
      { type: 'invoice.updated' },
      { sequence: 9 },
      { invoiceId: 'inv_9' },
    ])
      expect(paid({ webhooks: [...sent, { ...webhook(received, false), ...wrong }] })).toEqual([delivered])
  })

  it('finds one without a good signature', () => {
    expect(paid({ refusedWebhooks: ['evt_1: No matching signature found'] })).toEqual([delivered])
  })
})

describe('of forged callbacks, an auditor', () => {
  const forged = (provider: string, kind: 'wrong proof' | 'no proof' | 'wrong path', status: number | null) =>
    paid({ forgeries: [{ provider, kind, status }] })

  it('finds one that was not refused where the provider proves itself', () => {
    for (const provider of ['winpay', 'netzme', 'durianpay', 'bill_gateway']) {
      expect(forged(provider, 'wrong proof', 200)).toEqual([refused])
      expect(forged(provider, 'wrong path', 200)).toEqual([refused])
      expect(forged(provider, 'wrong proof', 401)).toEqual([])
      expect(forged(provider, 'wrong path', 404)).toEqual([])
    }
    expect(forged('netzme', 'no proof', 200)).toEqual([refused])
    expect(forged('bill_gateway', 'no proof', 200)).toEqual([refused])
  })

  it('lets one be that is taken down to be asked about, or met a gateway that could not answer', () => {
    expect(forged('winpay', 'no proof', 200)).toEqual([])
    expect(forged('durianpay', 'no proof', 200)).toEqual([])
    expect(forged('netzme', 'wrong proof', 503)).toEqual([])
    expect(forged('netzme', 'wrong proof', null)).toEqual([])
  })
})
