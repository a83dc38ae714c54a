import { durianpay } from '../../src/connectors/durianpay/index.ts'
import type { Invoice } from '../../src/core/invoice.ts'
import { fromMinor } from '../../src/core/money.ts'
import { sampleInvoice } from '../support/sample-invoice.ts'
import { durianpayCallbacks } from './durianpay-callbacks.ts'
import {
  capturedCreated,
  capturedInvoice,
  createRefusals,
  documentedCreated,
  documentedFetched,
  documentedId,
  documentedList,
  durianInvoice,
  id,
  now,
  sampleRequest,
  transactions,
} from './durianpay.samples.ts'
import type { ProviderContract, Sample } from './provider-contract-fixture.ts'

const json = 'application/json'
const headers = { authorization: 'Basic ZHBfdGVzdF9YWFhYWFhYWFg6', 'content-type': json, accept: json }

const ok = (body: unknown) => ({ status: 200, body: JSON.stringify(body) })
const updated = (data: object) => ({
  message: 'Invoice has been updated successfully',
  data: { ...data, updated_at: '2023-09-17T06:00:00.000000Z' },
  response_code: '0000',
})

const outstandingDue = fromMinor(10_001_00n)
const listPath = (from: string, to: string) => `/v1/invoices?from=${from}&to=${to}&skip=0&limit=100`
const post = (body: unknown) => ({ method: 'POST', path: '/v1/invoices', headers, body })
const get = (path: string) => ({ method: 'GET', path, headers, bodyText: null })
const put = (invoiceId: string, body: unknown) => ({ method: 'PUT', path: `/v1/invoices/${invoiceId}`, headers, body })
const creating = (invoice = durianInvoice()) => ({ invoice, number: null })
const known = (overrides: Partial<Invoice> = {}) => durianInvoice({ providerInvoiceId: id, ...overrides })

const creates: Sample[] = [
  {
    name: 'sends the sample invoice and understands the captured answer: a rounded amount, a bare path, the code beside data',
    operation: 'create',
    input: creating(),
    request: post(sampleRequest),
    answer: ok(capturedCreated),
    verdict: {
      kind: 'done',
      result: {
        providerInvoiceId: id,
        reference: 'inv_ref_001',
        amount: fromMinor(20_001_00n),
        status: 'open',
        amountPaid: fromMinor(0n),
        createdAt: new Date('2023-09-17T05:06:41.816Z'),
        payment: { url: 'https://merchant.durianpay.id/Twkx37', urlExpiresAt: new Date('2023-12-16T05:06:41.900Z') },
        data: { customer_id: 'cus_xWI6twzZbr7065', enable_partial_transaction: true, remaining_amount: '5000.67' },
      },
    },
  },
  {
    name: 'understands the documented answer: no scheme, the code inside data; sends metadata, document and Durianpay’s own customer members',
    operation: 'create',
    input: creating(
      durianInvoice({
        amount: fromMinor(15_001_00n),
        amountDue: outstandingDue,
        metadata: { cart: '42' },
        documentUrl: 'https://shop.example/invoice.pdf',
        providerOptions: { durianpay: { customer_id: 'cus_ViPeX4iBYp2233', first_name: 'Jane' } },
      }),
    ),
    request: post({
      ...sampleRequest,
      amount: '15001.00',
      remaining_amount: '10001.00',
      customer: { ...sampleRequest.customer, id: 'cus_ViPeX4iBYp2233', first_name: 'Jane' },
      metadata: { cart: '42' },
      invoice_url: 'https://shop.example/invoice.pdf',
    }),
    answer: ok(documentedCreated),
    verdict: {
      kind: 'done',
      result: {
        providerInvoiceId: documentedId,
        amount: fromMinor(15_001_00n),
        status: 'open',
        amountPaid: fromMinor(0n),
        payment: {
          url: 'https://merchant.durianpay.id/random_chars',
          urlExpiresAt: new Date('2023-01-22T10:00:00.000Z'),
        },
        data: {
          customer_id: 'cus_ViPeX4iBYp2233',
          is_live: true,
          is_partial_transaction_enabled: true,
          partial_transaction_config: { min_acceptable_amount: 10000 },
          start_date: '2022-03-28T00:00:00Z',
          due_date: '2022-03-29T00:00:00Z',
          is_blocked: false,
        },
      },
    },
  },
  {
    name: 'makes a title of the reference, leaves out what there is not, and puts the account’s base before a bare path',
    operation: 'create',
    settings: { checkout_base: 'https://pay.shop.example/durian/' },
    input: creating(
      sampleInvoice({
        provider: 'durianpay',
        reference: 'inv_ref_001',
        title: null,
        customer: { ...sampleInvoice().customer, reference: null, email: null },
      }),
    ),
    request: post({
      amount: '260000.00',
      remaining_amount: '260000.00',
      title: 'inv_ref_001',
      invoice_ref_id: 'inv_ref_001',
      customer: { given_name: 'Delina Prasetya', mobile: '082342341' },
      enable_partial_transaction: false,
      due_date: '2026-11-20T16:59:59.999Z',
    }),
    answer: { status: 201, body: JSON.stringify(capturedCreated) },
    verdict: { kind: 'done', result: { payment: { url: 'https://pay.shop.example/durian/Twkx37' } } },
  },
]

