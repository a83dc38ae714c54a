import type { CreateInput } from '../../src/connectors/connector.ts'
import { fromMinor } from '../../src/core/money.ts'
import { sampleInvoice } from '../support/sample-invoice.ts'

/** Requests and answers as the provider's pages print them; names and addresses are those of the pages or invented. */
export const now = new Date('2026-11-24T10:07:05.000Z')

/** Key, timestamp and signature of every request at that instant: the timestamp alone is signed. */
export const headers = {
  accept: 'application/json',
  'content-type': 'application/json',
  'x-winpay-key': 'an-invented-key',
  'x-winpay-timestamp': '2026-11-24T17:07:05+07:00',
  'x-winpay-signature': 'a6b6e8d1c645c6714073daecf54a0240b2b11e6b76776c36ac730f60f9c0ea56',
}

export const providerId = '4282f340-51a8-40a2-a0e6-f3c95543ab6f'
export const redirectUrl = 'https://checkout.bmstaging.id/g5jh1k55lv9'
const customer = { name: 'Delina Prasetya', email: 'delina@example.com', phone: '082342861666' }

/** The invoice of the create sample: 6 × 20,000 and 5,000 for shipping, payable for two hours. */
export const documentedInvoice = sampleInvoice({
  reference: 'invoice-0000001',
  amount: fromMinor(125_000_00n),
  customer: { ...sampleInvoice().customer, ...customer },
  items: [
    { name: 'Keripik Singkong', quantity: 6, unitPrice: fromMinor(20_000_00n) },
    { name: 'Jasa Kirim', quantity: 1, unitPrice: fromMinor(5_000_00n) },
  ],
  returnUrl: 'https://merchant.example/finish',
  expiresAt: new Date('2026-11-24T12:07:05.000Z'),
})
export const createInput: CreateInput = { invoice: documentedInvoice, number: null }

/** The same invoice once it has its id there. */
export const knownInvoice = { ...documentedInvoice, providerInvoiceId: providerId }

export const products = [
  { uuid: '89a85713-3aef-4ca1-97ba-a97d4bdcdb8a', name: 'Keripik Singkong', qty: 6, price: 20000 },
  { uuid: '6c79f218-4e1c-4695-8eb7-4c17568bdc81', name: 'Jasa Kirim', qty: 1, price: 5000 },
]

const invoice = {
  id: providerId,
  ref: 'invoice-0000001',
  created_at: '2023-09-05 09:52:53',
  redirect_url: redirectUrl,
  back_url: 'https://google.com',
}

export const created = {
  responseCode: '2010300',
  responseMessage: 'Invoice created',
  responseDate: '2023-09-05T09:52:53+07:00',
  responseData: { ...invoice, customer, products },
}

export const foundProducts = [{ uuid: '89a85713-3aef-4ca1-97ba-a97d4bdcdb8a', name: 'Keripik Singkong', qty: 1, price: 53500 }]

/** As the API reference prints it, sums as texts. */
export const foundPayment = {
  uuid: '89a85713-3aef-4ca1-97ba-a97d4bdcdb8a',
  channel: 'ALFAMART',
  code: '100134468',
  payment_ref: '34469',
  paid_amount: '53500',
  fee: '3500',
  nett: '50000',
  created_at: '2023-09-05T09:52:53+07:00',
  updated_at: '2023-09-05T09:52:53+07:00',
}

export const found = {
  responseCode: '2000300',
  responseMessage: 'Invoice Found',
  responseDate: '2023-09-05T10:00:16+07:00',
  responseData: { ...invoice, status: 'UNPAID', customer, products: foundProducts, payment: foundPayment },
}

export const foundPaid = { ...found, responseData: { ...found.responseData, status: 'PAID' } }

export function refusal(responseCode: string, responseMessage: string, responseData: string[] = []): string {
  return JSON.stringify({ responseCode, responseMessage, responseDate: '2023-09-05T09:43:29+07:00', responseData })
}
