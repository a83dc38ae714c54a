import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type pg from 'pg'
import { z } from 'zod'
import { asMerchantId } from '../../src/core/ids.ts'
import { minuteMs } from '../../src/core/time.ts'
import { openPool } from '../../src/db/pool.ts'
import { openDatabase, type Database } from '../../src/db/statement.ts'
import * as schemas from '../../src/http/schemas.ts'
import type { InvoiceFilter } from '../../src/invoices/invoice-filter.ts'
import { listInvoices } from '../../src/invoices/list-invoices.ts'
import { expectInvoice, expectProblem, expectShape } from '../support/answer-shapes.ts'
import { addMerchant } from '../support/merchants.ts'
import { invoiceRequest, openTestApp, testNow, type TestApp } from '../support/test-app.ts'

const page = z.object({ data: z.array(schemas.invoice), next_cursor: z.string().nullable() })

let app: TestApp
let stranger: string
let pool: pg.Pool
let database: Database
beforeAll(async () => {
  app = await openTestApp()
  stranger = await addMerchant(app)
  pool = openPool({ url: app.databaseUrl, max: 1, onError: () => undefined })
  database = openDatabase(pool, true)
})
afterAll(async () => {
  await pool.end()
  await app.close()
})

async function list(query: Record<string, string | string[]> = {}, key?: string) {
  const parameters = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]))
  const path = `/invoices?${new URLSearchParams(parameters).toString()}`
  return expectShape(page, await app.send('GET', path, key === undefined ? {} : { key }))
}

const idsOf = async (query: Record<string, string | string[]>, key?: string) => (await list(query, key)).data.map(({ id }) => id)

async function create(overrides: Record<string, unknown> = {}, idempotencyKey: string = randomUUID()) {
  const body = invoiceRequest({ provider: 'winpay', ...overrides })
  return expectInvoice(await app.send('POST', '/invoices', { body, idempotencyKey }), 201)
}

