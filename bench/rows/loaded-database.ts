import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { z } from 'zod'
import type { ScratchPostgres } from '../../test/faults/rig/scratch-postgres.ts'
import { orderOf } from '../load/orders.ts'
import { startGateway, type Target } from '../servers/servers.ts'
import { callApi } from './api.ts'
import { exerciseAll } from './exercise.ts'
import { loadRows } from './load-rows.ts'
import { readPlans, type LoggedPlan } from './read-plans.ts'

const callbackPathToken = randomBytes(16).toString('hex')

/** A database with so many invoices, and how to start a gateway on it. */
export interface LoadedDatabase {
  rows: number
  url: string
  start(): Promise<Target>
}

export async function openLoadedDatabase(
  {
    postgres,
    provider,
    directory,
    say,
  }: { postgres: ScratchPostgres; provider: Target; directory: string; say: (text: string) => void },
  rows: number,
): Promise<LoadedDatabase> {
  const url = await postgres.createDatabase()
  const start = () =>
    startGateway({
      ...{ directory, databaseUrl: url, providerPort: provider.port },
      environment: { CALLBACK_PATH_TOKEN: callbackPathToken, WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' },
    })
  const gateway = await start()
  // One real invoice as the pattern of the loaded ones, and an endpoint for their deliveries.
  const order = orderOf('pattern-00000001', '00000001')
  const created = await callApi(gateway, 'POST', '/invoices', order, order.reference)
  const endpoint = { url: `http://127.0.0.1:${provider.port}/hook`, events: ['*'], enabled: false }
  const made = await callApi(gateway, 'POST', '/webhook-endpoints', endpoint)
  await gateway.stop()
  if (created.status !== 201 || made.status !== 201) throw new Error(`could not prepare: ${created.text} ${made.text}`)
  say(`loading ${rows} invoices`)
  await loadRows(url, rows, say)
  return { rows, url, start }
}

const explaining = {
  ...{ session_preload_libraries: 'auto_explain', 'auto_explain.log_min_duration': '0', 'auto_explain.log_analyze': 'on' },
  // Of the whole statement only: reading the clock at each row would take longer than the rows.
  'auto_explain.log_timing': 'off',
  ...{ 'auto_explain.log_buffers': 'on', 'auto_explain.log_format': 'json', 'auto_explain.log_parameter_max_length': '0' },
}

/** The plans of all that the gateway runs when everything is asked of it, as its own sessions made them. */
export async function collectPlans(
  database: LoadedDatabase,
  logFile: string,
): Promise<{ plans: LoggedPlan[]; faults: string[] }> {
  const name = new URL(database.url).pathname.slice(1)
  await run(
    database.url,
    Object.entries(explaining).map(([setting, value]) => `alter database ${name} set ${setting} = '${value}'`),
  )
  const before = (await readFile(logFile)).length
  const gateway = await database.start()
  let faults: string[] = []
  try {
    faults = await exerciseAll({ gateway, rows: database.rows }, callbackPathToken)
  } finally {
    await gateway.stop()
    await run(database.url, [`alter database ${name} reset all`])
  }
  return { plans: readPlans((await readFile(logFile)).subarray(before).toString()), faults }
}

const tables = z.array(z.object({ relname: z.string() }))

/** Tables with so many rows that no statement may read them whole. */
export async function readBigTables(url: string, least: number): Promise<ReadonlySet<string>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(`select relname from pg_class where relkind in ('r', 'p') and reltuples >= $1`, [least])
    return new Set(tables.parse(rows).map(({ relname }) => relname))
  } finally {
    await client.end()
  }
}

async function run(url: string, texts: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const text of texts) await client.query(text)
  } finally {
    await client.end()
  }
}
