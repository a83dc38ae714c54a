import type { Invoice } from '../../src/core/invoice.ts'
import { fromMinor } from '../../src/core/money.ts'
import { sampleInvoice } from '../support/sample-invoice.ts'

export const now = new Date('2022-11-20T03:00:00.000Z')
export const id = 'inv_2J17tdoUed3468'
export const documentedId = 'inv_0dIWbuDJQ84078'

/** The invoice of Durianpay's sample request. */
export function durianInvoice(overrides: Partial<Invoice> = {}): Invoice {
  return sampleInvoice({
    provider: 'durianpay',
    reference: 'inv_ref_001',
    amount: fromMinor(20_000_67n),
    amountDue: fromMinor(5_000_67n),
    paymentType: 'partial',
    minimumPayment: fromMinor(10_000_00n),
    title: 'sample',
    customer: {
      reference: 'cust_001',
      name: 'Jane Doe',
      email: 'jane_doe@nomail.com',
      phone: '85722173217',
      address: {
        receiver_name: 'Jude Casper',
        receiver_phone: '8987654321',
        label: 'Home Address',
        line1: 'Jl. HR. Rasuna Said',
        line2: 'Apartment #786',
        city: 'Jakarta Selatan',
        region: 'Jakarta',
        country: 'Indonesia',
        postal_code: '560008',
        landmark: 'Kota Jakarta Selatan',
      },
    },
    startsAt: new Date('2022-11-22T10:00:00.000Z'),
    expiresAt: new Date('2022-11-22T10:00:00.000Z'),
    createdAt: now,
    ...overrides,
  })
}

/** Durianpay's sample, less the times of its dates (only the date part counts) and with the first address line under both its names. */
export const sampleRequest = {
  amount: '20000.67',
  remaining_amount: '5000.67',
  title: 'sample',
  invoice_ref_id: 'inv_ref_001',
  customer: {
    customer_ref_id: 'cust_001',
    given_name: 'Jane Doe',
    email: 'jane_doe@nomail.com',
    mobile: '85722173217',
    address: {
      receiver_name: 'Jude Casper',
      receiver_phone: '8987654321',
      label: 'Home Address',
      address_line: 'Jl. HR. Rasuna Said',
      address_line_1: 'Jl. HR. Rasuna Said',
      address_line_2: 'Apartment #786',
      city: 'Jakarta Selatan',
      region: 'Jakarta',
      country: 'Indonesia',
      postal_code: '560008',
      landmark: 'Kota Jakarta Selatan',
    },
  },
  enable_partial_transaction: true,
  partial_transaction_config: { min_acceptable_amount: 10000 },
  start_date: '2022-11-22T00:00:00.000Z',
  due_date: '2022-11-22T16:59:59.999Z',
}

export const documentedCreated = {
  data: {
    id: documentedId,
    customer_id: 'cus_ViPeX4iBYp2233',
    invoice_ref_id: 'inv_ref_001',
    title: 'sample',
    amount: '15001.00',
    remaining_amount: '10001.00',
    currency: 'IDR',
    status: 'outstanding',
    is_live: true,
    is_partial_transaction_enabled: true,
    partial_transaction_config: { min_acceptable_amount: 10000 },
    start_date: '2022-03-28T00:00:00Z',
    due_date: '2022-03-29T00:00:00Z',
    is_blocked: false,
    checkout_url: 'merchant.durianpay.id/random_chars',
    checkout_url_expiry_at: '2023-01-22T10:00:00.000Z',
    response_code: '0000',
  },
}

export const capturedCreated = {
  message: 'Invoice has been created successfully',
  data: {
    id,
    invoice_ref_id: 'inv_ref_001',
    title: 'sample',
    status: 'outstanding',
    amount: '20001',
    remaining_amount: '5000.67',
    due_date: '2023-09-19T10:00:00Z',
    start_date: '2023-09-18T10:00:00Z',
    created_at: '2023-09-17T05:06:41.816313Z',
    customer_id: 'cus_xWI6twzZbr7065',
    enable_partial_transaction: true,
    partial_transaction_config: { min_acceptable_amount: 10000 },
    checkout_url: '/Twkx37',
    checkout_url_expiry_at: '2023-12-16T12:06:41.900592201+07:00',
  },
  response_code: '0000',
}

