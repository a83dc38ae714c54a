import { afterAll, beforeAll, expect, it, jest } from '@jest/globals'
import { audit } from './rig/audit.ts'
import { startBalancer, type Balancer } from './rig/balancer.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { startLoad, untilMoreAreAnswered } from './rig/load.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { startScratchPostgres, type ScratchPostgres } from './rig/scratch-postgres.ts'

// Six processes are started, each after the one before has drained.
jest.setTimeout(90_000)

let postgres: ScratchPostgres
let providers: Providers
let instances: Gateway[]
let balancer: Balancer

beforeAll(async () => {
  postgres = await startScratchPostgres({ settings: { fsync: 'off' } })
  providers = await startProviders()
  const databaseUrl = await postgres.createDatabase()
  // Long enough that no answer is given up because this machine is busy.
  const environment = { ...providers.environment(), PROVIDER_TIMEOUT_MS: '15000' }
  instances = await Promise.all([startGateway({ databaseUrl, environment }), startGateway({ databaseUrl, environment })])
  balancer = await startBalancer(instances.map(({ port }) => port))
})
afterAll(async () => {
  await balancer.close()
  await Promise.all(instances.map((instance) => instance.kill()))
  await providers.close()
  await postgres.stop()
})

it('two instances are replaced one after the other, twice, under load: every order has its one invoice, open (row 29)', async () => {
  const load = startLoad(() => balancer.url)
  for (const turn of [0, 1, 0, 1]) {
    await untilMoreAreAnswered(load, 20)
    const [leaving] = instances.splice(0, 1)
    expect({ turn, code: (await leaving?.kill('SIGTERM'))?.code }).toEqual({ turn, code: 0 })
    if (leaving !== undefined) instances.push(await leaving.restart())
  }
  const orders = await load.stop()
  const told = orders.flatMap(({ answers }) => answers.map(({ status }) => status))
  // What was in flight has ended before its process did: nobody was left with an invoice of which nothing is known.
  expect(new Set(told)).toEqual(new Set([201]))
  expect(orders.every(({ reference }) => providers.entriesOf(reference).length === 1)).toBe(true)
  await audit(orders, balancer.url, providers)
})
