import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { dayMs } from '../../src/core/time.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { addMerchant } from '../support/merchants.ts'
import { openRawDoor, rawCreate, type RawDoor } from '../support/raw-http.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, testNow, type Reply, type TestApp } from '../support/test-app.ts'

const ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64')

let app: TestApp
let door: RawDoor
let reader: RowReader
beforeAll(async () => {
  app = await openTestApp({ ENCRYPTION_KEY })
  door = await openRawDoor(app)
  reader = await openRowReader(app.databaseUrl)
})
afterAll(async () => {
  await reader.close()
  await app.close()
})

const post = (body: unknown, idempotencyKey: string | null = randomUUID(), key?: string): Promise<Reply> =>
  app.send('POST', '/invoices', { body, idempotencyKey, ...(key === undefined ? {} : { key }) })

function expectReplay(replay: Reply, first: Reply): void {
  expect(replay.headers['idempotent-replayed']).toBe('true')
  expect(first.headers['idempotent-replayed']).toBeUndefined()
  expect([replay.status, replay.text, replay.headers['location']]).toEqual([first.status, first.text, first.headers['location']])
  expect(replay.headers['content-type']).toBe(first.headers['content-type'])
}

describe('400 for the key', () => {
  test('that is missing (row 5)', async () => {
    expectProblem(await post(invoiceRequest(), null), 'idempotency_key_missing')
  })

  test.each([[''], ['x'.repeat(256)], ['two words'], ['""'], ['"half'], [`"${'x'.repeat(256)}"`], ['"a"b"']])(
    'that is %j (row 5)',
    async (key) => {
      expectProblem(await post(invoiceRequest(), key), 'idempotency_key_invalid')
    },
  )

  test('that holds a tab or a letter that is not ASCII', async () => {
    for (const key of ['a\tb', 'caf\xe9', '\x80'])
      expectProblem(
        await door.send(rawCreate(app, [`Idempotency-Key: ${key}`], JSON.stringify(invoiceRequest()))),
        'idempotency_key_invalid',
      )
  })

  test('that is repeated, with the same value too, however its name is written (row 5)', async () => {
    const headers = ['Idempotency-Key: abc', 'IDEMPOTENCY-key: abc']
    expectProblem(await door.send(rawCreate(app, headers, JSON.stringify(invoiceRequest()))), 'idempotency_key_invalid')
  })

  test('that holds a control character: no such header exists, and the answer is a problem all the same (row 5)', async () => {
    for (const key of ['a\x01b', 'a\x7fb', 'a\x00b']) {
      const reply = await door.send(rawCreate(app, [`Idempotency-Key: ${key}`], JSON.stringify(invoiceRequest())))
      expect([reply.status, reply.json['code']]).toEqual([400, 'invalid_request'])
      expect(reply.headers).toMatchObject({
        'content-type': 'application/problem+json; charset=utf-8',
        'cache-control': 'no-store',
      })
    }
  })

  test('stores nothing', async () => {
    const before = await reader.counts()
    await post(invoiceRequest(), 'two words')
    expect(await reader.counts()).toEqual(before)
  })
})

describe('the same key and the same request', () => {
  test('are answered byte for byte as the first time, also after the invoice has moved on', async () => {
    const key = 'k'.repeat(255)
    const body = invoiceRequest({ provider: 'winpay' })
    const first = await post(body, key)
    const { id, provider_invoice_id } = expectInvoice(first, 201)
    expectReplay(await post(body, key), first)
    app.tagih.sandbox?.pay('winpay', provider_invoice_id ?? '')
    expect(expectInvoice(await app.send('POST', `/invoices/${id}/refresh`), 200).status).toBe('paid')
    expectReplay(await post(body, key), first)
  })

  test('a key is the same quoted and bare', async () => {
    const body = invoiceRequest()
    const first = await post(body, '"quoted-or-bare"')
    expectReplay(await post(body, 'quoted-or-bare'), first)
  })

  test('are the same in another order, with other white space and with amounts in another form', async () => {
    const item = { name: 'Tea', quantity: 2, unit_price: '129000' }
    const body = invoiceRequest({ amount: '260000', items: [item], shipping_amount: '2000', metadata: { b: '1', a: '2' } })
    const first = await post(body, 'other-text')
    expectInvoice(first, 201)
    const items = [{ unit_price: '129000.0', quantity: 2, name: 'Tea' }]
    const changed = { shipping_amount: '2000.00', items, amount: '260000.00', metadata: { a: '2', b: '1' } }
    const reordered = Object.fromEntries(Object.entries({ ...body, ...changed }).reverse())
    expectReplay(await post(JSON.stringify(reordered, null, '\t'), 'other-text'), first)
  })

  test('are answered although expires_at is in the past by now', async () => {
    const body = invoiceRequest({ expires_at: '2026-11-20T06:00:00Z' })
    const first = await post(body, 'past')
    app.clock.moveBy(2 * dayMs)
    expectReplay(await post(body, 'past'), first)
    expectProblem(await post(body), 'invalid_request', { pointers: ['/expires_at'] })
    app.clock.setTo(testNow)
  })

  test('are answered although the provider account is gone by now', async () => {
    const body = invoiceRequest({ provider: 'netzme' })
    const first = await post(body, 'gone')
    const other = await openTestApp({ ENCRYPTION_KEY, SANDBOX: 'false', BOOTSTRAP_API_KEY: app.key }, app.databaseUrl)
    expectReplay(await other.send('POST', '/invoices', { body, idempotencyKey: 'gone' }), first)
    const fresh = await other.send('POST', '/invoices', { body: invoiceRequest({ provider: 'netzme' }) })
    expectProblem(fresh, 'invalid_request', { pointers: ['/provider'] })
    await other.close()
  })

  test('are of one merchant: another merchant with both makes an invoice of its own', async () => {
    const body = invoiceRequest({ provider: 'durianpay' })
    const first = expectInvoice(await post(body, 'shared'), 201)
    const reply = await post(body, 'shared', await addMerchant(app))
    expect(reply.headers['idempotent-replayed']).toBeUndefined()
    expect(expectInvoice(reply, 201).id).not.toBe(first.id)
    const made = app.tagih.sandbox?.ledger('durianpay').filter(({ reference }) => reference === body['reference']) ?? []
    expect(new Set(made.map(({ client }) => client)).size).toBe(2)
  })
})

