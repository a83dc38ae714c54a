import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createHmac } from 'node:crypto'
import { minuteMs } from '../../../src/core/time.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import {
  createTestClock,
  directoryWithClient,
  pagesUrl,
  send,
  startTestSandbox,
  textAt,
  without,
  type Answer,
  type TestClock,
} from './test-sandbox.ts'

const invoice = {
  customer: { name: 'Delina Prasetya', email: 'delina@example.com', phone: '082342861666' },
  invoice: {
    ref: 'INV/1/2026',
    products: [
      { name: 'Keripik Singkong', qty: 6, price: 20000 },
      { name: 'Jasa Kirim', qty: 1, price: '5000.00' },
    ],
  },
  back_url: 'https://merchant.example/finish',
  interval: 120,
}

let clock: TestClock
let sandbox: Sandbox

beforeEach(async () => {
  clock = createTestClock()
  sandbox = await startTestSandbox(clock)
})
afterEach(() => sandbox.close())

function headersFor(client = 'shop', timestamp = clock.jakarta()): Record<string, string> {
  const credentials = sandbox.credentials('winpay', client)
  return {
    'Content-Type': 'application/json',
    'X-Winpay-Timestamp': timestamp,
    'X-Winpay-Key': textAt(credentials, 'key'),
    'X-Winpay-Signature': createHmac('sha256', textAt(credentials, 'secret_key')).update(timestamp).digest('hex'),
  }
}

