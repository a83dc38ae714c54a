import { expect } from '@jest/globals'
import type { FindInput } from '../../src/connectors/connector.ts'
import type { Invoice } from '../../src/core/invoice.ts'
import {
  money,
  ok,
  documentedInvoice,
  invoiceId,
  plainCreate,
  reference,
  rupiah,
  transactionInvoiceId,
  trxId,
} from './netzme-documented.ts'
import type { Sample } from './provider-contract-fixture.ts'

const inquire = { method: 'POST', path: '/api-invoice/v2.0/transaction-history-detail' }
const requestId: unknown = expect.stringMatching(/^\d{32}$/)

function inquiryOf(overrides: Partial<Invoice> = {}): FindInput {
  const known = { providerInvoiceId: transactionInvoiceId, providerData: { trxId } }
  return { invoice: documentedInvoice({ ...known, ...overrides }), page: 0 }
}

/** The documented members; the nesting follows the field table, the values are invented. */
function inquiryAnswer(top: object, info: object = {}): Sample['answer'] {
  return ok({
    responseCode: '2001300',
    responseMessage: 'Successful',
    partnerReferenceNo: '20220810000000000000000000000001',
    referenceNo: trxId,
    amount: rupiah('50000.00'),
    type: 'PAYMENT',
    dateTime: '2022-10-27T08:49:58+07:00',
    ...top,
    additionalInfo: {
      amountLong: 50000,
      createdTs: '2022-10-27T08:39:58.511+07:00',
      desc: 'description',
      descFromBuyer: '',
      descFromMerchant: '',
      email: 'testabc@gmail.com',
      expiredTs: '2022-10-27T08:49:58.511+07:00',
      paymentMethod: 'BANK_TRANSFER',
      paymentUrl: 'https://checkout-staging.xendit.co/web/6359e0431ee3f73865035d8b',
      feeAmount: rupiah('0.00'),
      feeAmountLong: 0,
      feeType: 'on_seller',
      fullName: 'Tester',
      invoiceId: transactionInvoiceId,
      custIdMerchant: 'M_TB1NMLig',
      payMethod: 'BANK_TRANSFER',
      phoneNo: '+62813293333333',
      retailOutletData: [],
      totalAmount: rupiah('50000.00'),
      totalAmountLong: 50000,
      ...info,
    },
  })
}

export const inquirySamples: readonly Sample[] = [
  {
    name: 'asks by the transaction id under a new request id, and reads INIT as open',
    operation: 'find',
    input: inquiryOf(),
    request: { ...inquire, body: { originalPartnerReferenceNo: trxId, additionalInfo: { partnerReferenceNo: requestId } } },
    answer: inquiryAnswer({ status: 'INIT' }),
    verdict: {
      kind: 'done',
      result: {
        providerInvoiceId: transactionInvoiceId,
        reference: null,
        amount: money('50000.00'),
        status: 'open',
        amountPaid: null,
        paidAt: null,
        createdAt: new Date('2022-10-27T01:39:58.511Z'),
        payment: { url: 'https://checkout-staging.xendit.co/web/6359e0431ee3f73865035d8b' },
        data: {
          trxId,
          referenceNo: trxId,
          status: 'INIT',
          type: 'PAYMENT',
          amountLong: 50000,
          feeAmount: rupiah('0.00'),
          totalAmount: rupiah('50000.00'),
          paymentMethod: 'BANK_TRANSFER',
          custIdMerchant: 'M_TB1NMLig',
        },
      },
    },
  },
  {
    name: 'reads SUCCESS as paid in full at the time it tells',
    operation: 'find',
    input: inquiryOf(),
    request: inquire,
    answer: inquiryAnswer({ status: 'SUCCESS', partnerReferenceNo: reference }, { paidTs: '2022-10-27T08:45:00.000+07:00' }),
    verdict: {
      kind: 'done',
      result: { reference, status: 'paid', amountPaid: money('50000.00'), paidAt: new Date('2022-10-27T01:45:00.000Z') },
    },
  },
  {
    name: 'reads an invoiceStatus of paid without a status as paid',
    operation: 'find',
    input: inquiryOf(),
    request: inquire,
    answer: inquiryAnswer({}, { invoiceStatus: 'paid' }),
    verdict: { kind: 'done', result: { status: 'paid', amountPaid: money('50000.00') } },
  },
  {
    name: 'reads CLOSED as expired, under the inquiry version of the account',
    operation: 'find',
    settings: { inquiry_version: 'v1.0' },
    input: inquiryOf(),
    request: { method: 'POST', path: '/api-invoice/v1.0/transaction-history-detail' },
    answer: inquiryAnswer({ status: 'CLOSED' }),
    verdict: { kind: 'done', result: { status: 'expired', amountPaid: null } },
  },
  {
    name: 'draws nothing from a status that is not documented',
    operation: 'find',
    input: inquiryOf(),
    request: inquire,
    answer: inquiryAnswer({ status: 'REFUNDED' }, { invoiceStatus: 'paid' }),
    verdict: { kind: 'done', result: { status: null, amountPaid: null, data: { status: 'REFUNDED' } } },
  },
  {
    name: 'asks by the invoice id where the account says so and no transaction is known',
    operation: 'find',
    settings: { inquiry_keys: ['trx_id', 'invoice_id'] },
    input: inquiryOf({ providerInvoiceId: invoiceId, providerData: {} }),
    request: { ...inquire, body: { originalPartnerReferenceNo: invoiceId, additionalInfo: { partnerReferenceNo: requestId } } },
    answer: inquiryAnswer({ status: 'INIT' }, { invoiceId }),
    verdict: { kind: 'done', result: { providerInvoiceId: invoiceId } },
  },
  {
    name: 'does not take the answer about another invoice',
    operation: 'find',
    input: inquiryOf(),
    request: inquire,
    answer: inquiryAnswer({ status: 'SUCCESS' }, { invoiceId }),
    verdict: { kind: 'unknown' },
  },
  {
    name: 'reads Transaction Not Found as absent',
    operation: 'find',
    input: inquiryOf(),
    request: inquire,
    answer: { status: 404, body: '{"responseCode":"4041301","responseMessage":"Transaction Not Found"}' },
    verdict: { kind: 'refused', meaning: 'absent' },
  },
]

