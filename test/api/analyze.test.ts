import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type pg from 'pg'
import { analyzeNewTables } from '../../src/db/analyze-new.ts'
import { openPool } from '../../src/db/pool.ts'
import { openDatabase } from '../../src/db/statement.ts'
import { eventually } from '../support/eventually.ts'
import { createTestDatabase } from '../support/postgres.ts'

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
  const database = openDatabase(pool, true)
  await analyzeNewTables(database)
  expect(await analyzed()).toEqual([])
  await pool.query(`insert into merchants select 'mer_' || n, 'shop', now() from generate_series(1, 300) n`)
  await eventually(async () => {
    await analyzeNewTables(database)
    expect(await analyzed()).toEqual(['merchants'])
  })
})
