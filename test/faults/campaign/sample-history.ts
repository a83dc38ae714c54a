import type { History, LedgerNote, OrderNote, SeenInvoice } from './history.ts'

/** One order that went well, in every book: what an auditor has nothing to say about. */
export function goodHistory(): History {
  return {
    ...{ orders: [order()], invoices: [invoice()], ledger: [entry()] },
    sightings: new Map([['inv_1', [sighting('pending', 1, 0), sighting('open', 2, 20)]]]),
    events: new Map([['inv_1', [{ sequence: 1, status: 'open', version: 2 }]]]),
    ...{ stuck: [], unexpected: [], crashes: [], internalErrors: 0, thrown: 0 },
  }
}

export function order(overrides: Partial<OrderNote> = {}): OrderNote {
  return {
    ...{ key: 'key-1', reference: 'ref-1', provider: 'winpay', amount: '260000', askedAmount: null },
    answers: [answer(202, 'inv_1', null, 0), answer(201, 'inv_1', null, 100)],
    ...{ confirmed: {}, isTouched: false },
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
