import type { Sample } from './provider-contract-fixture.ts'
import {
  accessToken,
  clientId,
  createdAnswer,
  documentedInvoice,
  invoiceId,
  money,
  ok,
  plainCreate,
  reference,
  rupiah,
  transactionInvoiceId,
  trxId,
  withOptions,
} from './netzme-documented.ts'

const head = { custIdMerchant: 'M_TB1NMLig', partnerReferenceNo: reference }
const combined = { amount: rupiah('50000.00'), amountDetail: { basicAmount: rupiah('50000.00'), shippingAmount: rupiah('0.00') } }
const additionalInfo = {
  email: 'testabc@gmail.com',
  notes: 'desc',
  description: 'description',
  phoneNumber: '+62813293333333',
  imageUrl: '',
  fullname: 'Tester',
}
const create = { method: 'POST', path: '/api/v1.0/invoice/create' }
const createTransaction = { method: 'POST', path: '/api/v1.0/invoice/create-transaction' }

const created = {
  kind: 'done',
  result: { providerInvoiceId: invoiceId, reference, amount: null, status: 'open', payment: null, data: {} },
}

export const createSamples: readonly Sample[] = [
  {
    name: 'sends the documented create, character for character, where the account keeps shipping separate',
    operation: 'create',
    settings: { shipping: 'separate' },
    input: {
      number: null,
      invoice: documentedInvoice({
        amount: money('59000.00'),
        amountDue: money('59000.00'),
        shippingAmount: money('9000.00'),
        customer: { ...plainCreate.invoice.customer, name: 'Tester 2' },
      }),
    },
    request: {
      ...create,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${accessToken}`,
        'x-partner-id': clientId,
        'channel-id': '95221',
        'x-timestamp': '2022-08-10T00:00:00+07:00',
        // From an implementation of its own, in another language.
        'x-signature':
          '8bf93114413e351b8b3a57931c7e4a33e02962048902353eb258d00938703d1d2842490eb41343a89a2dbbd0f8cdd8d52dd4ff3ee4497755c6b4d3a63d0c308c',
      },
      bodyText:
        '{"custIdMerchant":"M_TB1NMLig","partnerReferenceNo":"testing20210409144959687","amount":{"value":"50000.00","currency":"IDR"},"amountDetail":{"basicAmount":{"value":"50000.00","currency":"IDR"},"shippingAmount":{"value":"9000.00","currency":"IDR"}},"commissionPercentage":0,"additionalInfo":{"email":"testabc@gmail.com","notes":"desc","description":"description","phoneNumber":"+62813293333333","imageUrl":"","fullname":"Tester 2"}}',
    },
    answer: ok(createdAnswer),
    verdict: created,
  },
  {
    name: 'puts the whole sum into the amount where shipping is combined, and calls v2.0 when the account says so',
    operation: 'create',
    settings: { api_version: 'v2.0' },
    input: { invoice: documentedInvoice({ shippingAmount: money('9000.00') }), number: null },
    request: {
      method: 'POST',
      path: '/api/v2.0/invoice/create',
      body: { ...head, ...combined, commissionPercentage: 0, additionalInfo },
    },
    answer: ok(createdAnswer),
    verdict: created,
  },
  {
    name: 'passes on every option of create, the version of this invoice before that of the account',
    operation: 'create',
    settings: { api_version: 'v2.0' },
    input: withOptions({
      pay_methods: ['BANK_TRANSFER', 'QRIS'],
      commission_percentage: 5,
      fee_type: 'on_buyer',
      terminal_id: 'A01',
      api_version: 'v1.0',
    }),
    request: {
      ...create,
      body: {
        ...head,
        ...combined,
        payMethods: ['BANK_TRANSFER', 'QRIS'],
        commissionPercentage: 5,
        fee_type: 'on_buyer',
        terminal_id: 'A01',
        additionalInfo,
      },
    },
    answer: ok({ ...createdAnswer, paymentUrl: 'https://pay-stg.netzme.id/i/1' }),
    verdict: { kind: 'done', result: { payment: { url: 'https://pay-stg.netzme.id/i/1', urlExpiresAt: null } } },
  },
  {
    name: 'finds the payment URL in additionalInfo too',
    operation: 'create',
    input: plainCreate,
    request: create,
    answer: ok({
      ...createdAnswer,
      additionalInfo: { ...createdAnswer.additionalInfo, paymentUrl: 'https://pay-stg.netzme.com/i/2' },
    }),
    verdict: { kind: 'done', result: { payment: { url: 'https://pay-stg.netzme.com/i/2' } } },
  },
  {
    name: 'takes a success without the status flag for unknown',
    operation: 'create',
    input: plainCreate,
    request: create,
    answer: ok({ ...createdAnswer, additionalInfo: { invoiceId, status: false } }),
    verdict: { kind: 'unknown', code: '2000000' },
  },
  {
    name: 'sends the documented create-transaction, character for character',
    operation: 'create',
    input: withOptions({ pay_method: 'BCA' }, { imageUrl: 'a' }),
    request: {
      ...createTransaction,
      headers: {
        // From an implementation of its own, in another language.
        'x-signature':
          '53d5de36bf6df0502428ebeadfd9f6aaf57dac0411d16568557d21697e4ad8d6905b538519dc308aef6d583afbb4ca44b669f019dbbf5ce94ae995f4d50eb821',
      },
      bodyText:
        '{"custIdMerchant":"M_TB1NMLig","partnerReferenceNo":"testing20210409144959687","amount":{"value":"50000.00","currency":"IDR"},"amountDetail":{"basicAmount":{"value":"50000.00","currency":"IDR"},"shippingAmount":{"value":"0.00","currency":"IDR"}},"payMethod":"BCA","commissionPercentage":"0","expireInSecond":"600","feeType":"on_seller","additionalInfo":{"email":"testabc@gmail.com","notes":"desc","description":"description","phoneNumber":"+62813293333333","imageUrl":"a","fullname":"Tester"}}',
    },
    // No answer of BCA alone is documented; this one is made after that of BANK_TRANSFER.
    answer: ok({
      responseCode: '2004700',
      responseMessage: 'Successful',
      partnerReferenceNo: reference,
      payMethod: 'BCA',
      additionalInfo: {
        id: transactionInvoiceId,
        trxId,
        virtualAccountData: [{ bankCode: 'BCA', virtualAccountNo: '700701500000001' }],
        status: true,
      },
    }),
    verdict: {
      kind: 'done',
      result: { payment: { url: null, virtualAccounts: [{ number: '700701500000001', prefix: null, bank: 'BCA' }] } },
    },
  },
  {
    name: 'reads the documented answer of a bank transfer: URL, numbers and everything else',
    operation: 'create',
    settings: { api_version: 'v2.0' },
    input: withOptions({ pay_method: 'BANK_TRANSFER', commission_percentage: 10, fee_type: 'on_buyer' }),
    request: {
      method: 'POST',
      path: '/api/v2.0/invoice/create-transaction',
      body: {
        ...head,
        ...combined,
        payMethod: 'BANK_TRANSFER',
        commissionPercentage: '10',
        expireInSecond: '600',
        feeType: 'on_buyer',
        additionalInfo,
      },
    },
    answer: ok({
      responseCode: '2004700',
      responseMessage: 'Successful',
      partnerReferenceNo: reference,
      payMethod: 'BANK_TRANSFER',
      paymentUrl: 'https://checkout-staging.xendit.co/web/6359e0431ee3f73865035d8b',
      additionalInfo: {
        expiredTs: '2022-10-27T08:49:58.511+07:00',
        id: transactionInvoiceId,
        retailOutletData: [],
        trxId,
        virtualAccountData: [
          { bankCode: 'MANDIRI', virtualAccountNo: '8860832146006' },
          { bankCode: 'BNI', virtualAccountNo: '880892444987' },
          { bankCode: 'PERMATA', virtualAccountNo: '729318717506' },
        ],
        statistic: [],
        status: true,
      },
    }),
    verdict: {
      kind: 'done',
      result: {
        providerInvoiceId: transactionInvoiceId,
        reference,
        amount: null,
        status: 'open',
        payment: {
          url: 'https://checkout-staging.xendit.co/web/6359e0431ee3f73865035d8b',
          urlExpiresAt: new Date('2022-10-27T01:49:58.511Z'),
          virtualAccounts: [
            { number: '8860832146006', prefix: null, bank: 'MANDIRI' },
            { number: '880892444987', prefix: null, bank: 'BNI' },
            { number: '729318717506', prefix: null, bank: 'PERMATA' },
          ],
          qr: null,
        },
        data: {
          payMethod: 'BANK_TRANSFER',
          trxId,
          retailOutletData: [],
          statistic: [],
          expiredTs: '2022-10-27T08:49:58.511+07:00',
        },
      },
    },
  },
  {
    // The members are documented, their values here are invented.
    name: 'reads the picture of a QRIS answer and keeps NMID, terminal and fee',
    operation: 'create',
    input: withOptions({ pay_method: 'QRIS', terminal_id: 'A01' }),
    request: {
      ...createTransaction,
      body: {
        ...head,
        ...combined,
        payMethod: 'QRIS',
        commissionPercentage: '0',
        expireInSecond: '600',
        feeType: 'on_seller',
        terminal_id: 'A01',
        additionalInfo,
      },
    },
    answer: ok({
      responseCode: '2004700',
      responseMessage: 'Successful',
      partnerReferenceNo: reference,
      payMethod: 'QRIS',
      additionalInfo: {
        id: transactionInvoiceId,
        trxId,
        qrImage: 'data:image/png;base64,iVBORw0KGgo=',
        terminalId: 'A01',
        nmid: 'ID1020021181745',
        feeAmount: rupiah('350.00'),
        totalAmount: rupiah('50000.00'),
        createdTs: '2022-08-10T00:00:01.000+07:00',
        expiredTs: '2022-08-10T00:10:01.000+07:00',
        status: true,
      },
    }),
    verdict: {
      kind: 'done',
      result: {
        payment: { url: null, virtualAccounts: [], qr: { image: 'data:image/png;base64,iVBORw0KGgo=' } },
        createdAt: new Date('2022-08-09T17:00:01.000Z'),
        data: {
          trxId,
          nmid: 'ID1020021181745',
          terminalId: 'A01',
          feeAmount: rupiah('350.00'),
          totalAmount: rupiah('50000.00'),
          expiredTs: '2022-08-10T00:10:01.000+07:00',
        },
      },
    },
  },
]