const create = { method: 'POST', path: '/api/v1.0/invoice/create' }

function refused(name: string, status: number, body: object, verdict: Record<string, unknown>): Sample {
  return {
    name,
    operation: 'create',
    input: plainCreate,
    request: create,
    answer: { status, body: JSON.stringify(body) },
    verdict,
  }
}

export const refusalSamples: readonly Sample[] = [
  refused(
    'a missing mandatory field proves that nothing was created',
    400,
    { responseCode: '4000002', responseMessage: 'Missing Mandatory Field custIdMerchant' },
    { kind: 'refused', meaning: 'not_created', message: 'Missing Mandatory Field custIdMerchant' },
  ),
  refused(
    'a wrong field format of create-transaction proves that nothing was created',
    400,
    { responseCode: '4004701', responseMessage: 'Invalid Field Format amount' },
    { kind: 'refused', meaning: 'not_created' },
  ),
  refused(
    'a code of three digits with a message that is an object proves nothing and is kept readable',
    400,
    { responseCode: '400', responseMessage: { error: { message: 'upstream said no' } } },
    { kind: 'unknown', code: '400', message: '{"error":{"message":"upstream said no"}}' },
  ),
  refused(
    'a free 400 proves nothing',
    400,
    { responseCode: '4000000', responseMessage: 'free text' },
    { kind: 'unknown', code: '4000000', message: 'free text' },
  ),
  refused(
    'an unauthorized signature is a matter of credentials',
    401,
    { responseCode: '4010000', responseMessage: 'Unauthorized Signature' },
    { kind: 'refused', meaning: 'bad_credentials' },
  ),
  refused(
    'an unknown merchant is a matter of credentials',
    404,
    { responseCode: '4040008', responseMessage: 'Invalid Merchant' },
    { kind: 'refused', meaning: 'bad_credentials' },
  ),
  refused(
    'a duplicate reference is a duplicate',
    409,
    { responseCode: '4090001', responseMessage: 'Duplicate partnerReferenceNo' },
    { kind: 'refused', meaning: 'duplicate' },
  ),
  refused(
    'a conflict of the external id proves nothing',
    409,
    { responseCode: '4090000', responseMessage: 'Conflict' },
    { kind: 'unknown', code: '4090000' },
  ),
  refused(
    'a service that is away proves nothing',
    503,
    { responseCode: '5030000', responseMessage: 'Service Unavailable' },
    { kind: 'unknown', code: '5030000' },
  ),
]
