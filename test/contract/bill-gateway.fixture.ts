import { billGateway } from '../../src/connectors/bill-gateway/index.ts'
import { fromMinor } from '../../src/core/money.ts'
import {
  documentedPayment,
  answer,
  customer,
  hundredThousand,
  keptData,
  now,
  sampleBill,
  sampleCredentials,
  shortBill,
  toldBill,
} from './bill-gateway-documented.ts'
import { billGatewayCallbacks } from './bill-gateway-callbacks.ts'
import type { ProviderContract } from './provider-contract-fixture.ts'

const token = 'invented-access-token'

function account(prefix: string): { number: string; prefix: string; bank: null } {
  return { number: `${prefix}1234567890`, prefix, bank: null }
}

const payment = {
  url: null,
  urlExpiresAt: null,
  virtualAccounts: [account('867301'), account('009902'), account('857248')],
  qr: null,
}

const understood = {
  providerInvoiceId: 'x24da1dF',
  reference: 'INV01/TRX000001',
  amount: hundredThousand,
  status: 'open',
  amountPaid: fromMinor(0n),
  paidAt: null,
  createdAt: new Date('2022-04-04T04:46:56.000Z'),
  payment,
  data: keptData,
}

function headers(signature: string): Record<string, string> {
  return { accept: 'application/json', authorization: `Bearer ${token}`, signature }
}

const json = { 'content-type': 'application/json' }
const bills = '/api/v2/gw/bill'
const existing = sampleBill({ status: 'open', providerInvoiceId: 'x24da1dF' })
const search = `${bills}?institution_code=e9KP2zq6&page=1&q=INV01%2FTRX000001`
const searchSignature = '6e28814a9038b5ebbfec1ec1e8ab23aeab61b1a133df8b80c5753bf32f754000'

