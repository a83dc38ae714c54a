import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createHmac } from 'node:crypto'
import { minuteMs } from '../../../src/core/time.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import {
  createTestClock,
  directoryWithClient,
  send,
  startTestSandbox,
  textAt,
  type Answer,
  type TestClock,
} from './test-sandbox.ts'

/** The published-form body of the vector: `/` and `é` as PHP writes them. */
const vectorBody = String.raw`{"va_number":"1234567890","invoice_number":"INV01\/TRX000001","prefix":"009902","name":"SPP Jan 22","total_amount":100000,"institution_code":"e9KP2zq6","type":"close","valid_until":"2022-04-04T11:46:56+07:00","components":[{"name":"SPP Januari","qty":1,"price":100000,"total":100000}],"customer_name":"Siti Zulaikh\u00e9","customer_email":"john.doe@example.com"}`

let clock: TestClock
let sandbox: Sandbox

beforeEach(async () => {
  clock = createTestClock()
  const keys = { clientId: 'shop-id', clientSecret: 'shop-secret', apiKey: 'api-key-for-tests', institutionCode: 'e9KP2zq6' }
  sandbox = await startTestSandbox(clock, directoryWithClient('bill-gateway', 'shop', keys))
})
afterEach(() => sandbox.close())

function sign(text: string): string {
  return createHmac('sha256', 'api-key-for-tests').update(text).digest('hex')
}

