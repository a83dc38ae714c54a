import { createHmac } from 'node:crypto'
import { sampleCredentials } from './bill-gateway-documented.ts'
import type { CallbackContract, CallbackProof } from './provider-contract-fixture.ts'

const documented = {
  event: 'payment.received',
  context: {
    hash: 'x24da1dF',
    va_number: '8673011234567890',
    type: 'open',
    invoice_number: 'INV-001/ABC01',
    name: 'SPP Bulan Januari',
    customer_name: 'Siti Zulaikhé',
    customer_email: 'john.doe@example.com',
    customer_phone: '+621234567890',
    customer_address: 'Surabaya, Indonesia',
    total_amount: 100000,
    billed_amount: 100000,
    paid_amount: 0,
    description: 'Pembayaran SPP Bulan Januari',
    ext_description: '-',
    valid_until: '2022-04-05T13:32:08+07:00',
    status: 'active',
    created_at: '2022-04-12T11:22:52+07:00',
  },
}

const news = { providerInvoiceId: 'x24da1dF', reference: 'INV-001/ABC01', eventId: null, payments: [] }

const sign = (text: string | Buffer) => createHmac('sha256', sampleCredentials.api_key).update(text).digest('hex')

/** What PHP's json_encode makes of the documented callback. */
const inPhp = JSON.stringify(documented).replaceAll('/', '\\/').replaceAll('é', '\\u00e9')

const overTheBytes: CallbackProof = {
  name: 'the HMAC of its bytes',
  anotherAccount: { api_key: 'the-api-key-of-another-account' },
  body: Buffer.from(inPhp),
  prove: ({ body }) => ({ signature: sign(body) }),
  covers: ['body'],
  right: 'verified',
  bare: 'forged',
}

export const billGatewayCallbacks: CallbackContract = {
  samples: [
    {
      name: 'a payment names the bill; what was paid is read from its payments, for this body still says nothing',
      body: documented,
      news,
      needs: ['event', 'context', 'context.hash'],
    },
    {
      name: 'a reversal names the bill likewise',
      body: { ...documented, event: 'payment.reversal' },
      news,
      needs: ['context.hash'],
    },
    {
      name: 'a bill without our reference is known by its hash',
      body: { event: 'payment.received', context: { hash: 'x24da1dF', invoice_number: null } },
      news: { ...news, reference: null },
      needs: ['context.hash'],
    },
  ],
  proofs: [
    overTheBytes,
    {
      ...overTheBytes,
      name: 'the HMAC of what PHP writes of it',
      body: Buffer.from(JSON.stringify(documented, null, 2)),
      prove: () => ({ signature: sign(inPhp) }),
    },
  ],
  accepted: { status: 200, contentType: 'application/json', body: '{"success":true}' },
  refused: {
    status: 401,
    contentType: 'application/json',
    body: '{"rc":"BILLER_AUTHENTICATION","message":"failed authentication"}',
  },
}