describe('422 idempotency_key_reused', () => {
  test.each<[string, Record<string, unknown>]>([
    ['another amount', { amount: '260000.01' }],
    ['a member more', { notes: 'one more' }],
    ['another amount in metadata, which is the caller’s own text', { metadata: { amount: '5.00' } }],
    ['another provider', { provider: 'winpay' }],
  ])('for %s, with the invoice that has the key, which stays as it is', async (_, changes) => {
    const key = randomUUID()
    const body = invoiceRequest({ metadata: { amount: '5' }, provider: 'durianpay' })
    const first = await post(body, key)
    const { id } = expectInvoice(first, 201)
    expect(expectProblem(await post({ ...body, ...changes }, key), 'idempotency_key_reused').invoice_id).toBe(id)
    expectReplay(await post(body, key), first)
  })

  test('for a key that a PATCH has used, and the other way round', async () => {
    const { id } = expectInvoice(await post(invoiceRequest(), 'made-by-post'), 201)
    const patch = (idempotencyKey: string) =>
      app.send('PATCH', `/invoices/${id}`, { body: { metadata: { a: '1' } }, idempotencyKey })
    expectInvoice(await patch('used-by-patch'), 200)
    const before = await reader.counts()
    expectProblem(await post(invoiceRequest(), 'used-by-patch'), 'idempotency_key_reused')
    expectProblem(await patch('made-by-post'), 'idempotency_key_reused')
    expect(await reader.counts()).toEqual(before)
  })
})

describe('nothing is stored for the key', () => {
  test.each<[string, () => Promise<Reply>, number]>([
    ['400', () => post(invoiceRequest({ amount: 5 }), 'free'), 400],
    ['401', () => post(invoiceRequest(), 'free', 'tgh_nobody_has_this_key_at_all'), 401],
    ['409', async () => post(invoiceRequest({ reference: await usedReference() }), 'free'), 409],
    ['413', () => post(invoiceRequest({ notes: 'x'.repeat(70_000) }), 'free'), 413],
    ['422 of a rule', () => post(invoiceRequest({ provider: 'winpay', amount: '1.5' }), 'free'), 422],
  ])('after %s', async (_, send, status) => {
    expect((await send()).status).toBe(status)
    expect(await reader.rows(`select 1 from idempotency_keys where key = 'free'`)).toEqual([])
  })

  test('after 429: the same key makes the invoice when there is room again', async () => {
    const limited = await openTestApp({ RATE_LIMIT_PER_SECOND: '1' })
    const requests = Array.from({ length: 4 }, () => ({ body: invoiceRequest(), idempotencyKey: randomUUID() }))
    const replies = await Promise.all(requests.map((request) => limited.send('POST', '/invoices', request)))
    const refused = requests.filter((_, index) => replies[index]?.status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const reply of replies) if (reply.status === 429) expectProblem(reply, 'rate_limited')
    const free = await openTestApp({ BOOTSTRAP_API_KEY: limited.key }, limited.databaseUrl)
    for (const request of refused) {
      const reply = await free.send('POST', '/invoices', request)
      expect(reply.headers['idempotent-replayed']).toBeUndefined()
      expectInvoice(reply, 201)
    }
    await free.close()
    await limited.close()
  })
})

async function usedReference(): Promise<string> {
  const body = invoiceRequest()
  expectInvoice(await post(body), 201)
  return String(body['reference'])
}
