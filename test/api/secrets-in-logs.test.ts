import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { problemContentType } from '../../src/core/problem-wire.ts'
import { answer, cutShort, dropped, html, type Reply } from '../support/faulty-replies.ts'
import { openFaultyApp, type FaultyApp } from '../support/faulty-app.ts'
import { openRawDoor, rawCreate } from '../support/raw-http.ts'
import type { Received } from '../support/read-requests.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest } from '../support/test-app.ts'
import { winpayCreated, winpayRefuses } from '../support/winpay-wire.ts'

/** Nothing that contains this may be told to whoever reads logs or metrics. */
const mark = randomUUID().replaceAll('-', '')
const credentials = { WINPAY_KEY: `key-${mark}`, WINPAY_SECRET_KEY: `secret-${mark}`, CALLBACK_PATH_TOKEN: `token_${mark}` }
const customer = {
  ...{ reference: `cust-${mark}`, name: `Delina ${mark}`, email: `delina.${mark}@example.com`, phone: '0877665544332211' },
  address: { line1: `Jalan ${mark}`, city: mark },
}
const { phone } = customer

let gateway: FaultyApp
let database: RowReader
beforeAll(async () => {
  gateway = await openFaultyApp((origin) => ({ WINPAY_BASE_URL: origin, ...credentials, BOOTSTRAP_API_KEY: `tgh_test_${mark}` }))
  database = await openRowReader(gateway.app.databaseUrl)
})
afterAll(async () => {
  await database.close()
  await gateway.close()
})

async function expectSilence(): Promise<void> {
  const { text: metrics } = await gateway.app.send('GET', '/metrics')
  for (const told of [gateway.app.log(), metrics]) {
    expect(told.includes(mark)).toBe(false)
    expect(told.includes(phone)).toBe(false)
    // A buffer that was logged as numbers would hide it from a search for text.
    expect(told.includes(JSON.stringify([...Buffer.from(mark)]).slice(1, -1))).toBe(false)
  }
}

function create(overrides: Record<string, unknown> = {}, headers: Record<string, string> = {}) {
  const body = invoiceRequest({ provider: 'winpay', customer, title: `Order ${mark}`, metadata: { note: mark }, ...overrides })
  return gateway.app.send('POST', '/invoices', { body, idempotencyKey: `${mark}-${randomUUID()}`, headers })
}

const creates = (request: Received) => (request.body === '' ? dropped : answer(201, winpayCreated(request)))

const echo = `The customer delina.${mark}@example.com (${phone}) is blocked`
const replies: [string, Reply, number][] = [
  ['a refusal that repeats the customer', winpayRefuses(400, '4000301', echo, [echo]), 422],
  ['a refusal of our credentials that repeats them', winpayRefuses(401, '4010300', `bad key-${mark}`), 502],
  ['an error page', html(500), 202],
  ['an answer that is not JSON', answer(200, `{"responseMessage": "${mark}`), 202],
  ['JSON of another shape', answer(200, JSON.stringify({ responseCode: '2010300', responseData: { id: [mark] } })), 202],
  ['an answer cut short', cutShort(200, JSON.stringify({ mark })), 202],
  ['no answer', dropped, 202],
]

describe('neither log nor metrics show anything of a request', () => {
  test('that goes well, and of what follows it', async () => {
    gateway.provider.answerWith(creates)
    const { status, json } = await create({
      description: mark,
      notes: mark,
      items: [{ name: mark, quantity: 1, unit_price: '260000' }],
    })
    expect(status).toBe(201)
    const id = String(json['id'])
    const body = { customer: { name: `New ${mark}`, email: `new.${mark}@example.com` } }
    await gateway.app.send('PATCH', `/invoices/${id}`, { body, idempotencyKey: mark })
    await gateway.app.send(
      'GET',
      `/invoices?customer_email=${encodeURIComponent(customer.email)}&customer_phone=${phone}&q=${mark}`,
    )
    await gateway.app.send('POST', `/invoices/${id}/cancel`)
    expect(gateway.app.log()).toContain('"route":"/invoices/:id"')
    await expectSilence()
  })

  test.each(replies)('to which the provider answers with %s', async (_name, reply, status) => {
    gateway.provider.answerWith(() => reply)
    expect((await create()).status).toBe(status)
    await expectSilence()
  })

  test('when the provider is sent to nobody’s address', async () => {
    const account = { credentials: { base_url: 'http://127.0.0.1:1', key: credentials.WINPAY_KEY, secret_key: mark } }
    expect((await gateway.app.send('PUT', '/provider-accounts/winpay/away', { body: account })).status).toBe(201)
    expect((await create({ provider_account: 'away' })).status).toBe(503)
    await expectSilence()
  })

  test('that is wrong', async () => {
    await create({ customer: { ...customer, email: `not an address ${mark}` } })
    await create({ [mark]: mark, amount: mark })
    await gateway.app.send('POST', '/invoices', { body: `{"customer": {"name": "${mark}"`, idempotencyKey: mark })
    await gateway.app.send('POST', '/invoices', { body: { mark }, headers: { 'content-type': `text/${mark}` } })
    await gateway.app.send('POST', `/callbacks/winpay/token_${mark}`, { body: { mark }, key: null })
    await gateway.app.send('GET', `/nowhere/${mark}?key=${mark}`, { key: `tgh_${mark}` })
    await gateway.app.send('GET', `/invoices?cursor=${mark}&${mark}=1`)
    await gateway.app.send('GET', `/invoices/${mark}%00`)
    await gateway.app.send('GET', '/invoices', { headers: { authorization: `Basic ${mark}` } })
    await gateway.app.send('PUT', '/provider-accounts/winpay/x', { body: { credentials: { key: mark, [mark]: mark } } })
    await expectSilence()
  })

  test('that no HTTP server can read', async () => {
    const door = await openRawDoor(gateway.app)
    const lines = ['GET /invoices HTTP/1.1', 'Host: x', `Authorization: Bearer tgh_${mark}`, `Bad\u0000Header: ${mark}`]
    const garbled = await door.send(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`))
    expect({ status: garbled.status, type: garbled.headers['content-type'] }).toEqual({ status: 400, type: problemContentType })
    await door.send(rawCreate(gateway.app, [`Idempotency-Key: ${mark}`, `Idempotency-Key: ${mark}`], '{}'))
    await expectSilence()
  })

  test('that the database refuses', async () => {
    gateway.provider.answerWith(creates)
    await database.rows(`alter table invoices add constraint never check (customer_email not like '%${mark}%') not valid`)
    expect((await create()).status).toBe(500)
    await database.rows('alter table invoices drop constraint never')
    await database.rows('alter table merchants rename to merchants_away')
    expect((await gateway.app.send('POST', '/merchants', { body: { name: mark } })).status).toBe(500)
    await database.rows('alter table merchants_away rename to merchants')
    expect(gateway.app.log()).toContain('unexpected error')
    await expectSilence()
  })
})
