import { createHmac } from 'node:crypto'
import type { CallbackContract, CallbackProof } from './provider-contract-fixture.ts'

/** As the page prints it, with another e-mail address. */
const documented = {
  uuid: '40777df1-ad3d-4572-b0a3-6c90574330fa',
  created_at: '2022-11-14T10:48:00+07:00',
  ref: '21125',
  channel: 'BSI',
  amount: 18940,
  fee: 0,
  nett_amount: 18940,
  products: [{ name: '1172164', qty: 1, price: 18940 }],
  invoice: {
    uuid: 'f6bd0574-56ca-4926-849c-8c332694966c',
    ref: '1172164-1668397659',
    url: 'https://checkout.winpay.id/ilhwj3z75x5',
    customer: { name: 'TUTIANxxxxxx', email: 'customer@example.com', phone: '1172164' },
  },
}

const news = {
  providerInvoiceId: documented.invoice.uuid,
  reference: documented.invoice.ref,
  eventId: documented.uuid,
  payments: [],
}

const timestamp = '2022-11-14T10:48:00+07:00'

const timestampSignature: CallbackProof = {
  name: 'the HMAC of its timestamp',
  anotherAccount: { secret_key: 'the-secret-key-of-another-account' },
  body: Buffer.from(JSON.stringify(documented)),
  prove: () => ({
    'x-winpay-timestamp': timestamp,
    'x-winpay-signature': createHmac('sha256', 'test-secret-key').update(timestamp).digest('hex'),
  }),
  covers: [],
  right: 'verified',
  bare: 'unsigned',
}

export const winpayCallbacks: CallbackContract = {
  samples: [
    {
      name: 'the invoice is the inner one, not the payment around it; what was paid is asked for',
      body: documented,
      news,
      needs: ['invoice', 'invoice.uuid', 'invoice.ref'],
    },
    {
      name: 'sums may be texts, as the table has them',
      body: { ...documented, amount: '18940', products: [{ name: '1172164', qty: '1', price: '18940' }] },
      news,
      needs: ['invoice.uuid'],
    },
  ],
  proofs: [
    timestampSignature,
    { ...timestampSignature, name: 'the HMAC that it must have', settings: { callback_signature: 'required' }, bare: 'forged' },
  ],
  accepted: { status: 200, contentType: 'text/plain', body: 'ACCEPTED' },
  refused: { status: 401, contentType: 'text/plain', body: 'UNAUTHORIZED' },
}