async function token(secret = 'shop-secret'): Promise<Answer> {
  const body = JSON.stringify({ grant_type: 'client_credentials', client_id: 'shop-id', client_secret: secret, scope: '*' })
  return send(`${sandbox.urls.bill_gateway}/oauth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body,
  })
}

async function call(method: string, path: string, signature: string, body?: string): Promise<Answer> {
  const headers = {
    Accept: 'application/json',
    Authorization: `Bearer ${textAt((await token()).body, 'access_token')}`,
    Signature: signature,
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  }
  return send(`${sandbox.urls.bill_gateway}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
}

function bill(change: object = {}): string {
  const members = {
    va_number: '1234567890',
    invoice_number: 'INV-1',
    prefix: ['009902', '857248'],
    name: 'SPP Jan 22',
    total_amount: 100000,
    institution_code: 'e9KP2zq6',
    type: 'close',
    valid_until: '2026-11-25T11:46:56+07:00',
    customer_name: 'John Doe',
    ...change,
  }
  return JSON.stringify(members)
}

function post(body: string): Promise<Answer> {
  return call('POST', '/api/v2/gw/bill', sign(body), body)
}

function get(path: string, more: Record<string, string> = {}): Promise<Answer> {
  const query = { institution_code: 'e9KP2zq6', ...more }
  return call('GET', `${path}?${new URLSearchParams(query).toString()}`, sign(JSON.stringify(query)))
}

async function createBill(change: object = {}): Promise<string> {
  return textAt((await post(bill(change))).body, 'data', 'hash')
}

describe('the token', () => {
  test('lasts 49740 seconds, told as text, for JSON and for a form', async () => {
    expect(await token()).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: '49740' } })
    const form = await send(`${sandbox.urls.bill_gateway}/oauth/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=shop-id&client_secret=shop-secret',
    })
    expect(form.status).toBe(200)
  })

  test('is refused for a wrong secret, and ends', async () => {
    expect(await token('wrong')).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    const authorization = `Bearer ${textAt((await token()).body, 'access_token')}`
    clock.advance(49_740 * 1000)
    const headers = { Accept: 'application/json', Authorization: authorization, Signature: sign('[]') }
    const answer = await send(`${sandbox.urls.bill_gateway}/api/v2/gw/bill/x`, { method: 'DELETE', headers })
    expect(answer).toMatchObject({ status: 401, body: { rc: 'ERR_AUTHENTICATION' } })
  })
})

describe('create', () => {
  test('accepts the computed vector, byte for byte, and answers numbers of components as text', async () => {
    const answer = await call(
      'POST',
      '/api/v2/gw/bill',
      'bb503d185a31da020deb31f57b86c4e991c79596ad9c452b14700863fb42910b',
      vectorBody,
    )
    expect(answer).toMatchObject({
      status: 200,
      body: {
        rc: 'SUCCESS',
        message: 'success',
        timestamp: '2026-11-24T17:07:05+07:00',
        data: {
          hash: expect.stringMatching(/^\w{8}$/),
          va_number: '0099021234567890',
          invoice_number: 'INV01/TRX000001',
          customer_name: 'Siti Zulaikhé',
          total_amount: 100000,
          paid_amount: 0,
          valid_until: '2022-04-04T11:46:56+07:00',
          components: [{ name: 'SPP Januari', qty: '1', price: '100000', total: '100000' }],
        },
      },
    })
  })

  test('refuses the same body written by JSON.stringify, because PHP would write it in another way', async () => {
    const body = JSON.stringify(JSON.parse(vectorBody))
    expect(sign(body)).toBe('5104d534d6cf1d1b3e75f96ee240e7d2966edcccc3aa0bc08b431edaab9317a6')
    expect(await post(body)).toMatchObject({ status: 401, body: { rc: 'ERR_INVALID_SIGNATURE_HEADER' } })
    const encodedAgain = 'bb503d185a31da020deb31f57b86c4e991c79596ad9c452b14700863fb42910b'
    expect(await call('POST', '/api/v2/gw/bill', encodedAgain, body)).toMatchObject({ status: 401 })
  })

  test('refuses decimals, empty texts, blanks around a text, and empty lists: they would be signed in another form', async () => {
    const bodies = [
      bill().replace('100000', '100000.00'),
      bill({ description: '' }),
      bill({ name: ' SPP' }),
      bill({ components: {} }),
    ]
    for (const body of bodies)
      expect(await post(body)).toMatchObject({ status: 401, body: { rc: 'ERR_INVALID_SIGNATURE_HEADER' } })
  })

  test('refuses a missing signature, a missing field, another institution, and components that do not add up', async () => {
    const headers = {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      Authorization: `Bearer ${textAt((await token()).body, 'access_token')}`,
    }
    const unsigned = await send(`${sandbox.urls.bill_gateway}/api/v2/gw/bill`, { method: 'POST', headers, body: bill() })
    expect(unsigned).toMatchObject({ status: 401, body: { rc: 'ERR_MISSING_SIGNATURE_HEADER' } })
    expect(await post(bill({ customer_name: undefined, va_number: '123' }))).toMatchObject({
      status: 422,
      body: {
        rc: 'ERR_VALIDATION',
        payload: { customer_name: ['The customer_name field is required.'], va_number: ['The va_number is invalid.'] },
      },
    })
    expect(await post(bill({ institution_code: 'other' }))).toMatchObject({ status: 422, body: { rc: 'ERR_ENTITY_NOT_FOUND' } })
    const components = [{ name: 'One', qty: 1, price: 1, total: 1 }]
    expect(await post(bill({ components }))).toMatchObject({
      status: 422,
      body: { payload: { total_amount: expect.any(Array) } },
    })
  })

  test('refuses a number or an invoice that an unfinished bill has; afterwards both are free', async () => {
    await createBill()
    const taken = { status: 422, body: { rc: 'ERR_UNIQUE_RECORD' } }
    expect(await post(bill({ invoice_number: 'INV-2' }))).toMatchObject(taken)
    expect(await post(bill({ va_number: '0000000001' }))).toMatchObject(taken)
    clock.advance(24 * 60 * minuteMs)
    expect(await post(bill())).toMatchObject({ status: 200 })
  })
})

describe('a bill that exists', () => {
  test('is read, paid, and shows its payment', async () => {
    const hash = await createBill()
    expect(await get(`/api/v2/gw/bill/${hash}`)).toMatchObject({ status: 200, body: { data: { hash, status: 'active' } } })
    sandbox.pay('bill_gateway', hash)
    expect(await get(`/api/v2/gw/bill/${hash}`)).toMatchObject({ body: { data: { status: 'paid', paid_amount: 100000 } } })
    const payments = await get(`/api/v2/gw/bill/${hash}/payment`)
    const payment = { payment_ref_id: expect.stringMatching(/^\d{12}$/), amount: 100000, type: 'payment', channel: 'muamalat' }
    expect(payments.body).toMatchObject({ rc: 'SUCCESS', data: [payment] })
    expect(await get('/api/v2/gw/payment')).toMatchObject({ body: { current_page: 1, data: [{ ...payment, bill: { hash } }] } })
  })

  test('takes parts when it is partial and any sum when it is open', async () => {
    const partial = await createBill({ type: 'partial' })
    sandbox.pay('bill_gateway', partial, '40000')
    expect(await get(`/api/v2/gw/bill/${partial}`)).toMatchObject({ body: { data: { status: 'active', paid_amount: 40000 } } })
    const open = await createBill({ type: 'open', va_number: '0000000002', invoice_number: 'INV-2' })
    sandbox.pay('bill_gateway', open, '150000')
    expect(await get(`/api/v2/gw/bill/${open}`)).toMatchObject({ body: { data: { status: 'paid', paid_amount: 150000 } } })
  })

  test('is void after it is revoked, with the signature of an empty list; not when it is paid', async () => {
    const hash = await createBill()
    const path = `/api/v2/gw/bill/${hash}`
    expect(await call('DELETE', path, sign('{}'), '{}')).toMatchObject({ status: 401 })
    const revoked = await call('DELETE', path, 'd384c380e61face6f6629a8a54fa9c791ae734e778dd7476bdf9c69ee9e0fa1d', '{}')
    expect(revoked).toMatchObject({ status: 200, body: { message: 'Billing revoked.', data: { hash, status: 'void' } } })
    const paid = await createBill()
    sandbox.pay('bill_gateway', paid)
    expect(await call('DELETE', `/api/v2/gw/bill/${paid}`, sign('[]'), '{}')).toMatchObject({
      status: 400,
      body: { rc: 'BILLER_BILL_ALREADY_PAID' },
    })
    expect(await call('DELETE', '/api/v2/gw/bill/nothing1', sign('[]'), '{}')).toMatchObject({
      status: 404,
      body: { rc: 'BILLER_BILL_NOT_FOUND' },
    })
  })

  test('is expired after valid_until', async () => {
    const hash = await createBill()
    clock.advance(24 * 60 * minuteMs)
    expect(await get(`/api/v2/gw/bill/${hash}`)).toMatchObject({ body: { data: { status: 'expired' } } })
  })
})

describe('the list', () => {
  test('accepts the computed vector over its query, and finds by part of a text', async () => {
    const hash = await createBill({ invoice_number: 'INV-123' })
    await createBill({ va_number: '0000000002', invoice_number: 'OTHER' })
    const all = await call(
      'GET',
      '/api/v2/gw/bill?institution_code=e9KP2zq6',
      '834518a48ca04b17d92d081bb11f4d798897d756b734ca9dd44f1fdfae8e63b4',
    )
    expect(all).toMatchObject({
      status: 200,
      body: { current_page: 1, data: [{ invoice_number: 'OTHER' }, { invoice_number: 'INV-123' }] },
    })
    expect((await get('/api/v2/gw/bill', { q: 'NV-12' })).body).toMatchObject({ data: [{ hash }] })
  })

  test('has fifteen on a page and an empty page at the end, and reads a range of days', async () => {
    for (let number = 0; number < 16; number++)
      await createBill({ va_number: String(1_000_000_000 + number), invoice_number: `INV-${number}` })
    expect((await get('/api/v2/gw/bill', { page: '2' })).body).toMatchObject({
      current_page: 2,
      data: [{ invoice_number: 'INV-0' }],
    })
    expect((await get('/api/v2/gw/bill', { page: '3' })).body).toMatchObject({ data: [] })
    const days = 'institution_code=e9KP2zq6&date[0]=2026-11-25&date[1]=2026-11-26'
    const signature = sign('{"institution_code":"e9KP2zq6","date":["2026-11-25","2026-11-26"]}')
    expect((await call('GET', `/api/v2/gw/bill?${days}`, signature)).body).toMatchObject({ rc: 'SUCCESS', data: [] })
  })

  test('is refused without the institution, and with the signature of the raw query', async () => {
    expect(await call('GET', '/api/v2/gw/bill', sign('[]'))).toMatchObject({ status: 422, body: { rc: 'ERR_VALIDATION' } })
    const raw = 'd9e29d424d76afffed7e157ad58ba1931ef9a573b49bac5da00b8fcee225cedd'
    expect(await call('GET', '/api/v2/gw/bill?institution_code=e9KP2zq6', raw)).toMatchObject({ status: 401 })
  })
})
