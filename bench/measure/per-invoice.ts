import pg from 'pg'
import { z } from 'zod'
import { newSeries } from '../load/series.ts'
import type { Stage } from '../stage.ts'
import { findFaults } from './compare-series.ts'
import { settle } from './settled-series.ts'

export interface PerInvoice {
  target: 'floor' | 'gateway'
  connections: number
  statements: number
  roundTrips: number
  /** Without the whole pages that are logged once after each checkpoint: their share says how long ago the last one was, and no more. */
  walBytes: number
  faults: readonly string[]
}

/**
 * What one create asks of PostgreSQL, its share of the background jobs included. Their connections lead through doors that count, so the
 * speed of these runs is not that of the others and is not told.
 */
export async function measurePerInvoice(
  stage: Stage,
  { name, connections, seconds }: { name: 'floor' | 'gateway'; connections: number; seconds: number },
): Promise<PerInvoice> {
  const { generator, directory, provider, targets, counters } = stage
  if (counters === null) throw new TypeError('this stage has no doors that count')
  const client = new pg.Client({ connectionString: stage.postgres.url })
  await client.connect()
  try {
    await client.query('create extension if not exists pg_walinspect')
    const from = await readWalEnd(client)
    const before = counters[name].read()
    const series = newSeries(name)
    const load = { target: targets[name], series, connections, seconds, directory }
    const { counted, answered } = await generator.create(load)
    const settled = await settle(provider, targets[name], series)
    const after = counters[name].read()
    const wal = await readWalBytes(client, from)
    const each = (sum: number) => sum / Math.max(1, settled.seen.length)
    return {
      ...{ target: name, connections },
      statements: each(after.statements - before.statements),
      roundTrips: each(after.roundTrips - before.roundTrips),
      walBytes: each(wal),
      faults: findFaults({ ...counted, answered, ...settled, waitedForAll: false }),
    }
  } finally {
    await client.end()
  }
}

const endSchema = z.tuple([z.object({ lsn: z.string() })])
const bytesSchema = z.tuple([z.object({ bytes: z.coerce.number() })])

async function readWalEnd(client: pg.Client): Promise<string> {
  const [{ lsn }] = endSchema.parse((await client.query('select pg_current_wal_flush_lsn() as lsn')).rows)
  return lsn
}

async function readWalBytes(client: pg.Client, from: string): Promise<number> {
  const text = `select sum(record_size) as bytes from pg_get_wal_stats($1, pg_current_wal_flush_lsn())`
  const [{ bytes }] = bytesSchema.parse((await client.query(text, [from])).rows)
  return bytes
}
