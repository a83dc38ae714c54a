import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Failpoint } from '../../src/core/failpoints.ts'
import { expectEventsToAgree } from '../support/event-agreement.ts'
import { eventually } from '../support/eventually.ts'
import { call, winpayCall, type ProviderCall } from '../support/provider-calls.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { ask, newOrder, send } from './rig/merchant.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { connectTo, startScratchPostgres, type ScratchPostgres } from './rig/scratch-postgres.ts'

jest.setTimeout(90_000)

let postgres: ScratchPostgres
let providers: Providers
let databaseUrl: string
let gateway: Gateway
beforeAll(async () => {
  postgres = await startScratchPostgres({ settings: { fsync: 'off' } })
  providers = await startProviders()
  databaseUrl = await postgres.createDatabase()
})
afterAll(async () => {
  await providers.close()
  await postgres.stop()
})

const paidOnce = ['invoice.opened', 'payment.received', 'invoice.paid']
const list = z.object({ data: z.array(z.looseObject({ type: z.string().optional() })) })

afterEach(() => gateway.kill())

async function pathOfWinpay(): Promise<string> {
  const { json } = await ask(gateway.url, 'GET', '/providers')
  return /\/callbacks\/winpay\/[^"]+/.exec(JSON.stringify(json))?.[0] ?? ''
}

async function untilPaidOnce(id: string): Promise<void> {
  await eventually(async () => {
    const { json } = await ask(gateway.url, 'GET', `/invoices/${id}/events`)
    expect(list.parse(json).data.map(({ type }) => type)).toEqual(paidOnce)
  })
}

/** What Winpay would send until it is acknowledged: whether it was, the first time. */
async function callUntilAcknowledged(path: string, message: ProviderCall): Promise<boolean> {
  const first = await call(gateway.url + path, message).catch(() => null)
  if (first !== null) return true
  await gateway.ended
  gateway = await gateway.restart()
  expect(await call(gateway.url + path, message)).toMatchObject({ status: 200, text: 'ACCEPTED' })
  return false
}

it.each<[Failpoint, string]>([
  ['callback_stored', 'after it has kept a callback and before it has acknowledged it: sent again, it is the same one'],
  ['callback_applied', 'after it has written what a callback brought and before that is marked: done again, it is as once'],
])('a process that is killed at %s, %s (row 26)', async (failpoint) => {
  gateway = await startGateway({ databaseUrl, environment: providers.environment(), failpoints: `${failpoint}:kill:1` })
  const order = newOrder('winpay')
  const created = await send(order, gateway.url)
  const id = String(created?.json['id'])
  const providerInvoiceId = String(created?.json['provider_invoice_id'])
  providers.pay('winpay', providerInvoiceId)
  const message = winpayCall(providerInvoiceId, order.reference, randomUUID())
  const wasAcknowledged = await callUntilAcknowledged(await pathOfWinpay(), message)
  if (wasAcknowledged) {
    await gateway.ended
    gateway = await gateway.restart()
  }
  expect(gateway.running.child.signalCode).toBeNull()
  await untilPaidOnce(id)
  const database = await connectTo(databaseUrl)
  await eventually(async () => {
    const { rows } = await database.query('select state from callbacks where invoice_id = $1', [id])
    expect(rows).toEqual([{ state: 'applied' }])
  })
  await database.end()
})

it('afterwards no change lacks its event, and no event lacks its change', () => expectEventsToAgree(databaseUrl))
