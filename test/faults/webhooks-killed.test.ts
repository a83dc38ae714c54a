import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { z } from 'zod'
import { createTestDatabase } from '../support/postgres.ts'
import { eventually } from '../support/eventually.ts'
import { startFaultyServer, type FaultyServer } from '../support/faulty-server.ts'
import { openRowReader } from '../support/read-rows.ts'
import { accepts, allowLoopback, verifyRaw } from '../support/webhook-app.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { ask, newOrder, send } from './rig/merchant.ts'
import { startProviders, type Providers } from './rig/providers.ts'

jest.setTimeout(90_000)

let providers: Providers
let sink: FaultyServer
let database: Awaited<ReturnType<typeof createTestDatabase>>
const started: Gateway[] = []
beforeAll(async () => {
  providers = await startProviders()
  sink = await startFaultyServer()
  sink.answerWith(() => accepts)
  database = await createTestDatabase()
})
afterAll(async () => {
  await Promise.all(started.map((gateway) => gateway.kill()))
  await providers.close()
  await sink.close()
  await database.drop()
})

async function start(failpoints?: string): Promise<Gateway> {
  const environment = { ...providers.environment(), ...allowLoopback }
  const gateway = await startGateway({ databaseUrl: database.url, environment, failpoints })
  started.push(gateway)
  return gateway
}

/** How often each event has come, by its id. */
const received = () => [...Map.groupBy(sink.received, ({ headers }) => headers['webhook-id'])].map(([, all]) => all.length)

test('a process that is killed with a webhook in its hands leaves it to the next, which sends the same id (row 49)', async () => {
  const maker = await start()
  const made = await ask(maker.url, 'POST', '/webhook-endpoints', { body: { url: sink.origin } })
  const { secret } = z.object({ secret: z.string() }).parse(made.json)
  await maker.kill()
  const reader = await openRowReader(database.url)
  const lease = (until: string) =>
    reader.rows(`update deliveries set lease_until = ${until}, next_try_at = ${until} where lease_until is not null`)
  for (const failpoint of ['webhook_sent', 'deliveries_taken', 'relayed']) {
    const dying = await start(`${failpoint}:kill:1`)
    await send(newOrder('durianpay'), dying.url)
    await dying.ended
    expect(dying.running.child.signalCode).toBe('SIGKILL')
    // However slow this machine is, no lease is over before the test says so.
    await lease(`now() + interval '1 hour'`)
  }
  expect(received()).toEqual([1])
  expect(await reader.rows(`select count(*)::int as pending from deliveries where state = 'pending'`)).toEqual([{ pending: 3 }])
  await lease('now()')
  await start()
  await eventually(async () => {
    expect(await reader.rows(`select 1 from deliveries where state <> 'delivered'`)).toEqual([])
  })
  await reader.close()
  expect(received().sort()).toEqual([1, 1, 2])
  for (const request of sink.received) verifyRaw(new Date(), secret, request)
})
