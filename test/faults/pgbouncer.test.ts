import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { providers as names } from '../../src/sandbox/simulator.ts'
import { eventually } from '../support/eventually.ts'
import { invoiceRequest } from '../support/test-app.ts'
import { audit } from './rig/audit.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { startLoad } from './rig/load.ts'
import { ask, findInvoice, newOrder, send } from './rig/merchant.ts'
import { startPgBouncer, type PgBouncer } from './rig/pgbouncer.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { connectTo, startScratchPostgres, type ScratchPostgres } from './rig/scratch-postgres.ts'

jest.setTimeout(60_000)

let postgres: ScratchPostgres
let providers: Providers
let bouncer: PgBouncer
let gateways: Gateway[]

beforeAll(async () => {
  postgres = await startScratchPostgres({ settings: { fsync: 'off' } })
  providers = await startProviders()
  bouncer = await startPgBouncer(await postgres.createDatabase())
  const environment = { ...providers.environment(), DATABASE_PREPARED: 'false', PROVIDER_TIMEOUT_MS: '15000' }
  const start = () => startGateway({ databaseUrl: bouncer.url, environment })
  gateways = await Promise.all([start(), start()])
})
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.kill()))
  await bouncer.stop()
  await providers.close()
  await postgres.stop()
})

let turn = 0
function pick(): string {
  turn += 1
  return gateways[turn % gateways.length]?.url ?? ''
}

describe('through a PgBouncer in transaction mode', () => {
  it('every provider’s invoice is made, told again, found, listed, refreshed, changed and cancelled (row 39)', async () => {
    for (const provider of names) {
      const order = newOrder(provider)
      const first = await send(order, pick())
      expect(first).toMatchObject({ status: 201, replayed: false, json: { status: 'open', provider } })
      const path = `/invoices/${String(first?.json['id'])}`
      expect(await send(order, pick())).toMatchObject({ status: 201, replayed: true, json: { id: first?.json['id'] } })
      expect(await findInvoice(pick(), order.reference)).toMatchObject({ id: first?.json['id'] })
      for (const part of ['', '/events', '/attempts']) expect((await ask(pick(), 'GET', path + part)).status).toBe(200)
      // Netzme has neither.
      if (provider === 'netzme') continue
      const change = await ask(pick(), 'PATCH', path, { key: randomUUID(), body: { notes: 'a note' } })
      expect({ provider, status: change.status }).toEqual({ provider, status: provider === 'bill_gateway' ? 422 : 200 })
      expect(await ask(pick(), 'POST', `${path}/refresh`)).toMatchObject({ status: 200, json: { status: 'open' } })
      const cancelled = await ask(pick(), 'POST', `${path}/cancel`, { key: randomUUID() })
      expect(cancelled).toMatchObject({ status: 200, json: { status: 'cancelled' } })
    }
  })

  it('one key thirty times at once is one invoice (row 39)', async () => {
    const key = randomUUID()
    const body = invoiceRequest({ provider: 'bill_gateway' })
    const answers = await Promise.all(Array.from({ length: 30 }, () => ask(pick(), 'POST', '/invoices', { key, body })))
    for (const { status } of answers) expect([201, 409]).toContain(status)
    const ids = answers.flatMap(({ status, json }) => (status === 201 ? [json['id']] : []))
    expect(new Set(ids).size).toBe(1)
    expect(providers.entriesOf(String(body['reference']))).toHaveLength(1)
  })

  it('two instances serve many merchants over fewer server connections than they hold, and leave nothing behind in them (row 39)', async () => {
    const load = startLoad(pick, 16)
    await eventually(async () => {
      await Promise.resolve()
      expect(load.orders.length).toBeGreaterThan(150)
    })
    const orders = await load.stop()
    expect(new Set(orders.flatMap(({ answers }) => answers.map(({ status }) => status)))).toEqual(new Set([201]))
    await audit(orders, pick(), providers)
    const client = await connectTo(bouncer.url)
    const { rows } = await client.query(
      `select current_setting('statement_timeout') as limit, (select count(*)::int from pg_prepared_statements) as prepared`,
    )
    expect(rows).toEqual([{ limit: '0', prepared: 0 }])
    await client.end()
  })
})
