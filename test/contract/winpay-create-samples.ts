import { noPaymentMeans } from '../../src/core/invoice.ts'
import { fromMinor } from '../../src/core/money.ts'
import type { Sample } from './provider-contract-fixture.ts'
import {
  created,
  createInput,
  documentedInvoice,
  headers,
  products,
  providerId,
  redirectUrl,
  refusal,
} from './winpay-documented.ts'

const documentedBody =
  '{"customer":{"name":"Delina Prasetya","email":"delina@example.com","phone":"082342861666"},' +
  '"invoice":{"ref":"invoice-0000001","products":[{"name":"Keripik Singkong","qty":6,"price":20000},{"name":"Jasa Kirim","qty":1,"price":5000}]},' +
  '"back_url":"https://merchant.example/finish","interval":120}'
const request = { method: 'POST', path: '/api/create', headers, bodyText: documentedBody }
const documentedResult = {
  providerInvoiceId: providerId,
  reference: 'invoice-0000001',
  amount: fromMinor(125_000_00n),
  status: 'open',
  amountPaid: null,
  paidAt: null,
  createdAt: new Date('2023-09-05T02:52:53.000Z'),
  payment: { ...noPaymentMeans, url: redirectUrl },
  data: { created_at: '2023-09-05 09:52:53', products },
}
const success = { status: 201, body: JSON.stringify(created) }
const done = { kind: 'done', result: documentedResult }

const asDocumented: Sample[] = [
  {
    name: 'create sends the documented body and reads the documented answer',
    operation: 'create',
    input: createInput,
    request,
    answer: success,
    verdict: done,
  },
  {
    name: 'create is a success with HTTP 200 too, as in the provider’s own SDK',
    operation: 'create',
    input: createInput,
    request,
    answer: { ...success, status: 200 },
    verdict: done,
  },
  {
    name: 'an answer under the misspelt name of the guide is read',
    operation: 'create',
    input: createInput,
    request,
    answer: { status: 201, body: JSON.stringify({ responseCode: '2010300', responeData: created.responseData }) },
    verdict: done,
  },
  {
    name: 'prices and quantities that come as texts are read',
    operation: 'create',
    input: createInput,
    request,
    answer: {
      status: 201,
      body: JSON.stringify({
        ...created,
        responseData: { ...created.responseData, products: [{ name: 'Keripik', qty: '5', price: '25000.00' }] },
      }),
    },
    verdict: { kind: 'done', result: { amount: fromMinor(125_000_00n) } },
  },
]

const refused: Sample[] = [
  {
    name: 'invalid parameters prove that nothing was created, and their sentences are kept',
    operation: 'create',
    input: createInput,
    request,
    answer: { status: 400, body: refusal('4000301', 'Invalid Parameters', ['The invoice.ref field is required.']) },
    verdict: {
      kind: 'refused',
      meaning: 'not_created',
      code: '4000301',
      message: 'Invalid Parameters The invoice.ref field is required.',
      httpStatus: 400,
    },
  },
  {
    name: 'any other 400 is taken for a duplicate reference, whose code is not published',
    operation: 'create',
    input: createInput,
    request,
    answer: { status: 400, body: refusal('4000399', 'Merchant ref already exists') },
    verdict: { kind: 'refused', meaning: 'duplicate', code: '4000399' },
  },
  {
    name: 'a 400 without a code proves nothing',
    operation: 'create',
    input: createInput,
    request,
    answer: { status: 400, body: '{"message":"Bad Request"}' },
    verdict: { kind: 'unknown', httpStatus: 400 },
  },
  {
    name: 'a General Error proves nothing',
    operation: 'create',
    input: createInput,
    request,
    answer: { status: 500, body: refusal('5000300', 'General Error') },
    verdict: { kind: 'unknown', code: '5000300', message: 'General Error', httpStatus: 500 },
  },
  {
    name: 'an answer of success without its invoice is unknown',
    operation: 'create',
    input: createInput,
    request,
    answer: { status: 201, body: refusal('2010300', 'Invoice created') },
    verdict: { kind: 'unknown', code: '2010300' },
  },
]

const lines = (products: object[]) => ({ invoice: { ref: 'invoice-0000001', products } })
const { customer } = documentedInvoice

const otherInvoices: Sample[] = [
  {
    name: 'an invoice without items becomes one line of its title, with shipping as one more',
    operation: 'create',
    input: {
      invoice: { ...documentedInvoice, items: [], title: 'Order 7', shippingAmount: fromMinor(9_000_00n) },
      number: null,
    },
    request: {
      ...request,
      bodyText: JSON.stringify({
        customer: { name: customer.name, email: customer.email, phone: customer.phone },
        ...lines([
          { name: 'Order 7', qty: 1, price: 116000 },
          { name: 'Shipping', qty: 1, price: 9000 },
        ]),
        back_url: 'https://merchant.example/finish',
        interval: 120,
      }),
    },
    answer: success,
    verdict: done,
  },
  {
    name: 'an absent e-mail is left out, a back command takes the place of the return URL, and minutes are rounded up',
    operation: 'create',
    input: {
      invoice: {
        ...documentedInvoice,
        customer: { ...customer, email: null },
        returnUrl: null,
        providerOptions: { winpay: { back_url: 'javascript:window.close()' } },
        expiresAt: new Date('2026-11-24T12:07:05.001Z'),
      },
      number: null,
    },
    request: {
      ...request,
      bodyText: JSON.stringify({
        customer: { name: customer.name, phone: customer.phone },
        ...lines([
          { name: 'Keripik Singkong', qty: 6, price: 20000 },
          { name: 'Jasa Kirim', qty: 1, price: 5000 },
        ]),
        back_url: 'javascript:window.close()',
        interval: 121,
      }),
    },
    answer: success,
    verdict: done,
  },
  {
    name: 'the signed clock can be set off',
    operation: 'create',
    input: createInput,
    settings: { clock_offset_seconds: -5 },
    request: {
      method: 'POST',
      path: '/api/create',
      headers: { 'x-winpay-timestamp': '2026-11-24T17:07:00+07:00' },
      bodyText: documentedBody,
    },
    answer: success,
    verdict: done,
  },
]

export const createSamples: Sample[] = [...asDocumented, ...refused, ...otherInvoices]
