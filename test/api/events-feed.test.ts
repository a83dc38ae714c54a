import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import * as schemas from '../../src/http/schemas.ts'
import { relayEvents } from '../../src/webhooks/relay-events.ts'
import { expectProblem, expectShape } from '../support/answer-shapes.ts'
import { addMerchant } from '../support/merchants.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import type { TestApp } from '../support/test-app.ts'
import { openWebhookApp, type WebhookApp } from '../support/webhook-app.ts'

let app: WebhookApp
/** Another instance on the same database. */
let other: WebhookApp
let reader: RowReader
beforeAll(async () => {
  app = await openWebhookApp()
  other = await openWebhookApp({ BOOTSTRAP_API_KEY: app.key }, app.databaseUrl)
  reader = await openRowReader(app.databaseUrl)
})
afterAll(async () => {
  await reader.close()
  await other.close()
  await app.close()
})

const page = z.object({ data: z.array(schemas.event), next_cursor: z.string().nullable() })

async function readAfter(cursor: string | null, limit = 100, key?: string, at: TestApp = app) {
  const after = cursor === null ? '' : `&after=${cursor}`
  return expectShape(page, await at.send('GET', `/events?limit=${limit}${after}`, key === undefined ? {} : { key }))
}

/** Everything from the start, page by page. */
async function readAll(limit = 100, key?: string) {
  const all: z.infer<typeof schemas.event>[] = []
  for (let cursor: string | null = null; ;) {
    const { data, next_cursor } = await readAfter(cursor, limit, key)
    if (data.length === 0) return { all, cursor: next_cursor }
    all.push(...data)
    cursor = next_cursor
  }
}

const sequencesByInvoice = (events: readonly z.infer<typeof schemas.event>[]) =>
  [...Map.groupBy(events, ({ invoice_id }) => invoice_id)].map(([, own]) => own.map(({ sequence }) => sequence))
const fromOne = (length: number) => Array.from({ length }, (_, index) => index + 1)

describe('GET /events', () => {
  test('shows nothing that has no place yet, and then each event once, in pages of any size', async () => {
    const before = await readAll()
    const id = await app.createInvoice()
    expect((await readAfter(before.cursor)).data).toEqual([])
    await app.relay()
    const { data } = await readAfter(before.cursor)
    expect(data).toMatchObject([{ type: 'invoice.opened', invoice_id: id, sequence: 1, data: { payment: null } }])
    const { all } = await readAll()
    for (const limit of [1, 2, 7]) expect((await readAll(limit)).all).toEqual(all)
  })

  test('an empty page leads on: its cursor is the one that it was asked with', async () => {
    await app.relay()
    const { cursor } = await readAll()
    expect(cursor).not.toBeNull()
    expect(await readAfter(cursor)).toEqual({ data: [], next_cursor: cursor })
  })

  test('shows a merchant its own events alone', async () => {
    const key = await addMerchant(app)
    expect(await readAfter(null, 100, key)).toEqual({ data: [], next_cursor: null })
  })

  test.each(['x', 'WyJ4Il0', 'WzFd', ''])('refuses %j as a cursor', async (after) => {
    expectProblem(await app.send('GET', `/events?after=${after}`), 'invalid_request', { pointers: ['/after'] })
  })

  test('refuses a limit that is none', async () => {
    for (const limit of ['0', '101', 'x'])
      expectProblem(await app.send('GET', `/events?limit=${limit}`), 'invalid_request', { pointers: ['/limit'] })
  })
})

describe('the feed', () => {
  test('never shows an event behind one already served, while two instances write and relay at once', async () => {
    const start = (await readAll()).cursor
    const writes = [app, other].flatMap((instance) =>
      fromOne(12).map(async () => {
        const id = await instance.createInvoice()
        for (const title of ['Order 2', 'Order 3'])
          await instance.send('PATCH', `/invoices/${id}`, { body: { title, return_url: 'https://shop.example/2' } })
        await instance.send('POST', `/invoices/${id}/cancel`)
      }),
    )
    const state = { writing: true }
    const relays = [app, other].map(async (instance) => {
      while (state.writing) await relayEvents(instance.tagih.webhooks)
    })
    const followed: z.infer<typeof schemas.event>[] = []
    let cursor = start
    const follow = async (at: TestApp) => {
      const { data, next_cursor } = await readAfter(cursor, 3, undefined, at)
      cursor = next_cursor
      followed.push(...data)
      return data.length
    }
    const following = (async () => {
      while (state.writing) await follow(followed.length % 2 === 0 ? app : other)
    })()
    await Promise.all(writes)
    state.writing = false
    await Promise.all([...relays, following])
    await app.relay()
    while ((await follow(app)) > 0);
    const written = await reader.rows('select count(*)::int as events from events')
    const { all } = await readAll()
    expect(written).toEqual([{ events: all.length }])
    expect(followed).toEqual(all.slice(-followed.length))
    expect(sequencesByInvoice(followed)).toHaveLength(24)
    for (const sequences of sequencesByInvoice(all)) expect(sequences).toEqual(fromOne(sequences.length))
  })

  test('gives places without a gap, though several relays work at once', async () => {
    await Promise.all(fromOne(6).map(() => app.createInvoice()))
    await Promise.all([...fromOne(5)].flatMap(() => [app.relay(), other.relay()]))
    await app.relay()
    const [row] = await reader.rows(
      `select count(*)::int as gaps from (select position - lag(position) over (order by position) as step from events) as steps where step <> 1`,
    )
    expect(row).toEqual({ gaps: 0 })
    expect(await reader.rows('select 1 from events where position is null')).toEqual([])
  })

  test('places an event that was written first and committed last behind those that were served meanwhile', async () => {
    const first = await app.createInvoice()
    await app.relay()
    const writer = await openRowReader(app.databaseUrl)
    await writer.rows('begin')
    await writer.rows(
      `insert into events (merchant_id, invoice_id, sequence, id, type, data, created_at)
       select merchant_id, invoice_id, 2, 'evt_slow', type, data, created_at from events where invoice_id = $1`,
      [first],
    )
    const second = await app.createInvoice()
    await app.relay()
    const { all, cursor } = await readAll()
    expect(all.at(-1)).toMatchObject({ invoice_id: second })
    await writer.rows('commit')
    await writer.close()
    await other.relay()
    expect((await readAfter(cursor)).data).toMatchObject([{ id: 'evt_slow', invoice_id: first, sequence: 2 }])
    await reader.rows(`delete from events where id = 'evt_slow'`)
  })
})

test('no change lacks its event and no event lacks its change: sequences run from 1 to the last without a gap', async () => {
  const wrong = await reader.rows(`
    select invoice.id from invoices invoice left join events event on event.merchant_id = invoice.merchant_id and event.invoice_id = invoice.id
    where invoice.listed group by invoice.merchant_id, invoice.id, invoice.last_sequence
    having count(event.sequence) <> invoice.last_sequence or coalesce(max(event.sequence), 0) <> invoice.last_sequence
      or coalesce(min(event.sequence), 1) <> 1`)
  expect(wrong).toEqual([])
  const [{ invoices } = { invoices: 0 }] = await reader.rows(
    'select count(*)::int as invoices from invoices where last_sequence > 1',
  )
  expect(invoices).toBeGreaterThanOrEqual(24)
})
