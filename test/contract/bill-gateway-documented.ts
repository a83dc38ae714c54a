import type { Invoice } from '../../src/core/invoice.ts'
import { without, type JsonObject } from '../../src/core/json.ts'
import { fromMinor } from '../../src/core/money.ts'
import { sampleInvoice } from '../support/sample-invoice.ts'

/** The instant of every request. */
export const now = new Date('2022-04-04T03:00:00.000Z')
export const hundredThousand = fromMinor(100_000_00n)
export const { customer } = sampleInvoice()

/** The invoice behind the documentation's sample request. */
export function sampleBill(overrides: Partial<Invoice> = {}): Invoice {
  return sampleInvoice({
    provider: 'bill_gateway',
    reference: 'INV01/TRX000001',
    amount: hundredThousand,
    title: 'SPP Jan 22',
    description: 'Pembayaran SPP Bulan Januari',
    customer: {
      ...customer,
      name: 'John Doe',
      email: 'john.doe@example.com',
      phone: '+621234567890',
      address: { ...customer.address, city: 'Surabaya', country: 'Indonesia' },
    },
    items: [{ name: 'SPP Januari', quantity: 1, unitPrice: hundredThousand }],
    expiresAt: new Date('2022-04-04T04:46:56.000Z'),
    createdAt: now,
    ...overrides,
  })
}

export const sampleCredentials = {
  base_url: 'https://bill-gateway.example',
  client_id: '9d1c7a54-0000-4000-8000-000000000000',
  client_secret: 'invented-client-secret',
  api_key: 'api-key-for-tests',
  institution_code: 'e9KP2zq6',
  prefixes: ['009902', '857248'],
}

const toldComponent = {
  id: '95f5c77f-79de-4c12-a151-ef7c68e9b7d2',
  name: 'SPP Januari',
  qty: '1',
  price: '100000',
  total: '100000',
}

/** The Bill of the documentation, with our reference as its number. */
export const toldBill = {
  hash: 'x24da1dF',
  va_number: '8673011234567890',
  invoice_number: 'INV01/TRX000001',
  type: 'close',
  name: 'SPP Bulan Januari',
  customer_name: 'John Doe',
  customer_email: 'john.doe@example.com',
  customer_phone: '+621234567890',
  customer_address: 'Surabaya, Indonesia',
  total_amount: 100000,
  billed_amount: 100000,
  paid_amount: 0,
  description: 'Pembayaran SPP Bulan Januari',
  ext_description: '-',
  due_date: '2022-04-12T11:22:52+07:00',
  valid_until: '2022-04-12T11:22:52+07:00',
  status: 'active',
  created_at: '2022-04-04T11:46:56+07:00',
  components: [toldComponent],
} satisfies JsonObject

/** What of the Bill has no canonical place. */
export const keptData = {
  type: 'close',
  name: 'SPP Bulan Januari',
  billed_amount: 100000,
  description: 'Pembayaran SPP Bulan Januari',
  ext_description: '-',
  due_date: '2022-04-12T11:22:52+07:00',
  valid_until: '2022-04-12T11:22:52+07:00',
  status: 'active',
  created_at: '2022-04-04T11:46:56+07:00',
  components: [toldComponent],
}

/** Without the members that the page's own sample of a create's answer leaves out. */
export const shortBill = without(toldBill, ['invoice_number', 'paid_amount', 'due_date', 'valid_until'])

/** An answer of success in the provider's envelope. */
export function answer(data: unknown, message = 'success', more: JsonObject = {}): { status: number; body: string } {
  return { status: 200, body: JSON.stringify({ rc: 'SUCCESS', message, timestamp: '2022-04-04T11:46:56+07:00', ...more, data }) }
}

/** One entry of a bill's payments, as documented. */
export const documentedPayment = {
  id: '960bf258-5aa2-4a90-81fd-d2c1f7e49d2b',
  payment_ref_id: '123456789012',
  channel: 'muamalat',
  amount: 100000,
  type: 'payment',
  created_at: '2022-04-04T09:22:38+07:00',
  account: { bank_code: 'AMET', account_holder: 'Mr. Roosevelt Hessel I', account_number: '6011930096256781', hash: 'aq8vwKj2' },
}
