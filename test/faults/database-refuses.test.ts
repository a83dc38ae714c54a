import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { runAsAdmin } from '../support/postgres.ts'
import { audit } from './rig/audit.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { startLoad, untilMoreAreAnswered } from './rig/load.ts'
import { ask, isRetriable, newOrder, send, type Order } from './rig/merchant.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { startOnSmallDisk, type SmallDisk } from './rig/small-disk.ts'

jest.setTimeout(90_000)

let disk: SmallDisk
let providers: Providers
let databaseUrl: string
let gateway: Gateway

beforeAll(async () => {
  disk = await startOnSmallDisk()
  providers = await startProviders()
  databaseUrl = await disk.postgres.createDatabase()
  gateway = await startGateway({ databaseUrl, environment: providers.environment() })
})
afterAll(async () => {
  await gateway.kill()
  await providers.close()
  await disk.stop()
})

/** New orders until one is refused; what rows there was room for is an invoice as any other. */
async function orderUntilRefused(): Promise<Order> {
  for (;;) {
    const order = newOrder('winpay')
    if (isRetriable(await send(order, gateway.url))) return order
  }
}

async function expectRefusedAndLater(refuse: () => Promise<void>, allow: () => Promise<void>): Promise<void> {
  const load = startLoad(() => gateway.url)
  await untilMoreAreAnswered(load, 10)
  await refuse()
  const refused = await orderUntilRefused()
  expect(refused.answers).toMatchObject([
    { status: 503, retryAfter: expect.stringMatching(/^\d+$/), json: { code: 'unavailable' } },
  ])
  expect(providers.entriesOf(refused.reference)).toEqual([])
  expect((await ask(gateway.url, 'GET', '/invoices')).status).toBe(200)
  await allow()
  await untilMoreAreAnswered(load, 10)
  await audit([...(await load.stop()), refused], gateway.url, providers)
  expect(providers.entriesOf(refused.reference)).toHaveLength(1)
  expect(gateway.running.child).toMatchObject({ exitCode: null, signalCode: null })
}

it('whose disk is full: nothing is sent for what cannot be kept, and with room again all goes on (row 37)', async () => {
  await expectRefusedAndLater(
    () => disk.fill(databaseUrl),
    () => disk.empty(databaseUrl),
  )
})

it('that only reads, as a standby does: nothing is sent, reading goes on, and once it writes again all goes on (row 38)', async () => {
  const { postgres } = disk
  const alter = async (statement: string) => {
    // The administrator's own session takes the setting over as well.
    await runAsAdmin(postgres.url(), statement)
    await runAsAdmin(postgres.url(), 'select pg_reload_conf()')
  }
  await expectRefusedAndLater(
    () => alter('alter system set default_transaction_read_only = on'),
    () => alter('alter system reset default_transaction_read_only'),
  )
})
