import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '../../src/db/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { inventDatabaseName, runAsAdmin, toDatabaseUrl } from './postgres.ts'

let cleanUp: () => Promise<void> = () => Promise.resolve()

async function startServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env['TEST_DATABASE_URL']
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() }
  const directory = await mkdtemp(join(tmpdir(), 'tagih-test-'))
  const embedded = await startEmbeddedPostgres({ directory, log: () => undefined })
  // Its files are gone after the run; no test takes the power away.
  await runAsAdmin(embedded.url, 'alter system set fsync = off')
  await runAsAdmin(embedded.url, 'select pg_reload_conf()')
  return {
    url: embedded.url,
    stop: async () => {
      await embedded.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** One server for the whole run, and in it one template with every migration applied, which each test file clones. */
export default async function globalSetup(): Promise<void> {
  const { url, stop } = await startServer()
  const template = inventDatabaseName('tagih_template')
  cleanUp = async () => {
    await runAsAdmin(url, `drop database if exists ${template} with (force)`)
    await stop()
  }
  try {
    await runAsAdmin(url, `create database ${template} template template0`)
    await migrate(toDatabaseUrl(url, template), join(import.meta.dirname, '../../prisma/migrations'))
  } catch (error) {
    await cleanUp()
    throw error
  }
  process.env['TAGIH_TEST_ADMIN_URL'] = url
  process.env['TAGIH_TEST_TEMPLATE'] = template
}

/** Undoes {@link globalSetup}; jest runs it from a file of its own. */
export async function tearDown(): Promise<void> {
  await cleanUp()
}
