import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { dayMs } from '../../../src/core/time.ts'
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
  amount: '20000.67',
  remaining_amount: '15000.67',
  title: 'sample',
  invoice_ref_id: 'inv_ref_001',
  customer: { customer_ref_id: 'cust_001', given_name: 'Jane Doe', email: 'jane@example.com', mobile: '+6285722173217' },
  enable_partial_transaction: true,
  partial_transaction_config: { min_acceptable_amount: 5000 },
  due_date: '2026-11-25T10:00:00.000Z',
}

let clock: TestClock
let sandbox: Sandbox

beforeEach(async () => {
  clock = createTestClock()
  sandbox = await startTestSandbox(clock)
})
afterEach(() => sandbox.close())

function authorizationOf(client: string): string {
  return `Basic ${Buffer.from(`${textAt(sandbox.credentials('durianpay', client), 'server_key')}:`).toString('base64')}`
}

function call(method: string, path: string, body?: object, authorization = authorizationOf('shop')): Promise<Answer> {
  const headers = { Authorization: authorization, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }
  return send(`${sandbox.urls.durianpay}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

async function createInvoice(change: object = {}): Promise<string> {
  return textAt((await call('POST', '/invoices', { ...invoice, ...change })).body, 'data', 'id')
}

test('base URL, key and settings are as an account needs them', () => {
  expect(sandbox.urls.durianpay).toMatch(/\/v1$/)
  expect(textAt(sandbox.credentials('durianpay', 'shop'), 'server_key')).toMatch(/^dp_test_/)
  expect(sandbox.settings('durianpay')).toEqual({ checkout_base: `${pagesUrl}/durianpay` })
})

describe('create', () => {
  test('rounds the amount, answers a bare path to pay at, and puts response_code at the root', async () => {
    const answer = await call('POST', '/invoices', invoice)
    const id = textAt(answer.body, 'data', 'id')
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({
      message: 'Invoice has been created successfully',
      data: {
        id,
        invoice_ref_id: 'inv_ref_001',
        title: 'sample',
        status: 'outstanding',
        amount: '20001',
        remaining_amount: '15000.67',
        due_date: '2026-11-25T10:00:00Z',
        start_date: '2026-11-24T10:07:05Z',
        created_at: '2026-11-24T10:07:05.000000Z',
        customer_id: expect.stringMatching(/^cus_/),
        enable_partial_transaction: true,
        partial_transaction_config: { min_acceptable_amount: 5000 },
        checkout_url: `/${id}`,
        checkout_url_expiry_at: '2027-02-22T17:07:05+07:00',
      },
      response_code: '0000',
    })
    expect(sandbox.ledger('durianpay')).toMatchObject([
      { reference: 'inv_ref_001', amount: '20001.00', due: '15001.00', status: 'open' },
    ])
  })

  test('takes a repeated reference: the list then has two', async () => {
    const first = await createInvoice()
    const second = await createInvoice()
    expect(second).not.toBe(first)
    const list = await call('GET', '/invoices?from=2026-11-23&to=2026-11-25&limit=100')
    expect(list).toMatchObject({
      status: 200,
      body: {
        data: { total_count: 2, invoices: [{ id: second, remaining_amount: '15001' }, { id: first }] },
        response_code: '0000',
      },
    })
  })

  test('is refused without a mandatory field, and with an amount that is a number', async () => {
    expect(await call('POST', '/invoices', { ...without(invoice, 'due_date', 'title'), amount: 20000 })).toMatchObject({
      status: 400,
      body: {
        error: 'required fields missing',
        error_code: 'DPAY_INVALID_REQUEST',
        errors: [
          { field: 'title', message: 'title is required' },
          { field: 'due_date', message: 'due_date is required' },
          { field: 'amount', message: 'amount is invalid' },
        ],
      },
    })
    expect(await call('POST', '/invoices', { ...invoice, customer: { given_name: 'Jane' } })).toMatchObject({ status: 400 })
    expect(await call('POST', '/invoices', { ...invoice, remaining_amount: '20000.68' })).toMatchObject({ status: 400 })
  })

  test('is refused without the word Basic, with a password, and with another key', async () => {
    const key = textAt(sandbox.credentials('durianpay', 'shop'), 'server_key')
    const encode = (text: string) => Buffer.from(text).toString('base64')
    const body = { error: 'invalid Authorization header in request', error_code: 'DPAY_UNAUTHORIZED_ACCESS' }
    for (const wrong of [
      encode(`${key}:`),
      `Basic ${encode(`${key}:secret`)}`,
      `Basic ${encode(key)}`,
      `Basic ${encode('dp_test_other:')}`,
    ]) {
      expect(await call('POST', '/invoices', invoice, wrong)).toEqual({ status: 401, body })
    }
  })

  test('accepts the computed vector of basic authentication', async () => {
    await sandbox.close()
    sandbox = await startTestSandbox(clock, directoryWithClient('durianpay', 'vector', { serverKey: 'dp_test_XXXXXXXXX' }))
    expect(await call('POST', '/invoices', invoice, 'Basic ZHBfdGVzdF9YWFhYWFhYWFg6')).toMatchObject({ status: 200 })
  })
})

describe('an invoice that exists', () => {
  test('shows less remaining after a part, and is paid when nothing remains', async () => {
    const id = await createInvoice()
    expect(() => {
      sandbox.pay('durianpay', id, '4999')
    }).toThrow('smallest part')
    sandbox.pay('durianpay', id, '5000')
    const part = await call('GET', `/invoices/${id}`)
    expect(part).toMatchObject({
      status: 200,
      body: { data: { status: 'outstanding', amount: '20001', remaining_amount: '10001' } },
    })
    expect(part.body).toMatchObject({
      data: { transactions: [{ id: expect.stringMatching(/^inv_txn_/), amount: '5000', status: 'paid' }] },
    })
    expect(await call('POST', '/invoices/manual_transaction', { id, amount: '10001' })).toMatchObject({
      status: 200,
      body: { data: { id } },
    })
    const whole = await call('GET', `/invoices/${id}`)
    expect(whole.body).toMatchObject({
      data: { status: 'paid', remaining_amount: '0', transactions: [{}, { status: 'paid_manually' }] },
    })
    expect(await call('GET', '/invoices?status=outstanding')).toMatchObject({ body: { data: { total_count: 0 } } })
  })

  test('cannot be paid while it is blocked, and can again afterwards', async () => {
    const id = await createInvoice()
    const blocked = await call('PUT', `/invoices/${id}`, { is_blocked: true })
    expect(blocked).toMatchObject({
      status: 200,
      body: { data: { id, is_blocked: true, status: 'outstanding' }, response_code: '0000' },
    })
    expect(() => {
      sandbox.pay('durianpay', id)
    }).toThrow('It is blocked.')
    await call('PUT', `/invoices/${id}`, { is_blocked: false, title: 'other', remaining_amount: '9000' })
    sandbox.pay('durianpay', id)
    expect(sandbox.ledger('durianpay')).toMatchObject([{ status: 'paid', payments: [{ amount: '9000.00' }] }])
    expect(await call('PUT', `/invoices/${id}`, { is_blocked: true })).toMatchObject({ status: 422 })
  })

  test('keeps its amount: an update that names it is refused', async () => {
    expect(await call('PUT', `/invoices/${await createInvoice()}`, { amount: '1.00' })).toMatchObject({ status: 400 })
  })

  test('is payable to the end of its due day in Jakarta', async () => {
    const id = await createInvoice({ due_date: '2026-11-24T00:00:00Z' })
    expect(sandbox.ledger('durianpay')).toMatchObject([{ expiresAt: '2026-11-24T16:59:59.999Z' }])
    clock.advance(dayMs)
    expect(() => {
      sandbox.pay('durianpay', id)
    }).toThrow('It has expired.')
  })

  test('gets a virtual account that is pending, not paid', async () => {
    const id = await createInvoice()
    const customer = textAt((await call('GET', `/invoices/${id}`)).body, 'data', 'customer_id')
    const body = { bank_code: 'BCA', invoices: [{ id, transaction_amount: '10000.34' }], customer_id: customer }
    expect(await call('POST', '/invoices/pay', body)).toMatchObject({
      status: 200,
      body: { data: { amount: '10000', bank_code: 'BCA' } },
    })
    const found = await call('GET', `/invoices/${id}`)
    expect(found.body).toMatchObject({
      data: { remaining_amount: '15001', transactions: [{ amount: '10000', status: 'pending' }] },
    })
  })

  test('is unknown after a delete, and to another client', async () => {
    const id = await createInvoice()
    expect(await call('GET', `/invoices/${id}`, undefined, authorizationOf('other'))).toMatchObject({ status: 404 })
    expect(await call('DELETE', `/invoices/${id}`)).toEqual({
      status: 200,
      body: { id, message: 'invoice deleted successfully', response_code: '0000' },
    })
    expect(await call('GET', `/invoices/${id}`)).toMatchObject({ status: 404, body: { error_code: 'DPAY_INVOICE_NOT_FOUND' } })
  })
})