const refusedCreates: Sample[] = createRefusals.map(({ name, status, said, verdict }) => ({
  name,
  operation: 'create',
  input: creating(),
  request: post(sampleRequest),
  answer: { status, body: JSON.stringify(said) },
  verdict,
}))

const finds: Sample[] = [
  {
    name: 'reads an invoice that comes flat, and what was told of its URL stays',
    operation: 'find',
    input: { invoice: known({ providerInvoiceId: documentedFetched.id, amountDue: outstandingDue }), page: 0 },
    request: get(`/v1/invoices/${documentedFetched.id}`),
    answer: ok(documentedFetched),
    verdict: {
      kind: 'done',
      result: {
        providerInvoiceId: documentedFetched.id,
        amount: fromMinor(15_001_00n),
        status: 'open',
        payment: null,
        data: {
          title: 'sample title',
          invoice_url: '',
          metadata: null,
          partial_transaction_config: { min_acceptable_amount: '10000.00' },
        },
      },
    },
  },
  {
    name: 'counts as paid what no longer remains, and keeps the transactions',
    operation: 'find',
    input: { invoice: known({ amount: fromMinor(20_001_00n), amountDue: fromMinor(20_001_00n) }), page: 0 },
    request: get(`/v1/invoices/${id}`),
    answer: ok({ data: { ...capturedInvoice, transactions }, response_code: '0000' }),
    verdict: {
      kind: 'done',
      result: {
        status: 'partially_paid',
        amountPaid: fromMinor(15_000_00n),
        data: { transactions, is_live: false, remaining_amount: '5001' },
      },
    },
  },
  {
    name: 'does not take the rounding of what remains for a payment',
    operation: 'find',
    input: { invoice: known(), page: 0 },
    request: get(`/v1/invoices/${id}`),
    answer: ok({ data: { ...capturedInvoice, transactions: [] }, response_code: '0000' }),
    verdict: { kind: 'done', result: { status: 'open', amount: fromMinor(20_001_00n), amountPaid: fromMinor(0n) } },
  },
  {
    name: 'knows that an invoice is not there',
    operation: 'find',
    input: { invoice: known(), page: 0 },
    request: get(`/v1/invoices/${id}`),
    answer: { status: 404, body: JSON.stringify({ error: 'invoice does not exists', error_code: 'DPAY_INVOICE_NOT_FOUND' }) },
    verdict: { kind: 'refused', meaning: 'absent' },
  },
]

