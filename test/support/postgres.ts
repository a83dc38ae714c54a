import { randomBytes } from 'node:crypto'
import pg from 'pg'

function readSetting(name: 'TAGIH_TEST_ADMIN_URL' | 'TAGIH_TEST_TEMPLATE'): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: run the tests with jest's global setup`)
  return value
}

/** One statement as the administrator of the test server; databases are made and dropped this way. */
export async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export function inventDatabaseName(prefix: string): string {
  return `${prefix}_${randomBytes(6).toString('hex')}`
}

export function toDatabaseUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}

/** A database with every migration applied and no rows, cloned from the template of the global setup. */
export async function createTestDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const adminUrl = readSetting('TAGIH_TEST_ADMIN_URL')
  const name = inventDatabaseName('tagih_test')
  await runAsAdmin(adminUrl, `create database ${name} template ${readSetting('TAGIH_TEST_TEMPLATE')}`)
  return {
    url: toDatabaseUrl(adminUrl, name),
    // Forced: a test that failed half-way may have left connections open.
    drop: () => runAsAdmin(adminUrl, `drop database if exists ${name} with (force)`),
  }
}
