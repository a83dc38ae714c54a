import { noPaymentMeans } from '../../src/core/invoice.ts'
import { fromMinor } from '../../src/core/money.ts'
import type { Sample } from './provider-contract-fixture.ts'
import {
  documentedInvoice,
  found,
  foundPaid,
  foundPayment,
  foundProducts,
  headers,
  knownInvoice,
  providerId,
  redirectUrl,
  refusal,
} from './winpay-documented.ts'

const byId = { method: 'GET', path: `/api/find/${providerId}`, headers, body: null }
const byReference = { method: 'GET', path: '/api/findByRef/invoice-0000001', headers, body: null }
const unpaid = {
  providerInvoiceId: providerId,
  reference: 'invoice-0000001',
  amount: fromMinor(53_500_00n),
  status: 'open',
  amountPaid: null,
  paidAt: null,
  createdAt: new Date('2023-09-05T02:52:53.000Z'),
  payment: { ...noPaymentMeans, url: redirectUrl },
  data: { created_at: '2023-09-05 09:52:53', products: foundProducts, payment: foundPayment },
}
const paid = {
  ...unpaid,
  status: 'paid',
  amountPaid: fromMinor(53_500_00n),
  paidAt: new Date('2023-09-05T02:52:53.000Z'),
}
const notFound = { status: 404, body: refusal('4040300', 'Invoice not found') }

function asBody(responseData: object): { status: number; body: string } {
  return { status: 200, body: JSON.stringify({ ...found, responseData }) }
}

export const findSamples: Sample[] = [
  {
    name: 'find reads the documented answer; a payment beside UNPAID is no payment',
    operation: 'find',
    input: { invoice: knownInvoice, page: 0 },
    request: byId,
    answer: asBody(found.responseData),
    verdict: { kind: 'done', result: unpaid },
  },
  {
    name: 'PAID is the whole sum',
    operation: 'find',
    input: { invoice: knownInvoice, page: 0 },
    request: byId,
    answer: asBody(foundPaid.responseData),
    verdict: { kind: 'done', result: paid },
  },
  {
    name: 'the sums of a payment may be integers, as in the guide',
    operation: 'find',
    input: { invoice: knownInvoice, page: 0 },
    request: byId,
    answer: asBody({ ...foundPaid.responseData, payment: { ...foundPayment, paid_amount: 53500, fee: 3500, nett: 50000 } }),
    verdict: { kind: 'done', result: { status: 'paid', data: { payment: { paid_amount: 53500, fee: 3500, nett: 50000 } } } },
  },
  {
    name: 'a status that nobody documents is not told, and kept',
    operation: 'find',
    input: { invoice: knownInvoice, page: 0 },
    request: byId,
    answer: asBody({ ...found.responseData, status: 'EXPIRED' }),
    verdict: { kind: 'done', result: { status: null, amountPaid: null, data: { status: 'EXPIRED' } } },
  },
  {
    name: 'an invoice found without a status tells none',
    operation: 'find',
    input: { invoice: knownInvoice, page: 0 },
    request: byId,
    answer: asBody({ id: providerId, ref: 'invoice-0000001' }),
    verdict: { kind: 'done', result: { status: null, amount: null, amountPaid: null, payment: null, data: {} } },
  },
  {
    name: 'an invoice that Winpay does not know is absent',
    operation: 'find',
    input: { invoice: knownInvoice, page: 0 },
    request: byId,
    answer: notFound,
    verdict: { kind: 'refused', meaning: 'absent', code: '4040300', message: 'Invoice not found' },
  },
  {
    name: 'find by reference reads the same answer',
    operation: 'find_by_reference',
    input: { invoice: documentedInvoice, page: 0 },
    request: byReference,
    answer: asBody(foundPaid.responseData),
    verdict: { kind: 'done', result: [paid] },
  },
  {
    name: 'a reference is encoded in the path',
    operation: 'find_by_reference',
    input: { invoice: { ...documentedInvoice, reference: 'INV/1 ?#%2F/2026' }, page: 0 },
    request: { ...byReference, path: '/api/findByRef/INV%2F1%20%3F%23%252F%2F2026' },
    answer: notFound,
    verdict: { kind: 'refused', meaning: 'absent' },
  },
]