const lists: Sample[] = [
  {
    name: 'finds both invoices of one reference where both fit',
    operation: 'find_by_reference',
    input: { invoice: durianInvoice({ amount: fromMinor(15_001_00n), amountDue: outstandingDue }), page: 0 },
    request: get(listPath('2022-11-19', '2022-11-21')),
    answer: ok({ invoices: [documentedFetched, { ...documentedFetched, id: 'inv_0dIWbudjjf84078', status: 'paid' }] }),
    verdict: {
      kind: 'done',
      result: [
        { providerInvoiceId: documentedFetched.id, status: 'open' },
        { providerInvoiceId: 'inv_0dIWbudjjf84078', status: 'paid', amountPaid: outstandingDue },
      ],
    },
  },
  {
    name: 'tells both of the documented list’s invoices of one reference, whatever their amounts',
    operation: 'find_by_reference',
    input: { invoice: durianInvoice({ amountDue: outstandingDue }), page: 0 },
    request: get(listPath('2022-11-19', '2022-11-21')),
    answer: ok(documentedList),
    verdict: {
      kind: 'done',
      result: [
        { providerInvoiceId: 'inv_0dIWbuDJQdsfn078', amount: fromMinor(20_001_00n) },
        { providerInvoiceId: 'inv_0dIWbudjjf84078' },
      ],
    },
  },
  {
    name: 'asks for Jakarta days, and finds the invoice in the captured list although its amount was rounded',
    operation: 'find_by_reference',
    input: { invoice: durianInvoice({ createdAt: new Date('2022-11-17T17:00:00.000Z') }), page: 0 },
    request: get(listPath('2022-11-17', '2022-11-21')),
    answer: ok({ message: 'Invoices fetched', data: { invoices: [capturedInvoice], total_count: 1 }, response_code: '0000' }),
    verdict: { kind: 'done', result: [{ providerInvoiceId: id, amount: fromMinor(20_001_00n), status: 'open' }] },
  },
  {
    name: 'knows by a list without the reference that the invoice is not there',
    operation: 'find_by_reference',
    input: { invoice: durianInvoice({ reference: 'INV_REF_001' }), page: 0 },
    request: get(listPath('2022-11-19', '2022-11-21')),
    answer: ok(documentedList),
    verdict: { kind: 'refused', meaning: 'absent' },
  },
]

const changes: Sample[] = [
  {
    name: 'changes what may be changed and sends nothing else',
    operation: 'update',
    input: { invoice: known(), changed: ['title', 'amount_due', 'starts_at', 'expires_at', 'payment_type', 'minimum_payment'] },
    request: put(id, {
      title: 'sample',
      remaining_amount: '5000.67',
      start_date: '2022-11-22T00:00:00.000Z',
      due_date: '2022-11-22T16:59:59.999Z',
      enable_partial_transaction: true,
      partial_transaction_config: { min_acceptable_amount: 10000 },
    }),
    answer: ok(updated(capturedInvoice)),
    verdict: { kind: 'done', result: { status: 'open', data: { updated_at: '2023-09-17T06:00:00.000000Z', is_blocked: false } } },
  },
  {
    name: 'changes document and metadata alone',
    operation: 'update',
    input: {
      invoice: known({ documentUrl: 'https://shop.example/2.pdf', metadata: { cart: '43' } }),
      changed: ['document_url', 'metadata'],
    },
    request: put(id, { invoice_url: 'https://shop.example/2.pdf', metadata: { cart: '43' } }),
    answer: ok(updated(capturedInvoice)),
    verdict: { kind: 'done', result: { providerInvoiceId: id } },
  },
  {
    name: 'learns that an update is refused',
    operation: 'update',
    input: { invoice: known(), changed: ['title'] },
    request: put(id, { title: 'sample' }),
    answer: { status: 422, body: JSON.stringify({ error: 'invoice is already paid', error_code: 'DPAY_INVALID_REQUEST' }) },
    verdict: { kind: 'refused', meaning: 'refused' },
  },
  {
    name: 'cancels by blocking',
    operation: 'cancel',
    input: { invoice: known(), page: 0 },
    request: put(id, { is_blocked: true }),
    answer: ok(updated({ ...capturedInvoice, is_blocked: true })),
    verdict: { kind: 'done', result: { status: 'cancelled', amountPaid: fromMinor(0n), data: { is_blocked: true } } },
  },
]

export const durianpayContract: ProviderContract = {
  connector: durianpay,
  credentials: (origin) => ({ base_url: `${origin}/v1`, server_key: 'dp_test_XXXXXXXXX' }),
  settings: {},
  now,
  callbacks: durianpayCallbacks,
  samples: [...creates, ...refusedCreates, ...finds, ...lists, ...changes],
  // A whole sum, which the captured answer repeats as it was sent.
  create: creating(durianInvoice({ amount: fromMinor(20_001_00n) })),
  created: { status: 200, body: JSON.stringify(capturedCreated) },
  refusalBody: (_status, code) =>
    JSON.stringify({ error: 'refused', ...(code === null ? { errors: [] } : { error_code: code }) }),
}