export const billGatewayContract: ProviderContract = {
  connector: billGateway,
  credentials: (origin) => ({ ...sampleCredentials, base_url: origin }),
  settings: {},
  now,
  token: {
    path: '/oauth/token',
    answer: { status: 200, body: JSON.stringify({ token_type: 'Bearer', expires_in: '49740', access_token: token }) },
  },
  callbacks: billGatewayCallbacks,
  create: { invoice: sampleBill(), number: '1234567890' },
  created: answer(toldBill),
  refusalBody(_status, code) {
    if (code === null) return JSON.stringify({ message: 'Unauthenticated.' })
    if (code === code.toLowerCase()) {
      return JSON.stringify({
        error: code,
        error_description: 'Client authentication failed',
        message: 'Client authentication failed',
      })
    }
    return JSON.stringify({ rc: code, message: 'Refused.', timestamp: '2022-04-04T11:46:56+07:00', payload: [] })
  },
  samples: [
    {
      name: 'creates a bill that is payable under several prefixes, as documented field by field',
      operation: 'create',
      input: { invoice: sampleBill(), number: '1234567890' },
      request: {
        method: 'POST',
        path: bills,
        headers: { ...headers('40854550495867aa5cc8c66354757e915a5fac353b3b8c4b2b2d551494bf1342'), ...json },
        bodyText: String.raw`{"va_number":"1234567890","invoice_number":"INV01\/TRX000001","prefix":["009902","857248"],"name":"SPP Jan 22","total_amount":100000,"institution_code":"e9KP2zq6","type":"close","valid_until":"2022-04-04T11:46:56+07:00","components":[{"name":"SPP Januari","qty":1,"price":100000,"total":100000}],"customer_name":"John Doe","customer_email":"john.doe@example.com","customer_phone":"+621234567890","customer_address":"Surabaya, Indonesia","description":"Pembayaran SPP Bulan Januari"}`,
      },
      answer: answer(toldBill),
      verdict: { kind: 'done', result: understood },
    },
    {
      name: 'creates an instalment bill with one prefix, a channel, shipping and text beyond ASCII, and reads the short answer of the page',
      operation: 'create',
      input: {
        invoice: sampleBill({
          amount: fromMinor(115_000_00n),
          title: null,
          description: null,
          notes: 'kelas 3\n😀',
          paymentType: 'partial',
          customer: { ...customer, name: 'Siti Zulaikhé', email: null, phone: '+621234567890' },
          items: [{ name: 'SPP Januari', quantity: 2, unitPrice: fromMinor(50_000_00n) }],
          shippingAmount: fromMinor(15_000_00n),
          expiresAt: new Date('2022-04-04T04:46:56.001Z'),
          providerOptions: { bill_gateway: { va_number: '1234567890', prefixes: ['857248'], channel: 'muamalat' } },
        }),
        number: '1234567890',
      },
      request: {
        method: 'POST',
        path: bills,
        headers: { ...headers('2f9e1e774041a995992bcd8b1f6ae44e2058171cd7019d4427c0b0400b6ce01c'), ...json },
        bodyText: String.raw`{"va_number":"1234567890","invoice_number":"INV01\/TRX000001","channel":"muamalat","prefix":"857248","name":"INV01\/TRX000001","total_amount":115000,"institution_code":"e9KP2zq6","type":"partial","valid_until":"2022-04-04T11:46:57+07:00","components":[{"name":"SPP Januari","qty":2,"price":50000,"total":100000},{"name":"Shipping","qty":1,"price":15000,"total":15000}],"customer_name":"Siti Zulaikh\u00e9","customer_phone":"+621234567890","ext_description":"kelas 3\n\ud83d\ude00"}`,
      },
      answer: answer({ ...shortBill, va_number: '8572481234567890', total_amount: '115000.00' }),
      verdict: {
        kind: 'done',
        result: {
          reference: null,
          amount: fromMinor(115_000_00n),
          status: 'open',
          amountPaid: null,
          payment: { virtualAccounts: [account('857248')] },
        },
      },
    },
    {
      name: 'reads a bill by its hash',
      operation: 'find',
      input: { invoice: existing, page: 0 },
      request: {
        method: 'GET',
        path: `${bills}/x24da1dF?institution_code=e9KP2zq6`,
        headers: headers('834518a48ca04b17d92d081bb11f4d798897d756b734ca9dd44f1fdfae8e63b4'),
        bodyText: null,
      },
      answer: answer({ ...toldBill, paid_amount: '40000' }),
      verdict: { kind: 'done', result: { ...understood, status: 'partially_paid', amountPaid: fromMinor(40_000_00n) } },
    },
    {
      name: 'signs the query string where the account is set so',
      operation: 'find',
      input: { invoice: existing, page: 0 },
      settings: { get_signature: 'query-string' },
      request: {
        method: 'GET',
        path: `${bills}/x24da1dF?institution_code=e9KP2zq6`,
        headers: headers('d9e29d424d76afffed7e157ad58ba1931ef9a573b49bac5da00b8fcee225cedd'),
        bodyText: null,
      },
      answer: answer({ ...toldBill, status: 'paid', paid_amount: 100000 }),
      verdict: { kind: 'done', result: { status: 'paid', amountPaid: hundredThousand } },
    },
    {
      name: 'reads a bill from the list alone where the account is set so, comparing its hash exactly',
      operation: 'find',
      input: { invoice: existing, page: 0 },
      settings: { bill_lookup: 'list' },
      request: { method: 'GET', path: search, headers: headers(searchSignature), bodyText: null },
      answer: answer(
        [
          { ...toldBill, hash: 'X24DA1DF' },
          { ...toldBill, status: 'expired' },
        ],
        'success',
        { current_page: 1 },
      ),
      verdict: { kind: 'done', result: { ...understood, status: 'expired', data: { ...keptData, status: 'expired' } } },
    },
    {
      name: 'finds the bills whose number is exactly the reference',
      operation: 'find_by_reference',
      input: { invoice: sampleBill(), page: 0 },
      request: { method: 'GET', path: search, headers: headers(searchSignature), bodyText: null },
      answer: answer([{ ...toldBill, hash: 'aaaaaaaa', invoice_number: 'INV01/TRX0000012' }, toldBill], 'success', {
        current_page: 1,
      }),
      thenAnswer: answer([], 'success', { current_page: 2 }),
      verdict: { kind: 'done', result: [understood] },
    },
    {
      name: 'proves by an empty list that no bill has the reference',
      operation: 'find_by_reference',
      input: { invoice: sampleBill(), page: 0 },
      request: { method: 'GET', path: search, headers: headers(searchSignature), bodyText: null },
      answer: answer([], 'success', { current_page: 1 }),
      verdict: { kind: 'refused', meaning: 'absent' },
    },
    {
      name: 'narrows the list to the days of the invoice where the account is set so',
      operation: 'find_by_reference',
      input: { invoice: sampleBill(), page: 0 },
      settings: { date_style: 'brackets' },
      request: {
        method: 'GET',
        path: `${bills}?institution_code=e9KP2zq6&page=1&date%5B0%5D=2022-04-03&date%5B1%5D=2022-04-05&q=INV01%2FTRX000001`,
        headers: headers('b9c2510a3155c22d35957736124afe241dd98600bcb71b68fac3b74575f66b47'),
        bodyText: null,
      },
      answer: answer([toldBill], 'success', { current_page: 1 }),
      thenAnswer: answer([], 'success', { current_page: 2 }),
      verdict: { kind: 'done', result: [understood] },
    },
    {
      name: 'writes the days with dots where the account is set so',
      operation: 'find_by_reference',
      input: { invoice: sampleBill(), page: 0 },
      settings: { date_style: 'dots' },
      request: {
        method: 'GET',
        path: `${bills}?institution_code=e9KP2zq6&page=1&date.0=2022-04-03&date.1=2022-04-05&q=INV01%2FTRX000001`,
        headers: headers('f853de5c0fccb841119c750df61a48cff4be479b8fe52c59b89667b76faaf5a3'),
        bodyText: null,
      },
      answer: answer([toldBill], 'success', { current_page: 1 }),
      thenAnswer: answer([], 'success', { current_page: 2 }),
      verdict: { kind: 'done', result: [understood] },
    },
    {
      name: 'tells each payment of a bill, with all that was said of it',
      operation: 'payments',
      input: { invoice: existing, page: 0 },
      request: {
        method: 'GET',
        path: `${bills}/x24da1dF/payment?institution_code=e9KP2zq6`,
        headers: headers('834518a48ca04b17d92d081bb11f4d798897d756b734ca9dd44f1fdfae8e63b4'),
        bodyText: null,
      },
      answer: answer([documentedPayment]),
      verdict: {
        kind: 'done',
        result: [
          {
            providerPaymentId: '960bf258-5aa2-4a90-81fd-d2c1f7e49d2b',
            amount: fromMinor(100_000_00n),
            ...{ channel: 'muamalat', fee: null, netAmount: null, reversed: false },
            paidAt: new Date('2022-04-04T02:22:38.000Z'),
            data: documentedPayment,
          },
        ],
      },
    },
    {
      name: 'revokes a bill, signing the empty list that PHP makes of an empty object',
      operation: 'cancel',
      input: { invoice: existing, page: 0 },
      request: {
        method: 'DELETE',
        path: `${bills}/x24da1dF`,
        headers: { ...headers('d384c380e61face6f6629a8a54fa9c791ae734e778dd7476bdf9c69ee9e0fa1d'), ...json },
        bodyText: '{}',
      },
      answer: answer({ ...toldBill, status: 'void' }, 'Billing revoked.'),
      verdict: { kind: 'done', result: { ...understood, status: 'cancelled', data: { ...keptData, status: 'void' } } },
    },
    {
      name: 'revokes a bill, signing the body as sent where the account is set so',
      operation: 'cancel',
      input: { invoice: existing, page: 0 },
      settings: { delete_signature: '{}' },
      request: {
        method: 'DELETE',
        path: `${bills}/x24da1dF`,
        headers: headers('aa2fefd53aa6a184fdc07f998b7695bf8b221bd0a1b1f428e32e4c03fc52b70c'),
        bodyText: '{}',
      },
      answer: answer({ ...toldBill, status: 'void' }, 'Billing revoked.'),
      verdict: { kind: 'done', result: { status: 'cancelled' } },
    },
    {
      name: 'revokes a bill, signing nothing where the account is set so',
      operation: 'cancel',
      input: { invoice: existing, page: 0 },
      settings: { delete_signature: 'empty' },
      request: {
        method: 'DELETE',
        path: `${bills}/x24da1dF`,
        headers: headers('0ec831b702a74eee28141eb51b94f0d9f8341dfc0d05d0a713c6ee33512c78e8'),
        bodyText: '{}',
      },
      answer: answer({ ...toldBill, status: 'void' }, 'Billing revoked.'),
      verdict: { kind: 'done', result: { status: 'cancelled' } },
    },
  ],
}