export const documentedFetched = {
  id: 'inv_mJH2hKOSYb3514',
  customer_id: 'cus_ViPeX4iBYp2233',
  title: 'sample title',
  invoice_ref_id: 'inv_ref_001',
  amount: '15001.00',
  remaining_amount: '10001.00',
  currency: 'IDR',
  status: 'outstanding',
  is_live: true,
  is_partial_transaction_enabled: true,
  partial_transaction_config: { min_acceptable_amount: '10000.00' },
  start_date: '2022-03-28T00:00:00Z',
  due_date: '2022-03-29T00:00:00Z',
  is_blocked: false,
  invoice_url: '',
  metadata: null,
  created_at: '2022-03-28T14:39:37.860426Z',
  response_code: '0000',
}

export const capturedInvoice = {
  id,
  invoice_ref_id: 'inv_ref_001',
  customer_id: 'cus_xWI6twzZbr7065',
  is_live: false,
  title: 'sample',
  status: 'outstanding',
  amount: '20001',
  remaining_amount: '5001',
  start_date: '2023-09-18T10:00:00Z',
  due_date: '2023-09-19T10:00:00Z',
  created_at: '2023-09-17T05:06:41.816313Z',
  is_partial_transaction_enabled: true,
  partial_transaction_config: { min_acceptable_amount: 10000 },
  invoice_url: null,
  metadata: null,
  is_blocked: false,
}
export const transactions = [{ id: 'inv_txn_sAMwRDEqcE0554', amount: '15000', status: 'paid_manually' }]

/** Two invoices of one reference, as in the documented list. */
export const documentedList = {
  invoices: [
    {
      id: 'inv_0dIWbuDJQdsfn078',
      customer_id: 'cus_VigefX4iBYp24523',
      title: 'sample title',
      invoice_ref_id: 'inv_ref_001',
      amount: '20001.00',
      remaining_amount: '10001.00',
      currency: 'IDR',
      status: 'outstanding',
      is_live: true,
      is_partial_transaction_enabled: true,
      partial_transaction_config: { min_acceptable_amount: '10000.00' },
      start_date: '2022-03-28T00:00:00Z',
      due_date: '2022-03-29T00:00:00Z',
      is_blocked: false,
      invoice_url: '',
      created_at: '2022-03-28T14:39:37.860426Z',
    },
    { ...documentedFetched, id: 'inv_0dIWbudjjf84078', status: 'paid' },
  ],
}

/** What Durianpay says when a create does not succeed, and what may be made of it. */
export const createRefusals = [
  {
    name: 'takes a refused key for bad credentials',
    status: 401,
    said: { error: 'invalid Authorization header in request', error_code: 'DPAY_UNAUTHORIZED_ACCESS' },
    verdict: { kind: 'refused', meaning: 'bad_credentials', code: 'DPAY_UNAUTHORIZED_ACCESS', httpStatus: 401 },
  },
  {
    name: 'takes an invalid request for not created',
    status: 400,
    said: { error: 'invalid amount', error_code: 'DPAY_INVALID_REQUEST', request_id: 'dp_1lRGmHZClt3882' },
    verdict: { kind: 'refused', meaning: 'not_created', code: 'DPAY_INVALID_REQUEST', message: 'invalid amount' },
  },
  {
    name: 'takes validation errors without a code for not created',
    status: 422,
    said: {
      error: 'required fields missing',
      errors: [{ field: "amount='amount invalid'", message: 'Please provide valid data' }],
    },
    verdict: {
      kind: 'refused',
      meaning: 'not_created',
      code: null,
      message: "required fields missing; amount='amount invalid': Please provide valid data",
    },
  },
  {
    name: 'proves nothing by an internal error, though it comes with 400',
    status: 400,
    said: { error: 'error creating invoice', error_code: 'DPAY_INTERNAL_ERROR' },
    verdict: { kind: 'unknown', code: 'DPAY_INTERNAL_ERROR', httpStatus: 400 },
  },
  {
    name: 'proves nothing by a message alone',
    status: 400,
    said: { message: 'request already submitted' },
    verdict: { kind: 'unknown', message: 'request already submitted' },
  },
  {
    name: 'proves nothing by a 500, whatever content type its JSON has',
    status: 500,
    said: { error: 'error creating invoice', response_code: '0005' },
    verdict: { kind: 'unknown', code: '0005', message: 'error creating invoice', httpStatus: 500 },
  },
  {
    name: 'proves nothing by a 200 whose code is not that of success',
    status: 200,
    said: { ...capturedCreated, response_code: '0005' },
    verdict: { kind: 'unknown', code: '0005', httpStatus: 200 },
  },
]
