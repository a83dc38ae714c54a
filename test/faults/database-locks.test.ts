import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { z } from 'zod'
import { eventually } from '../support/eventually.ts'
import { startLossyProxy, type LossyProxy } from '../support/lossy-proxy.ts'
import { invoiceRequest } from '../support/test-app.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { ask, newOrder, send, type Answer, type Order } from './rig/merchant.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { connectTo, startScratchPostgres, type ScratchPostgres } from './rig/scratch-postgres.ts'

// Locks are waited for until the gateway gives up, three seconds each.
jest.setTimeout(60_000)

const unavailable = { status: 503, retryAfter: expect.stringMatching(/^\d+$/), json: { code: 'unavailable' } }

let postgres: ScratchPostgres
let providers: Providers
let winpay: LossyProxy
let gateway: Gateway
/** Somebody else's transaction. */
let holder: pg.Client
/** Looks on, outside of any transaction: within one, what is seen of the others stands still. */
let watcher: pg.Client

beforeAll(async () => {
  postgres = await startScratchPostgres({ settings: { fsync: 'off' } })
  providers = await startProviders()
  winpay = await startLossyProxy(providers.urls.winpay)
  const databaseUrl = await postgres.createDatabase()
  const environment = { ...providers.environment({ winpay: winpay.origin }), PROVIDER_TIMEOUT_MS: '15000' }
  gateway = await startGateway({ databaseUrl, environment })
  holder = await connectTo(databaseUrl)
  watcher = await connectTo(databaseUrl)
})
afterAll(async () => {
  await Promise.all([holder.end(), watcher.end()])
  await gateway.kill()
  await winpay.stop()
  await providers.close()
  await postgres.stop()
})

const create = (body: Record<string, unknown>, key: string = randomUUID()) => ask(gateway.url, 'POST', '/invoices', { key, body })

async function createOpen(order: Order = newOrder('durianpay')): Promise<string> {
  const answer = await send(order, gateway.url)
  expect(answer).toMatchObject({ status: 201, json: { status: 'open' } })
  return String(answer?.json['id'])
}

/** Holds these rows while `work` runs, as another transaction that does not come to its end. */
async function whileHeld<T>(statement: string, values: unknown[], work: () => Promise<T>): Promise<T> {
  await holder.query('begin')
  try {
    expect((await holder.query(statement, values)).rowCount).toBe(1)
    return await work()
  } finally {
    await holder.query('rollback')
  }
}

/** Until as many of the gateway's statements wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  await eventually(async () => {
    const { rows } = await watcher.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where application_name = 'tagih' and wait_event_type = 'Lock'`,
    )
    expect(rows[0]?.waiting).toBeGreaterThanOrEqual(count)
  })
}

describe('rows that another transaction holds', () => {
  it('a key or a reference: 503 when the wait is over, nothing is sent, and the same request makes the invoice later (row 35)', async () => {
    const id = await createOpen()
    const key = randomUUID()
    const body = invoiceRequest({ provider: 'durianpay' })
    // Whoever inserts what an open transaction has just written waits for its end.
    const take = 'update invoices set idempotency_key = $2, reference = $3 where id = $1'
    const answers = await whileHeld(take, [id, key, body['reference']], () =>
      Promise.all([
        create(body, key),
        create(body),
        create(invoiceRequest({ provider: 'durianpay' }), key),
        create(invoiceRequest({ provider: 'durianpay' })),
      ]),
    )
    expect(answers).toMatchObject([unavailable, unavailable, unavailable, { status: 201 }])
    expect(providers.entriesOf(String(body['reference']))).toEqual([])
    expect(await create(body, key)).toMatchObject({ status: 201 })
    expect(providers.entriesOf(String(body['reference']))).toHaveLength(1)
  })

  it('an invoice: its update, cancel and refresh are 503, reading goes on, and later each is done once (row 35)', async () => {
    const order = newOrder('durianpay')
    const id = await createOpen(order)
    const path = `/invoices/${id}`
    const change = (title: string) => ask(gateway.url, 'PATCH', path, { body: { title } })
    const answers = await whileHeld('select 1 from invoices where id = $1 for update', [id], async () => {
      const changes = Promise.all([
        change('Order 2'),
        ask(gateway.url, 'POST', `${path}/cancel`),
        ask(gateway.url, 'POST', `${path}/refresh`),
      ])
      await untilWaiting(3)
      expect(await ask(gateway.url, 'GET', path)).toMatchObject({ status: 200, json: { status: 'open' } })
      return changes
    })
    expect(answers).toMatchObject([unavailable, unavailable, unavailable])
    expect(providers.entriesOf(order.reference)).toMatchObject([{ status: 'open' }])
    expect(await change('Order 3')).toMatchObject({ status: 200, json: { title: 'Order 3', exceptions: [] } })
    expect(await ask(gateway.url, 'POST', `${path}/cancel`)).toMatchObject({ status: 200, json: { status: 'cancelled' } })
  })
})

describe('more requests than connections, each waiting for a lock', () => {
  it('are told to come again, the jobs go on meanwhile, and afterwards all is well (row 34)', async () => {
    winpay.decide(({ method, path }) => (method === 'POST' && !path.includes('token') ? 'lose_answer' : 'pass'))
    const lost = newOrder('winpay')
    expect(await send(lost, gateway.url)).toMatchObject({ status: 202, json: { status: 'unknown' } })
    winpay.decide(() => 'pass')
    const id = await createOpen()
    const body = invoiceRequest({ provider: 'durianpay' })
    const answers: Answer[] = []
    await whileHeld('update invoices set reference = $2 where id = $1', [id, body['reference']], async () => {
      let crowded = true
      const crowd = Promise.all(
        Array.from({ length: 40 }, async () => {
          while (crowded) answers.push(await create(body))
        }),
      )
      await untilWaiting(10)
      await untilRecovered(lost)
      await untilWaiting(10)
      crowded = false
      await crowd
    })
    expect(answers.length).toBeGreaterThanOrEqual(40)
    for (const answer of answers) expect(answer).toMatchObject(unavailable)
    expect(providers.entriesOf(String(body['reference']))).toEqual([])
    expect(await create(body)).toMatchObject({ status: 201 })
    expect(await send(lost, gateway.url)).toMatchObject({ status: 201, json: { status: 'open' } })
  })
})

/** Seen past the gateway, whose connections for requests are all taken. */
async function untilRecovered({ reference }: Order): Promise<void> {
  await eventually(async () => {
    const { rows } = await watcher.query('select status from invoices where reference = $1', [reference])
    expect(rows).toEqual([{ status: 'open' }])
  })
}