describe('filters', () => {
  test('status, which may be repeated', async () => {
    const open = await create()
    const cancelled = await create()
    expectInvoice(await app.send('POST', `/invoices/${cancelled.id}/cancel`), 200)
    const paid = await create()
    app.tagih.sandbox?.pay('winpay', paid.provider_invoice_id ?? '')
    expectInvoice(await app.send('POST', `/invoices/${paid.id}/refresh`), 200)
    expect(await idsOf({ status: 'cancelled' })).toEqual([cancelled.id])
    expect(await idsOf({ status: ['cancelled', 'paid'] })).toEqual([paid.id, cancelled.id])
    expect(await idsOf({ status: 'open' })).toContain(open.id)
    expect(await idsOf({ status: 'failed' })).toEqual([])
  })

  test('provider, reference, idempotency key', async () => {
    const durianpay = await create({ provider: 'durianpay' })
    expect(await idsOf({ provider: 'durianpay' })).toEqual([durianpay.id])
    const key = `list-${randomUUID()}`
    const invoice = await create({}, key)
    expect(await idsOf({ reference: invoice.reference })).toEqual([invoice.id])
    expect(await idsOf({ idempotency_key: key })).toEqual([invoice.id])
    expect(await idsOf({ reference: invoice.reference, provider: 'durianpay' })).toEqual([])
    expect(await idsOf({ reference: invoice.reference.slice(0, -1) })).toEqual([])
  })

  test('customer, as given now and not as it was', async () => {
    const invoice = await create({ customer: { name: 'Ayu', email: 'ayu@example.com', phone: '+62 811-222' } })
    expect(await idsOf({ customer_email: 'ayu@example.com' })).toEqual([invoice.id])
    expect(await idsOf({ customer_phone: '+62 811-222' })).toEqual([invoice.id])
    expectInvoice(await app.send('PATCH', `/invoices/${invoice.id}`, { body: { customer: { email: 'new@example.com' } } }), 200)
    expect(await idsOf({ customer_email: 'ayu@example.com' })).toEqual([])
    expect(await idsOf({ customer_email: 'new@example.com' })).toEqual([invoice.id])
  })

  test('created_from and created_to, both included, in any offset', async () => {
    app.clock.moveBy(60 * minuteMs)
    const early = await create()
    app.clock.moveBy(60 * minuteMs)
    const late = await create()
    expect(await idsOf({ created_from: early.created_at })).toEqual([late.id, early.id])
    expect(await idsOf({ created_from: late.created_at, created_to: late.created_at })).toEqual([late.id])
    expect(await idsOf({ created_from: '2026-11-20T13:00:00+07:00', created_to: '2026-11-20T13:59:59.999+07:00' })).toEqual([
      early.id,
    ])
    expect(testNow.toISOString()).toBe('2026-11-20T05:00:00.000Z')
  })

  test('exception', async () => {
    const invoice = await create({ provider: 'durianpay', amount: '1000.50' })
    expect(invoice.exceptions).toEqual(['amount_mismatch'])
    expect(await idsOf({ exception: 'amount_mismatch' })).toEqual([invoice.id])
    expect(await idsOf({ exception: 'paid_late' })).toEqual([])
  })

  test.each([
    ['reference', (mark: string) => ({ reference: `REF-${mark}-1` })],
    ['title', (mark: string) => ({ title: `About ${mark}` })],
    ['customer name', (mark: string) => ({ customer: { name: `Ms ${mark}`, phone: '08123456' } })],
    ['customer e-mail', (mark: string) => ({ customer: { name: 'N', email: `${mark}@example.com`, phone: '08123456' } })],
  ])('q finds any part of the %s, in any case', async (_place, overrides) => {
    const mark = randomUUID().slice(0, 8)
    const invoice = await create(overrides(mark))
    expect(await idsOf({ q: mark.toUpperCase() })).toEqual([invoice.id])
  })

  test('q finds the provider’s id, and takes every character as itself', async () => {
    const invoice = await create({ title: String.raw`100%_\ off` })
    expect(await idsOf({ q: invoice.provider_invoice_id ?? '' })).toEqual([invoice.id])
    expect(await idsOf({ q: String.raw`0%_\ o` })).toEqual([invoice.id])
    expect(await idsOf({ q: '100__' })).toEqual([])
  })

  test('a stranger’s list is empty whatever is asked for', async () => {
    const invoice = await create()
    for (const query of [{}, { reference: invoice.reference }, { q: invoice.reference }])
      expect(await idsOf(query, stranger)).toEqual([])
  })
})

describe('pages', () => {
  test('newest first, 20 unless said otherwise', async () => {
    const own = await addMerchant(app)
    for (let index = 0; index < 21; index += 1) {
      app.clock.moveBy(1)
      const body = invoiceRequest({ provider: 'winpay', reference: `N-${index}` })
      expectInvoice(await app.send('POST', '/invoices', { body, key: own }), 201)
    }
    const { data, next_cursor } = await list({}, own)
    expect(data.map(({ reference }) => reference)).toEqual(Array.from({ length: 20 }, (_, index) => `N-${20 - index}`))
    const last = await list({ cursor: next_cursor ?? '' }, own)
    expect(last).toMatchObject({ data: [{ reference: 'N-0' }], next_cursor: null })
    expect((await list({ limit: '21' }, own)).next_cursor).toBeNull()
  })

  test('250 invoices, and more that arrive meanwhile: each of the 250 exactly once', async () => {
    const own = await addMerchant(app)
    const add = async (reference: string) => {
      // Several are made in one millisecond: their order is that of their ids.
      if (reference.endsWith('0')) app.clock.moveBy(1)
      const body = invoiceRequest({ provider: 'winpay', reference })
      expectInvoice(await app.send('POST', '/invoices', { body, key: own }), 201)
    }
    const wanted = Array.from({ length: 250 }, (_, index) => `OLD-${index}`)
    for (let index = 0; index < wanted.length; index += 25) await Promise.all(wanted.slice(index, index + 25).map(add))
    app.clock.moveBy(1)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { data, next_cursor }: z.infer<typeof page> = await list({ limit: '33', ...(cursor === null ? {} : { cursor }) }, own)
      seen.push(...data.map(({ reference }) => reference))
      await Promise.all([add(`NEW-${randomUUID()}`), add(`NEW-${randomUUID()}`)])
      cursor = next_cursor
    } while (cursor !== null)
    expect(seen.filter((reference) => reference.startsWith('NEW'))).toEqual([])
    expect([...seen].sort()).toEqual([...wanted].sort())
  })
})

