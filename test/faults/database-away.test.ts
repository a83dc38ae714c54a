import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../support/eventually.ts'
import { runAsAdmin } from '../support/postgres.ts'
import { audit } from './rig/audit.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { startLoad, untilMoreAreAnswered, type Load } from './rig/load.ts'
import { ask, newOrder, send } from './rig/merchant.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { startScratchPostgres, type ScratchPostgres } from './rig/scratch-postgres.ts'
import { startTcpProxy, type TcpProxy } from './rig/tcp-proxy.ts'

// One process lives through all of it, and one of the tests waits until a statement without an answer is given up.
jest.setTimeout(90_000)

/** The table counts two hundred. */
const crashes = 8
/** Under load, each cuts some connections that are idle, some in use and some in the middle of a write. */
const cuts = 40

let postgres: ScratchPostgres
let providers: Providers
let proxy: TcpProxy
let gateway: Gateway

beforeAll(async () => {
  postgres = await startScratchPostgres()
  providers = await startProviders()
  proxy = await startTcpProxy({ host: '127.0.0.1', port: postgres.port })
  const databaseUrl = new URL(await postgres.createDatabase())
  databaseUrl.port = String(proxy.port)
  gateway = await startGateway({ databaseUrl: databaseUrl.href, environment: providers.environment() })
})
afterAll(async () => {
  await gateway.kill()
  await proxy.close()
  await providers.close()
  await postgres.stop()
})

/** The end of each test: nobody lost an invoice that was acknowledged, and the process is the one that was started. */
async function expectNothingLost(load: Load): Promise<void> {
  const orders = await load.stop()
  await audit(orders, gateway.url, providers)
  expect(orders.reduce((sum, { lost }) => sum + lost, 0)).toBe(0)
  expect(gateway.running.child).toMatchObject({ exitCode: null, signalCode: null })
  expect(gateway.log()).not.toContain('"level":60')
}

it('crashes eight times under load: what was acknowledged is there, meanwhile 503, and the process goes on (row 30)', async () => {
  const load = startLoad(() => gateway.url)
  for (let crash = 0; crash < crashes; crash += 1) {
    await untilMoreAreAnswered(load, 10)
    await postgres.crash()
    expect(await send(newOrder('winpay'), gateway.url)).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) })
    await postgres.start()
  }
  await untilMoreAreAnswered(load, 10)
  await expectNothingLost(load)
})

it('its sessions are terminated again and again under load: served or told to come again, never anything else (row 31)', async () => {
  const load = startLoad(() => gateway.url, 12)
  for (let cut = 0; cut < cuts; cut += 1) {
    await runAsAdmin(postgres.url(), `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tagih'`)
    await pause(25)
  }
  await untilMoreAreAnswered(load, 10)
  await expectNothingLost(load)
})

it('becomes a black hole: what waits for it is given up with 503, and once it is heard again all is well (row 33)', async () => {
  const load = startLoad(() => gateway.url, 12)
  await untilMoreAreAnswered(load, 20)
  proxy.set({ kind: 'black_hole' })
  const late = await send(newOrder('durianpay'), gateway.url)
  expect(late).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/) })
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503)
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
  proxy.set(null)
  await eventually(async () => {
    expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)
  })
  expect((await ask(gateway.url, 'GET', '/invoices')).status).toBe(200)
  await untilMoreAreAnswered(load, 20)
  await expectNothingLost(load)
})