describe('a deadlock that PostgreSQL ends at the gateway’s cost', () => {
  it('while a create is written: it is written again, and the merchant is told of the one invoice (row 36)', async () => {
    let release = (): void => undefined
    const answered = new Promise<void>((resolve) => {
      release = resolve
    })
    const order = newOrder('winpay')
    winpay.holdAnswers(({ body }) => (body.includes(order.reference) ? answered : Promise.resolve()))
    const sent = send(order, gateway.url)
    await eventually(async () => {
      await Promise.resolve()
      expect(providers.entriesOf(order.reference)).toHaveLength(1)
    })
    const [row] = await lockInvoice(order)
    release()
    await crossWith(row?.id)
    expect(await sent).toMatchObject({ status: 201, json: { id: row?.id, status: 'open' } })
    expect(providers.entriesOf(order.reference)).toHaveLength(1)
  })
})

describe('a database whose transactions are serializable', () => {
  it('lets some of those fail that change one invoice at once: they are done again or 503, and no change is half done (row 36)', async () => {
    const { rows } = await holder.query<{ name: string }>('select current_database() as name')
    const isolate = (level: string) =>
      holder.query(`alter database ${rows[0]?.name ?? ''} set default_transaction_isolation = '${level}'`)
    await isolate('serializable')
    await reconnect()
    try {
      // Winpay keeps no metadata, so these changes meet in the database only.
      const id = await createOpen(newOrder('winpay'))
      const path = `/invoices/${id}`
      const changes = Array.from({ length: 24 }, (_, turn) => {
        if (turn % 4 === 0) return ask(gateway.url, 'POST', `${path}/refresh`)
        return ask(gateway.url, 'PATCH', path, { body: { metadata: { [`turn${turn}`]: 'done' } } })
      })
      const key = randomUUID()
      const body = invoiceRequest({ provider: 'durianpay' })
      const creates = Array.from({ length: 12 }, () => create(body, key))
      const answers = await Promise.all([...changes, ...creates])
      expect(
        answers.map(({ status, json }) => (status < 300 ? 'done' : json['code'])).filter((code) => !expected.has(String(code))),
      ).toEqual([])
      expect(providers.entriesOf(String(body['reference'])).length).toBeLessThanOrEqual(1)
      expect(await create(body, key)).toMatchObject({ status: 201 })
      expect(providers.entriesOf(String(body['reference']))).toHaveLength(1)
      const done = answers.slice(0, 24).flatMap(({ status }, turn) => (status === 200 && turn % 4 !== 0 ? [`turn${turn}`] : []))
      const { json } = await ask(gateway.url, 'GET', path)
      expect(Object.keys(z.object({ metadata: z.record(z.string(), z.string()) }).parse(json).metadata)).toEqual(
        expect.arrayContaining(done),
      )
    } finally {
      await isolate('read committed')
      await reconnect()
    }
  })
})

const expected = new Set(['done', 'unavailable', 'idempotency_key_in_use'])

/** A setting of the database holds for new sessions. */
async function reconnect(): Promise<void> {
  await watcher.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tagih'`)
  await eventually(async () => {
    expect((await ask(gateway.url, 'GET', '/invoices')).status).toBe(200)
  })
}

async function lockInvoice({ reference }: Order): Promise<{ id: string }[]> {
  await holder.query('begin')
  await holder.query(`set local deadlock_timeout = '1h'`)
  return (await holder.query<{ id: string }>('select id from invoices where reference = $1 for update', [reference])).rows
}

/** The gateway has locked the attempt and waits for the invoice; this waits for the attempt, so that the gateway finds the deadlock. */
async function crossWith(id: string | undefined): Promise<void> {
  await untilWaiting(1)
  await holder.query('select 1 from attempts where invoice_id = $1 for update', [id])
  await holder.query('rollback')
}
