import { createHash, createHmac, createPrivateKey, randomUUID, sign } from 'node:crypto'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import type { Provider } from '../../../src/sandbox/simulator.ts'
import { send, textAt, type TestClock } from './test-sandbox.ts'

/** Makes an invoice over 50,000 rupiah, `ref/é-1`, for the client `shop`, as that provider's callers do; answers its id. */
export type CreateInvoice = (sandbox: Sandbox, clock: TestClock) => Promise<string>

const json = { 'Content-Type': 'application/json' }
const reference = 'ref/é-1'

async function post(url: string, headers: Record<string, string>, body: string): Promise<unknown> {
  return (await send(url, { method: 'POST', headers: { ...json, ...headers }, body })).body
}

const createWinpay: CreateInvoice = async (sandbox, clock) => {
  const credentials = sandbox.credentials('winpay', 'shop')
  const timestamp = clock.jakarta()
  const headers = {
    'X-Winpay-Timestamp': timestamp,
    'X-Winpay-Key': textAt(credentials, 'key'),
    'X-Winpay-Signature': createHmac('sha256', textAt(credentials, 'secret_key')).update(timestamp).digest('hex'),
  }
  const body = {
    customer: { name: 'Delina', email: 'delina@example.com', phone: '0811' },
    invoice: { ref: reference, products: [{ name: 'Keripik', qty: 2, price: 25000 }] },
    back_url: 'https://merchant.example/',
    interval: 60,
  }
  return textAt(await post(`${sandbox.urls.winpay}/api/create`, headers, JSON.stringify(body)), 'responseData', 'id')
}

async function netzmeToken(sandbox: Sandbox, timestamp: string): Promise<string> {
  const credentials = sandbox.credentials('netzme', 'shop')
  const der = Buffer.from(textAt(credentials, 'private_key'), 'base64')
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs1' })
  const clientId = textAt(credentials, 'client_id')
  const signature = sign('RSA-SHA256', Buffer.from(`${clientId}|${timestamp}`), key).toString('base64')
  const headers = { 'X-TIMESTAMP': timestamp, 'X-CLIENT-KEY': clientId, 'X-SIGNATURE': signature }
  const body = JSON.stringify({ grantType: 'client_credentials' })
  return textAt(await post(`${sandbox.urls.netzme}/api/v1/access-token/b2b`, headers, body), 'accessToken')
}

const createNetzme: CreateInvoice = async (sandbox, clock) => {
  const credential = (member: string) => textAt(sandbox.credentials('netzme', 'shop'), member)
  const idr = (value: string) => ({ value, currency: 'IDR' })
  const path = '/api/v1.0/invoice/create-transaction'
  const timestamp = clock.jakarta()
  const token = await netzmeToken(sandbox, timestamp)
  const body = JSON.stringify({
    custIdMerchant: credential('merchant_id'),
    partnerReferenceNo: reference,
    amount: idr('50000.00'),
    amountDetail: { basicAmount: idr('50000.00'), shippingAmount: idr('0.00') },
    payMethod: 'QRIS',
    commissionPercentage: '0',
    expireInSecond: '600',
    feeType: 'on_buyer',
    additionalInfo: { email: 'tester@example.com', phoneNumber: '+6281300000000', fullname: 'Tester', imageUrl: '' },
  })
  const signed = `POST:${path}:${token}:${createHash('sha256').update(body).digest('hex')}:${timestamp}`
  const headers = {
    Authorization: `Bearer ${token}`,
    'X-PARTNER-ID': credential('client_id'),
    'X-EXTERNAL-ID': String(BigInt(`0x${randomUUID().replaceAll('-', '').slice(0, 24)}`)),
    'CHANNEL-ID': credential('channel_id'),
    'X-TIMESTAMP': timestamp,
    'X-SIGNATURE': createHmac('sha512', credential('client_secret')).update(signed).digest('hex'),
  }
  return textAt(await post(`${sandbox.urls.netzme}${path}`, headers, body), 'additionalInfo', 'id')
}

const createDurianpay: CreateInvoice = async (sandbox) => {
  const key = textAt(sandbox.credentials('durianpay', 'shop'), 'server_key')
  const body = {
    amount: '50000',
    remaining_amount: '50000',
    title: 'Parts',
    invoice_ref_id: reference,
    customer: { given_name: 'Jane', email: 'jane@example.com' },
    enable_partial_transaction: true,
    due_date: '2026-11-30T00:00:00Z',
  }
  const headers = { Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }
  return textAt(await post(`${sandbox.urls.durianpay}/invoices`, headers, JSON.stringify(body)), 'data', 'id')
}

export async function callBillGateway(
  sandbox: Sandbox,
  method: 'GET' | 'POST',
  path: string,
  payload: Record<string, unknown>,
): Promise<unknown> {
  const credential = (member: string) => textAt(sandbox.credentials('bill_gateway', 'shop'), member)
  const grant = {
    ...{ grant_type: 'client_credentials', scope: '*' },
    ...{ client_id: credential('client_id'), client_secret: credential('client_secret') },
  }
  const token = textAt(await post(`${sandbox.urls.bill_gateway}/oauth/token`, {}, JSON.stringify(grant)), 'access_token')
  const all = { institution_code: credential('institution_code'), ...payload }
  const text = JSON.stringify(all).replaceAll('/', '\\/').replaceAll('é', '\\u00e9')
  const headers = {
    Accept: 'application/json',
    Authorization: `Bearer ${token}`,
    Signature: createHmac('sha256', credential('api_key')).update(text).digest('hex'),
  }
  const url = `${sandbox.urls.bill_gateway}${path}`
  if (method === 'POST') return post(url, headers, text)
  const query = new URLSearchParams({ institution_code: credential('institution_code') })
  return (await send(`${url}?${query.toString()}`, { method, headers })).body
}

const createBill: CreateInvoice = async (sandbox) => {
  const bill = {
    ...{ va_number: '1234567890', invoice_number: reference, prefix: '009902', name: 'SPP', total_amount: 50000 },
    ...{ type: 'partial', valid_until: '2026-11-25T11:46:56+07:00', customer_name: 'John Doe' },
  }
  return textAt(await callBillGateway(sandbox, 'POST', '/api/v2/gw/bill', bill), 'data', 'hash')
}

export const createAt: Record<Provider, CreateInvoice> = {
  winpay: createWinpay,
  netzme: createNetzme,
  durianpay: createDurianpay,
  bill_gateway: createBill,
}
