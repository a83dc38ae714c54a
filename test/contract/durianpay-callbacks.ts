import { id } from './durianpay.samples.ts'
import { makeNotifyingProvider } from './rsa-notifications.ts'
import type { CallbackContract, CallbackProof, CallbackSample } from './provider-contract-fixture.ts'

/** The documented envelope; the data of invoice events is not published, so these are the places where other events name things. */
const event = (name: string, data: CallbackSample['body']) => ({ event: name, data, retry_count: 0 })
const naming = { providerInvoiceId: id, reference: null, eventId: null, payments: [] }
const needs = ['event', 'data']

const samples: CallbackSample[] = [
  {
    name: 'an event with the id of the invoice itself names it',
    body: event('invoice.paid', { id, invoice_ref_id: 'inv_ref_001', status: 'paid', remaining_amount: '0' }),
    news: { ...naming, reference: 'inv_ref_001' },
    needs,
  },
  {
    name: 'the id of a transaction is not taken for that of its invoice',
    body: event('invoice.transaction', { id: 'inv_txn_sAMwRDEqcE0554', invoice_id: id, amount: '15000' }),
    news: naming,
    needs,
  },
  {
    name: 'an invoice in a list is named',
    body: event('invoice.transaction', { id: 'inv_txn_sAMwRDEqcE0554', invoices: [{ id, invoice_ref_id: 'inv_ref_001' }] }),
    news: { ...naming, reference: 'inv_ref_001' },
    needs,
  },
  {
    name: 'where only our reference is told, it is that which names the invoice',
    body: event('invoice.paid', { invoice_ref_id: 'inv_ref_001', invoices: null }),
    news: { ...naming, providerInvoiceId: null, reference: 'inv_ref_001' },
    needs,
  },
  {
    name: 'an event of an order, as documented, is about no invoice; its amount, times 100, is never read',
    body: event('order.created', {
      id: 'ord_ABC123456789',
      amount: 256393200,
      amount_str: '2563932.00',
      status: 'started',
      currency: 'IDR',
      signature: '35d10020e4469eb22b3bf956e1ba0eca5f9afcb2f8557fe6e7db85816b8d43cb',
      customer_id: 'cus_XYZ987654321',
    }),
    news: null,
    needs,
  },
]

const provider = makeNotifyingProvider()

const signed: CallbackProof = {
  name: 'its RSA signature',
  credentials: { callback_public_key: provider.publicKey },
  anotherAccount: { callback_public_key: makeNotifyingProvider().publicKey },
  body: Buffer.from(JSON.stringify(samples[0]?.body, null, 1)),
  prove: (call) => provider.prove(call, call.body),
  covers: ['method', 'path', 'body'],
  inBase64: ['x-signature'],
  right: 'verified',
  bare: 'unsigned',
  without: { 'x-signature': 'unsigned' },
}

export const durianpayCallbacks: CallbackContract = {
  samples,
  proofs: [
    signed,
    {
      ...signed,
      name: 'the RSA signature that it must have',
      settings: { callback_signature: 'required' },
      bare: 'forged',
      without: {},
    },
  ],
  accepted: { status: 200, contentType: 'text/plain', body: '' },
  refused: { status: 401, contentType: 'text/plain', body: '' },
}
