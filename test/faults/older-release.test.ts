import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { migrationsDirectory } from '../../src/app.ts'
import { migrate, pendingMigrations } from '../../src/db/migrate.ts'
import { inventDatabaseName, runAsAdmin, toDatabaseUrl } from '../support/postgres.ts'
import { audit } from './rig/audit.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { startLoad, untilMoreAreAnswered } from './rig/load.ts'
import { ask } from './rig/merchant.ts'
import { checkOut, type OlderRelease } from './rig/older-release.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { startScratchPostgres, type ScratchPostgres } from './rig/scratch-postgres.ts'

// The older release's client is generated, and its server and ours are started.
jest.setTimeout(90_000)

/** What runs in production while this release is rolled out: the last one before it. */
const olderCommit = '90603b2'

let postgres: ScratchPostgres
let providers: Providers
let release: OlderRelease
let databaseUrl: string
const running: Gateway[] = []

beforeAll(async () => {
  postgres = await startScratchPostgres({ settings: { fsync: 'off' } })
  providers = await startProviders()
  release = await checkOut(olderCommit)
  const name = inventDatabaseName('tagih')
  await runAsAdmin(postgres.url(), `create database ${name} template template0`)
  databaseUrl = toDatabaseUrl(postgres.url(), name)
  await migrate(databaseUrl, release.migrations)
})
afterAll(async () => {
  await Promise.all(running.map((gateway) => gateway.kill()))
  await release.remove()
  await providers.close()
  await postgres.stop()
})

async function startOne(source?: string): Promise<Gateway> {
  const gateway = await startGateway({
    databaseUrl,
    environment: { ...providers.environment(), PROVIDER_TIMEOUT_MS: '15000' },
    source,
  })
  running.push(gateway)
  return gateway
}

describe('while this release is rolled out', () => {
  it('the older one goes on under load, on the schema that this one has brought, and each serves what the other made (row 40)', async () => {
    const older = await startOne(release.source)
    const serving = [older.url]
    let turn = 0
    const load = startLoad(() => serving[(turn += 1) % serving.length] ?? older.url)
    await untilMoreAreAnswered(load, 20)
    const newer = await startOne()
    serving.push(newer.url)
    await untilMoreAreAnswered(load, 60)
    const orders = await load.stop()
    await audit(orders, older.url, providers)
    await audit(orders, newer.url, providers)
    expect(new Set(orders.flatMap(({ answers }) => answers.map(({ status }) => status)))).toEqual(new Set([201]))
    const [first] = orders
    const path = `/invoices/${String(first?.answers[0]?.json['id'])}`
    for (const [title, by, reader] of [
      ['Order 2', older, newer],
      ['Order 3', newer, older],
    ] as const) {
      expect(await ask(by.url, 'PATCH', path, { body: { title } })).toMatchObject({ status: 200, json: { title } })
      expect(await ask(reader.url, 'GET', path)).toMatchObject({ status: 200, json: { title } })
    }
  })

  it('this one never runs on the schema of the older one: it brings the database up to date before it listens (row 40)', async () => {
    expect(await pendingMigrations(databaseUrl, migrationsDirectory)).toEqual([])
    const behind = toDatabaseUrl(postgres.url(), inventDatabaseName('behind'))
    await runAsAdmin(postgres.url(), `create database ${new URL(behind).pathname.slice(1)} template template0`)
    await migrate(behind, release.migrations)
    expect(await pendingMigrations(behind, migrationsDirectory)).not.toEqual([])
    running.push(await startGateway({ databaseUrl: behind, environment: providers.environment() }))
    expect(await pendingMigrations(behind, migrationsDirectory)).toEqual([])
  })
})
