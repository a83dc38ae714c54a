import type { CallbackNews } from '../../src/connectors/connector.ts'
import { money, reference, rupiah } from './netzme-documented.ts'
import { makeNotifyingProvider } from './rsa-notifications.ts'
import type { CallbackContract, CallbackProof } from './provider-contract-fixture.ts'

const invoiceId = 'NETZ-INV-M_TESTMRCH1756713352492TLH'
const transaction = '00000000000000000000000000000001'

/** The shape of a captured payment by QRIS, names and numbers invented. */
const captured = {
  amount: rupiah('150000.00'),
  feeAmount: rupiah('1050.00'),
  netAmount: rupiah('148950.00'),
  splitFees: [],
  isSplitfee: false,
  additionalInfo: {
    rrn: '509000000001',
    qrDetail: { amount: 'IDR 150000.00', transactionId: '25090100000000000001', merchantLocation: 'JAKARTA PUSAT' },
    invoiceId,
    paymentTime: '2025-09-01T14:56:18.108+07:00',
    paymentMethod: 'QRIS',
    custIdMerchant: 'M_TESTMRCH',
    localTrasactionDate: 20250901,
  },
  originalReferenceNo: transaction,
  originalPartnerReferenceNo: reference,
  transactionStatusDesc: 'Success',
  latestTransactionStatus: '00',
}

const payment = {
  id: transaction,
  amount: money('150000.00'),
  fee: money('1050.00'),
  netAmount: money('148950.00'),
  channel: 'QRIS',
  paidAt: new Date('2025-09-01T07:56:18.108Z'),
  reversed: false,
}
const news: CallbackNews = { providerInvoiceId: invoiceId, reference, eventId: null, payments: [payment] }

/** The invoice callback from before SNAP, as documented. */
const beforeSnap = {
  id: invoiceId,
  transaction_id: transaction,
  status: 'paid',
  merchant: 'M_TESTMRCH',
  payment_time: '2022-05-20T16:12:13.646+07:00',
  fee: 0,
  amount: 51000,
  netAmount: 51000,
  issuedBankCode: null,
  paymentMethod: 'QRIS',
  paymentChannel: null,
}

const samples: CallbackContract['samples'] = [
  {
    name: 'a payment as captured: the gross sum, its fee, and its own id',
    body: captured,
    news,
    needs: ['latestTransactionStatus', 'originalReferenceNo', 'amount', 'amount.value', 'amount.currency'],
  },
  {
    name: 'a payment as the page spells it, where the reference number is the invoice’s and the payment has a transaction id',
    body: {
      ...captured,
      isSplitFee: false,
      spiltFees: [],
      originalReferenceNo: invoiceId,
      originalPartnerReferenceNo: 'db451a92-b18f-4bdc-9410-f5482d62d95f',
      additionalInfo: { bankCode: 'BNI', paymentChannel: 'BNI', paymentMethod: 'BANK_TRANSFER', transactionId: transaction },
    },
    news: {
      ...news,
      reference: 'db451a92-b18f-4bdc-9410-f5482d62d95f',
      payments: [{ ...payment, channel: 'BNI', paidAt: null }],
    },
    needs: ['originalReferenceNo'],
  },
  {
    name: 'a payment that names no more than it must',
    body: { originalReferenceNo: transaction, latestTransactionStatus: '00', amount: '150000', additionalInfo: {} },
    news: {
      providerInvoiceId: null,
      reference: null,
      eventId: null,
      payments: [{ ...payment, fee: null, netAmount: null, channel: null, paidAt: null }],
    },
    needs: ['amount'],
  },
  {
    name: 'a payment whose fee cannot be read is a payment all the same',
    body: { ...captured, feeAmount: rupiah('1.050,00'), netAmount: rupiah('-900.00') },
    news: { ...news, payments: [{ ...payment, fee: null, netAmount: null }] },
    needs: ['amount.value'],
  },
  ...['01', '03', '04', '06', '99'].map((latestTransactionStatus) => ({
    name: `the status ${latestTransactionStatus} is no payment`,
    body: { ...captured, latestTransactionStatus },
    news: { ...news, payments: [] },
    needs: ['originalReferenceNo'],
  })),
  {
    name: 'success over nothing is no payment',
    body: { ...captured, amount: rupiah('0.00') },
    news: { ...news, payments: [] },
    needs: ['amount.value'],
  },
  {
    name: 'a payment in the form from before SNAP, where sums are bare numbers',
    body: beforeSnap,
    news: {
      ...news,
      reference: null,
      payments: [
        {
          ...payment,
          amount: money('51000.00'),
          fee: money('0.00'),
          netAmount: money('51000.00'),
          paidAt: new Date('2022-05-20T09:12:13.646Z'),
        },
      ],
    },
    needs: ['id', 'transaction_id', 'status', 'amount'],
  },
  {
    name: 'any other word than paid is no payment in the form from before SNAP',
    body: { ...beforeSnap, status: 'unpaid' },
    news: { ...news, reference: null, payments: [] },
    needs: ['status'],
  },
]

const provider = makeNotifyingProvider()

const byToken: CallbackProof = {
  name: 'the token that both know',
  anotherAccount: { callback_token: 'the-token-of-another-account==' },
  body: Buffer.from(JSON.stringify(captured)),
  prove: () => ({ 'x-callback-token': 'invented-callback-token==' }),
  covers: [],
  right: 'verified',
  bare: 'forged',
}

const signed: CallbackProof = {
  ...byToken,
  name: 'its RSA signature',
  credentials: { callback_token: undefined, callback_public_key: provider.publicKey },
  anotherAccount: { callback_public_key: makeNotifyingProvider().publicKey },
  prove: (call) => provider.prove(call, call.body),
  covers: ['method', 'path', 'body'],
  inBase64: ['x-signature'],
}

export const netzmeCallbacks: CallbackContract = {
  samples,
  proofs: [
    byToken,
    signed,
    {
      ...signed,
      name: 'the RSA signature over its minified form',
      body: Buffer.from(JSON.stringify(captured, null, 2)),
      prove: (call) => provider.prove(call, JSON.stringify(captured)),
    },
  ],
  accepted: { status: 200, contentType: 'application/json', body: '{"responseCode":"2000000","responseMessage":"Successful"}' },
  refused: { status: 401, contentType: 'application/json', body: '{"responseCode":"4010000","responseMessage":"Unauthorized"}' },
}
