import pg from 'pg'
import { z } from 'zod'
import { afterLoad, loads, otherMerchants } from './row-statements.ts'

const indexRows = z.array(z.object({ name: z.string(), definition: z.string() }))

/** Every index that is no constraint's: made again after a load, which is many times quicker than keeping it up. */
const droppable = `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
  where indrelid::regclass::text = any($1) and not indisprimary and not exists (select 1 from pg_constraint where conindid = indexrelid)`

const tables = [
  ...['invoices', 'idempotency_keys', 'attempts', 'operations', 'events', 'payments', 'exceptions', 'callbacks', 'deliveries'],
  'delivery_attempts',
]

/** Puts `count` invoices into a database that has one which the gateway made, and an endpoint for webhooks. */
export async function loadRows(databaseUrl: string, count: number, say: (text: string) => void): Promise<void> {
  const [client, other] = [await connect(databaseUrl), await connect(databaseUrl)]
  try {
    const indexes = indexRows.parse((await client.query(droppable, [tables])).rows)
    for (const { name } of indexes) await client.query(`drop index ${name}`)
    await client.query(otherMerchants)
    const newest = new Date()
    const [invoices = '', ...rest] = loads
    const startedMs = performance.now()
    const told = async (on: pg.Client, text: string, values: unknown[]) => {
      await on.query(text, values)
      say(`  ${Math.round((performance.now() - startedMs) / 1_000)} s: ${nameOf(text)}`)
    }
    // Two at a time, for that is what the disk and two cores take; foreign keys are left aside.
    const others = (async () => {
      for (const text of rest) await told(other, text, [count, newest])
    })()
    await Promise.all([told(client, invoices, [count, newest]), others])
    for (const text of afterLoad) await client.query(text, [count])
    const [left, right] = [indexes.filter((_, index) => index % 2 === 0), indexes.filter((_, index) => index % 2 === 1)]
    const build = async (on: pg.Client, some: typeof indexes) => {
      for (const { definition } of some) await told(on, definition, [])
    }
    await Promise.all([build(client, left), build(other, right)])
    await told(client, 'vacuum (analyze)', [])
    await told(client, 'checkpoint', [])
  } finally {
    await Promise.all([client.end(), other.end()])
  }
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(`set session_replication_role = replica; set synchronous_commit = off; set maintenance_work_mem = '512MB'`)
  return client
}

function nameOf(text: string): string {
  return /insert into \w+|index \w+/i.exec(text)?.[0] ?? text
}
