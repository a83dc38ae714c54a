import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type pg from 'pg'
import { openAnalyzer } from '../../src/db/analyze-new.ts'
import { openPool } from '../../src/db/pool.ts'
import { openDatabase } from '../../src/db/statement.ts'
import { eventually } from '../support/eventually.ts'
import { createTestDatabase, inventDatabaseName } from '../support/postgres.ts'

let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>
let pool: pg.Pool
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  pool = openPool({ url: testDatabase.url, max: 1, onError: () => undefined })
})
afterAll(async () => {
  await pool.end()
  await testDatabase.drop()
})

async function analyzed(): Promise<string[]> {
  const { rows } = await pool.query<{ relname: string }>(
    'select relname from pg_stat_user_tables where last_analyze is not null order by relname',
  )
  return rows.map(({ relname }) => relname)
}

test('a table that has begun to fill is counted, so that no plan of its empty days stays; the others are left alone', async () => {
  const analyzeNewTables = openAnalyzer(openDatabase(pool, true))
  await analyzeNewTables()
  expect(await analyzed()).toEqual([])
  await pool.query(`insert into merchants select 'mer_' || n, 'shop', now() from generate_series(1, 300) n`)
  await eventually(async () => {
    await analyzeNewTables()
    expect(await analyzed()).toEqual(['merchants'])
  })
})

test('a role that does not own a table tries it once, and leaves it to the server', async () => {
  const role = inventDatabaseName('reader')
  await pool.query(`create role ${role}; grant ${role} to current_user`)
  const told: string[] = []
  const client = await pool.connect()
  client.on('notice', ({ message }) => told.push(message ?? ''))
  client.release()
  try {
    await pool.query(`create table foreign_rows as select generate_series(1, 300) as n; set role ${role}`)
    const analyzeNewTables = openAnalyzer(openDatabase(pool, true))
    await eventually(async () => {
      await analyzeNewTables()
      expect(told).toEqual([expect.stringContaining('permission denied to analyze "foreign_rows"')])
    })
    await analyzeNewTables()
    expect(told).toHaveLength(1)
  } finally {
    await pool.query(`reset role; drop role ${role}`)
  }
})