describe('400', () => {
  test.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=1.5', '/limit'],
    ['limit=', '/limit'],
    ['limit=10&limit=20', '/limit'],
    ['status=open&status=closed', '/status'],
    ['status=', '/status'],
    ['exception=none', '/exception'],
    ['created_from=2026-11-20', '/created_from'],
    ['created_to=2026-11-20T05:00:00', '/created_to'],
    ['created_to=2026-02-30T05:00:00Z', '/created_to'],
    ['q=', '/q'],
    [`q=${'x'.repeat(101)}`, '/q'],
    ['customer=1', '/customer'],
    ['refresh=true', '/refresh'],
    ['cursor=nonsense', '/cursor'],
    ['cursor=', '/cursor'],
    [`cursor=${Buffer.from('["2026-11-20T05:00:00Z","x"]').toString('base64url')}`, '/cursor'],
    [`cursor=${Buffer.from('["yesterday","inv_1"]').toString('base64url')}`, '/cursor'],
  ])('%s', async (query, pointer) => {
    expectProblem(await app.send('GET', `/invoices?${query}`), 'invalid_request', { pointers: [pointer] })
  })
})

test.each(['reference=%00', 'q=a%00'])('400 for a NUL in %s', async (query) => {
  expectProblem(await app.send('GET', `/invoices?${query}`), 'invalid_request')
})

test.each(['inv_%00', `inv_${'0'.repeat(150)}`, 'x', '%20', 'inv_01k9s7m3e8f1qv0c2d4h6j8n0p'])(
  '404 for the id %s',
  async (id) => {
    for (const path of [`/invoices/${id}`, `/invoices/${id}/events`, `/invoices/${id}/attempts`])
      expectProblem(await app.send('GET', path), 'not_found')
  },
)

describe('a filter without an index', () => {
  test.each<[string, Partial<InvoiceFilter>]>([
    ['a rare word', { q: 'needle' }],
    ['a rare provider', { provider: 'durianpay' }],
    ['a rare word among two statuses', { q: 'needle', status: ['open', 'cancelled'] }],
  ])('finds %s on pages that each look at few, every one of them once', async (_, filter) => {
    const own = await addMerchant(app)
    const fitting = new Set([0, 7, 8, 30])
    for (let index = 0; index < 33; index += 1) {
      const fits = fitting.has(index) ? { title: 'a NEEDLE', provider: 'durianpay' } : { title: 'hay' }
      app.clock.moveBy(1)
      expectInvoice(
        await app.send('POST', '/invoices', {
          body: invoiceRequest({ provider: 'winpay', reference: `R-${index}`, ...fits }),
          key: own,
        }),
        201,
      )
    }
    const merchantId = (await app.tagih.keys.authenticate(own))?.merchantId ?? asMerchantId('')
    const found: string[] = []
    let cursor: string | undefined
    let pages = 0
    do {
      const page = await listInvoices(database, merchantId, { status: [], limit: 2, cursor, ...filter }, 5)
      found.push(...page.data.map(({ reference }) => reference))
      pages += 1
      cursor = page.next_cursor ?? undefined
    } while (cursor !== undefined)
    expect(found).toEqual(['R-30', 'R-8', 'R-7', 'R-0'])
    expect(pages).toBeGreaterThanOrEqual(33 / 5)
  })
})
