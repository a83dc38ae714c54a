import type { JsonObject } from '../core/json.ts'
import { presentProblem } from '../core/problem-wire.ts'
import { Problem, problems, type ProblemCode } from '../core/problems.ts'

/** Examples for the OpenAPI document. Persons, shops and ids are invented. */
const customer = { name: 'Delina Prasetya', email: 'delina@example.com', phone: '082342341' }

const emptyAddress = {
  receiver_name: null,
  receiver_phone: null,
  label: null,
  line1: null,
  line2: null,
  city: null,
  region: null,
  country: null,
  postal_code: null,
  landmark: null,
}

export const exampleInvoice = {
  id: 'inv_01k9s7m3e8f1qv0c2d4h6j8n0p',
  object: 'invoice',
  status: 'open',
  version: 2,
  reference: 'INV/1/2026',
  currency: 'IDR',
  amount: '260000.00',
  amount_due: '260000.00',
  amount_paid: '0.00',
  amount_remaining: '260000.00',
  payment_type: 'full',
  minimum_payment: null,
  provider: 'winpay',
  provider_account: 'default',
  provider_invoice_id: '2edff262-6228-4da1-96d7-729bf9fc85f0',
  payment: { url: 'https://checkout.example/upu90zxyid', url_expires_at: null, virtual_accounts: [], qr: null },
  title: 'Order 111130',
  description: null,
  notes: null,
  customer: { reference: null, ...customer, address: emptyAddress },
  items: [{ name: '01002676', quantity: 1, unit_price: '260000.00' }],
  shipping_amount: null,
  starts_at: null,
  expires_at: '2026-11-20T16:00:00.000Z',
  return_url: 'https://shop.example/back',
  image_url: null,
  document_url: null,
  metadata: {},
  provider_options: {},
  exceptions: [],
  failure: null,
  provider_data: {},
  created_at: '2026-11-20T14:00:00.000Z',
  updated_at: '2026-11-20T14:00:01.000Z',
  checked_at: null,
  paid_at: null,
} satisfies JsonObject

export const examplePayment = {
  id: 'pay_01k9s7m3e8f1qv0c2d4h6j8n0p',
  provider_payment_id: '2edff262-6228-4da1-96d7-729bf9fc85f0',
  amount: '260000.00',
  fee: '3500.00',
  net_amount: '256500.00',
  channel: 'BSI',
  status: 'received',
  paid_at: '2026-11-20T14:20:00.000Z',
  received_at: '2026-11-20T14:20:03.000Z',
} satisfies JsonObject

/** Requests by operationId, each under the name by which the reference page offers it. */
export const exampleRequests: Readonly<Record<string, JsonObject>> = {
  createInvoice: {
    'any provider': {
      reference: 'INV/1/2026',
      amount: '260000',
      title: 'Order 111130',
      customer,
      return_url: 'https://shop.example/back',
    },
    winpay: {
      provider: 'winpay',
      reference: 'INV/2/2026',
      items: [{ name: '01002676', quantity: 2, unit_price: '125000' }],
      shipping_amount: '10000',
      customer,
      return_url: 'https://shop.example/back',
    },
    netzme: {
      provider: 'netzme',
      reference: 'INV/3/2026',
      amount: '50000',
      description: 'Coffee for the office',
      customer,
      provider_options: { netzme: { pay_method: 'QRIS' } },
    },
    durianpay: {
      provider: 'durianpay',
      reference: 'INV/4/2026',
      amount: '260000',
      amount_due: '160000',
      title: 'Order 111130',
      payment_type: 'partial',
      minimum_payment: '50000',
      customer,
      metadata: { order: '111130' },
    },
    bill_gateway: {
      provider: 'bill_gateway',
      reference: 'INV/5/2026',
      title: 'Tuition',
      payment_type: 'open',
      items: [{ name: 'Tuition, November', quantity: 1, unit_price: '750000' }],
      customer,
      provider_options: { bill_gateway: { va_number: '1234567890' } },
    },
  },
  updateInvoice: {
    'kept with us': { metadata: { order: '111130' } },
    'told to the provider': { return_url: 'https://shop.example/thanks', title: null },
  },
  resolveInvoice: {
    created: { outcome: 'created', provider_invoice_id: '2edff262-6228-4da1-96d7-729bf9fc85f0' },
    'not created': { outcome: 'not_created', note: 'Not in the provider’s dashboard two days later' },
  },
  createWebhookEndpoint: {
    'all events': { url: 'https://shop.example/webhooks' },
    'only money': { url: 'https://shop.example/webhooks', events: ['payment.received', 'payment.reversed', 'invoice.paid'] },
  },
  updateWebhookEndpoint: { 'switch it on again': { enabled: true } },
  replayEvents: { 'of an afternoon': { from: '2026-11-20T05:00:00Z', to: '2026-11-20T10:00:00Z' } },
  resolveException: { 'looked at': { note: 'The shop refunded the second transfer by hand' } },
  createApiKey: { 'for a shop': { name: 'shop', scopes: ['invoices:read', 'invoices:write'] } },
  createMerchant: { 'a shop': { name: 'Second shop' } },
  putProviderAccount: {
    winpay: { credentials: { key: 'your key', secret_key: 'your secret key' } },
    durianpay: { credentials: { server_key: 'dp_test_…' }, settings: { horizon_minutes: 30 } },
  },
}

const fault = { pointer: '/customer/email', detail: 'It must be an e-mail address.' }
const said = { name: 'winpay', code: '4000301', message: 'Invalid Parameters', http_status: 400 }
const invoiceId = exampleInvoice.id

const extras: Partial<Record<ProblemCode, Problem['extras']>> = {
  invalid_request: { errors: [fault] },
  provider_requires: { errors: [{ pointer: '/return_url', detail: 'Winpay Checkout Page needs it.' }] },
  provider_cannot_carry: { errors: [{ pointer: '/amount', detail: 'Winpay Checkout Page takes whole rupiah only.' }] },
  reference_already_used: { invoiceId },
  va_number_in_use: { invoiceId },
  invoice_state_conflict: { invoiceId },
  version_mismatch: { invoiceId },
  operation_not_supported: { invoiceId },
  provider_rejected: { invoiceId, provider: said },
  provider_misconfigured: { provider: { ...said, code: '4010300', message: 'Unauthorized', http_status: 401 } },
}

export function exampleProblem(code: ProblemCode): JsonObject {
  return presentProblem(new Problem(code, `${problems[code].title}.`, extras[code]), 'req_2f6d1c0f5b8e4d7a9c3b1e0d4f7a6c58')
}