function call(method: string, path: string, body?: object, headers = headersFor()): Promise<Answer> {
  return send(`${sandbox.urls.winpay}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
}

describe('a signed create', () => {
  test('is answered as documented, with integer prices and a page to pay at', async () => {
    const answer = await call('POST', '/api/create', invoice)
    const id = textAt(answer.body, 'responseData', 'id')
    expect(answer.status).toBe(201)
    expect(answer.body).toEqual({
      responseCode: '2010300',
      responseMessage: 'Invoice created',
      responseDate: '2026-11-24T17:07:05+07:00',
      responseData: {
        id,
        ref: 'INV/1/2026',
        created_at: '2026-11-24 17:07:05',
        redirect_url: `${pagesUrl}/winpay/${id}`,
        back_url: 'https://merchant.example/finish',
        customer: invoice.customer,
        products: [
          { uuid: expect.any(String), name: 'Keripik Singkong', qty: 6, price: 20000 },
          { uuid: expect.any(String), name: 'Jasa Kirim', qty: 1, price: 5000 },
        ],
      },
    })
    expect(sandbox.ledger('winpay')).toMatchObject([
      { client: 'shop', id, reference: 'INV/1/2026', amount: '125000.00', status: 'open', payments: [] },
    ])
  })

  test('is refused when the reference lives already, but not when another client has it', async () => {
    await call('POST', '/api/create', invoice)
    expect(await call('POST', '/api/create', invoice)).toMatchObject({
      status: 400,
      body: { responseCode: '4000304', responseData: [] },
    })
    expect(await call('POST', '/api/create', invoice, headersFor('other'))).toMatchObject({ status: 201 })
  })

  test('names every mandatory field that is missing', async () => {
    const answer = await call('POST', '/api/create', { ...invoice, invoice: { products: [] }, back_url: '' })
    expect(answer).toMatchObject({ status: 400, body: { responseCode: '4000301', responseMessage: 'Invalid Parameters' } })
    expect(answer.body).toMatchObject({
      responseData: [
        'The invoice.ref field is required.',
        'The invoice.products field is invalid.',
        'The back_url field is required.',
      ],
    })
  })
})

describe('what is not signed rightly', () => {
  const unauthorized = { status: 401, body: { responseCode: '4010300', responseMessage: 'Unauthorized' } }

  test('is refused: another signature, upper case, no key, an old timestamp, another offset', async () => {
    const good = headersFor()
    const signature = good['X-Winpay-Signature'] ?? ''
    const bad = [
      { ...good, 'X-Winpay-Signature': signature.replace(/^./, (first) => (first === '0' ? '1' : '0')) },
      { ...good, 'X-Winpay-Signature': signature.toUpperCase() },
      { ...good, 'X-Winpay-Key': 'nobody' },
      headersFor('shop', clock.jakarta(-6 * minuteMs)),
      headersFor(
        'shop',
        clock
          .now()
          .toISOString()
          .replace(/\.\d+Z/, '+00:00'),
      ),
    ]
    for (const headers of bad) expect(await call('POST', '/api/create', invoice, headers)).toMatchObject(unauthorized)
    expect(sandbox.ledger('winpay')).toEqual([])
  })

  test('is refused without a JSON content type, on GET too', async () => {
    const headers = { ...headersFor(), 'Content-Type': 'text/plain' }
    expect(await call('GET', '/api/findByRef/x', undefined, headers)).toMatchObject({ status: 400 })
  })
})

test('the signature of a computed vector is accepted', async () => {
  await sandbox.close()
  const directory = directoryWithClient('winpay', 'vector', { key: 'vector-key', secretKey: 'test-secret-key' })
  sandbox = await startTestSandbox(clock, directory)
  const headers = {
    'Content-Type': 'application/json',
    'X-Winpay-Key': 'vector-key',
    'X-Winpay-Timestamp': '2026-11-24T17:07:05+07:00',
    'X-Winpay-Signature': 'a6b6e8d1c645c6714073daecf54a0240b2b11e6b76776c36ac730f60f9c0ea56',
  }
  expect(await call('POST', '/api/create', invoice, headers)).toMatchObject({ status: 201 })
})

describe('an invoice that exists', () => {
  test('is found by id and by an encoded reference, and carries a payment of text numbers once it is paid', async () => {
    const id = textAt((await call('POST', '/api/create', invoice)).body, 'responseData', 'id')
    const before = await call('GET', `/api/find/${id}`)
    expect(before).toMatchObject({ status: 200, body: { responseCode: '2000300', responseData: { id, status: 'UNPAID' } } })
    expect(before.body).not.toHaveProperty('responseData.payment')
    sandbox.pay('winpay', id)
    const after = await call('GET', `/api/findByRef/${encodeURIComponent('INV/1/2026')}`)
    const payment = { paid_amount: '125000', fee: '3500', nett: '121500', created_at: '2026-11-24T17:07:05+07:00' }
    expect(after.body).toMatchObject({ responseData: { id, status: 'PAID', payment } })
    expect(sandbox.ledger('winpay')).toMatchObject([{ status: 'paid', payments: [{ amount: '125000.00' }] }])
  })

  test('is updated while unpaid, with or without an interval', async () => {
    const id = textAt((await call('POST', '/api/create', invoice)).body, 'responseData', 'id')
    const changed = {
      ...without(invoice, 'interval'),
      invoice: { ...invoice.invoice, products: [{ name: 'One', qty: 1, price: 7000 }] },
    }
    const answer = await call('PUT', `/api/update/${id}`, changed)
    expect(answer).toMatchObject({
      status: 200,
      body: { responseCode: '2000300', responseData: { status: 'UNPAID', products: [{ price: 7000 }] } },
    })
    expect(sandbox.ledger('winpay')).toMatchObject([{ amount: '7000.00', expiresAt: '2026-11-24T12:07:05.000Z' }])
    sandbox.pay('winpay', id)
    expect(await call('PUT', `/api/update/${id}`, invoice)).toMatchObject({ status: 400, body: { responseCode: '4000305' } })
  })

  test('is gone after a delete, and its reference is free', async () => {
    await call('POST', '/api/create', invoice)
    const path = `/api/deleteByRef/${encodeURIComponent('INV/1/2026')}`
    expect(await call('DELETE', path)).toMatchObject({ status: 200, body: { responseCode: '2000300', responseData: [] } })
    expect(await call('DELETE', path)).toMatchObject({ status: 404, body: { responseCode: '4040300' } })
    expect(await call('POST', '/api/create', invoice)).toMatchObject({ status: 201 })
  })

  test('cannot be deleted once it is paid, nor by another client', async () => {
    const id = textAt((await call('POST', '/api/create', invoice)).body, 'responseData', 'id')
    expect(await call('DELETE', `/api/delete/${id}`, undefined, headersFor('other'))).toMatchObject({ status: 404 })
    sandbox.pay('winpay', id)
    const refusal = { responseCode: '4000302', responseMessage: 'Failed to delete: Invoice already paid' }
    expect(await call('DELETE', `/api/delete/${id}`)).toMatchObject({ status: 400, body: refusal })
  })

  test('cannot be paid after its interval, and stays UNPAID', async () => {
    const id = textAt((await call('POST', '/api/create', invoice)).body, 'responseData', 'id')
    clock.advance(120 * minuteMs)
    expect(() => {
      sandbox.pay('winpay', id)
    }).toThrow('It has expired.')
    expect((await call('GET', `/api/find/${id}`)).body).toMatchObject({ responseData: { status: 'UNPAID' } })
  })
})
