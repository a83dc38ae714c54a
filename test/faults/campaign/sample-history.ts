import type { FeedEvent, History, LedgerNote, OrderNote, SeenInvoice, SeenPayment, WebhookNote } from './history.ts'

/** One order that went well and was not paid, in every book: what an auditor has nothing to say about. */
export function goodHistory(): History {
  return {
    ...{ orders: [order()], invoices: [invoice()], ledger: [entry()] },
    sightings: new Map([['inv_1', [sighting('pending', 1, 0), sighting('open', 2, 20)]]]),
    ...{ payments: new Map([['inv_1', []]]), ...told(event()) },
    ...{ refusedWebhooks: [], forgeries: [] },
    ...{ stuck: [], unexpected: [], crashes: [], internalErrors: 0, thrown: 0 },
  }
}

/** One that was opened, and paid at once. */
export function paidHistory(): History {
  return {
    ...goodHistory(),
    invoices: [invoice({ status: 'paid', version: 4, amountPaid: '260000.00' })],
    ledger: [entry({ status: 'paid', payments: [paidThere()] })],
    payments: new Map([['inv_1', [payment()]]]),
    ...told(...paidEvents()),
  }
}

export function paidEvents(): [FeedEvent, FeedEvent, FeedEvent] {
  const paid = { status: 'paid', amountPaid: '260000.00', looks: 'paid' }
  return [
    event(),
    event({ ...paid, type: 'payment.received', sequence: 2, version: 3, payment: payment() }),
    event({ ...paid, type: 'invoice.paid', sequence: 3, version: 4 }),
  ]
}

/** These events and no others in the feed, in the list of the invoice, with whoever follows the feed, and at the merchant's endpoint. */
export function told(...feed: FeedEvent[]): Pick<History, 'feed' | 'followed' | 'webhooks' | 'events'> {
  return {
    feed,
    followed: feed.map(({ id }) => id),
    webhooks: feed.map((one) => webhook(one)),
    events: Map.groupBy(feed, ({ invoiceId }) => invoiceId),
  }
}

export function event(overrides: Partial<FeedEvent> = {}): FeedEvent {
  const { sequence = 1, invoiceId = 'inv_1' } = overrides
  return {
    ...{ id: `evt_${invoiceId}_${sequence}`, type: 'invoice.opened', sequence, invoiceId },
    ...{ createdAt: '2026-11-20T05:00:10.000Z', status: 'open', version: 2, providerInvoiceId: 'there-1' },
    ...{ amountPaid: '0.00', expiresAt: '2026-11-21T05:00:00.000Z', exceptions: [], payment: null },
    ...{ digest: `digest ${invoiceId} ${sequence}`, looks: 'open' },
    ...overrides,
  }
}

export function webhook({ id, type, invoiceId, sequence, digest }: FeedEvent, isTaken = true): WebhookNote {
  return { id, type, invoiceId, sequence, digest, isTaken }
}

/** Winpay's payments go by the id of their invoice. */
export function payment(overrides: Partial<SeenPayment> = {}): SeenPayment {
  return { id: 'pay_1', name: 'there-1', amount: '260000.00', isReversed: false, ...overrides }
}

export function paidThere(overrides: Partial<LedgerNote['payments'][number]> = {}): LedgerNote['payments'][number] {
  return { id: 'money-1', amount: '260000.00', isReversed: false, ...overrides }
}

export function order(overrides: Partial<OrderNote> = {}): OrderNote {
  return {
    ...{ key: 'key-1', reference: 'ref-1', provider: 'winpay', amount: '260000', expiresAt: null, askedAmount: null },
    answers: [answer(202, 'inv_1', null, 0), answer(201, 'inv_1', null, 100)],
    ...{ askedCancel: false, confirmed: {}, isTouched: false },
    ...overrides,
  }
}

/** What a key was answered, to a request that took 10 ms. */
export function answer(
  status: number,
  invoiceId: string | null,
  code: string | null,
  startedMs: number,
): OrderNote['answers'][number] {
  return { status, invoiceId, code, startedMs, endedMs: startedMs + 10 }
}

export function invoice(overrides: Partial<SeenInvoice> = {}): SeenInvoice {
  return {
    ...{ id: 'inv_1', status: 'open', version: 2, reference: 'ref-1', provider: 'winpay', providerInvoiceId: 'there-1' },
    ...{ amount: '260000.00', amountDue: '260000.00', amountPaid: '0.00', exceptions: [], mark: null },
    createdAt: '2026-11-20T05:00:00.000Z',
    ...overrides,
  }
}

export function entry(overrides: Partial<LedgerNote> = {}): LedgerNote {
  return {
    ...{ provider: 'winpay', id: 'there-1', reference: 'ref-1', amount: '260000.00', due: '260000.00' },
    ...{ payments: [], status: 'open' },
    ...overrides,
  }
}

/** The invoice as it was shown in an answer to a request that took 10 ms. */
export function sighting(status: string, version: number, startedMs: number) {
  return { status, version, startedMs, endedMs: startedMs + 10, isReplay: false }
}
