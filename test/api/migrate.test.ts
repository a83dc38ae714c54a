import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, pendingMigrations } from '../../src/db/migrate.ts'
import { createTestDatabase } from '../support/postgres.ts'

let directory: string
let database: Awaited<ReturnType<typeof createTestDatabase>>
let client: pg.Client

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tagih-migrations-'))
  database = await createTestDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})

afterEach(async () => {
  await client.end()
  await database.drop()
  await rm(directory, { recursive: true })
})

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(directory, name), { recursive: true })
  await writeFile(join(directory, name, 'migration.sql'), sql)
}

async function ask(statement: string): Promise<unknown[]> {
  const { rows } = await client.query<Record<string, unknown>>(statement)
  return rows
}

async function readRecords(): Promise<unknown[]> {
  return ask(
    `select migration_name as name, finished_at is not null as finished, applied_steps_count as steps, length(checksum) as checksum
     from _prisma_migrations where migration_name like 'm%' order by started_at`,
  )
}

describe('migrations are applied', () => {
  test('in the order of their names, once, and recorded in the table of Prisma', async () => {
    await write('m2_second', 'insert into tried values (2)')
    await write(
      'm1_first',
      `create table tried (id int); do $$ begin insert into tried values (1); end; $$; insert into tried values (0)`,
    )
    expect(await pendingMigrations(database.url, directory)).toEqual(['m1_first', 'm2_second'])
    expect(await migrate(database.url, directory)).toEqual(['m1_first', 'm2_second'])
    expect(await migrate(database.url, directory)).toEqual([])
    expect(await pendingMigrations(client, directory)).toEqual([])
    expect(await ask('select count(*)::int as count from tried')).toEqual([{ count: 3 }])
    expect(await readRecords()).toEqual([
      { name: 'm1_first', finished: true, steps: 1, checksum: 64 },
      { name: 'm2_second', finished: true, steps: 1, checksum: 64 },
    ])
  })

  test('once when several processes start together, one of them building an index concurrently', async () => {
    await write('m1_table', 'create table tried (id int)')
    await write('m2_index', 'create index concurrently tried_id on tried (id)')
    const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, directory)))
    expect(applied.flat()).toEqual(['m1_table', 'm2_index'])
  })

  test('outside a transaction when the file says CONCURRENTLY', async () => {
    await write('m1_table', 'create table tried (id int)')
    await write('m2_index', '-- Built while others write.\nCREATE INDEX CONCURRENTLY tried_id ON tried (id);')
    expect(await migrate(database.url, directory)).toEqual(['m1_table', 'm2_index'])
    expect(await ask(`select indisvalid as valid from pg_index where indexrelid = 'tried_id'::regclass`)).toEqual([
      { valid: true },
    ])
  })

  test('none, when there is no folder or the only file is empty', async () => {
    expect(await migrate(database.url, join(directory, 'missing'))).toEqual([])
    await write('m1_empty', '')
    expect(await migrate(database.url, directory)).toEqual(['m1_empty'])
  })
})

describe('migrations are refused', () => {
  test('when a file was edited after it was applied, and nothing after it is applied', async () => {
    await write('m1_table', 'create table tried (id int)')
    await migrate(database.url, directory)
    await write('m1_table', 'create table tried (id bigint)')
    await write('m2_other', 'create table other (id int)')
    await expect(migrate(database.url, directory)).rejects.toThrow('Migration m1_table was edited after it was applied')
    await expect(pendingMigrations(database.url, directory)).rejects.toThrow('Migration m1_table was edited')
    expect(await ask(`select to_regclass('other') as other`)).toEqual([{ other: null }])
  })

  test('when one fails, which leaves nothing behind, and those before it stay', async () => {
    await write('m1_table', 'create table tried (id int)')
    await write('m2_broken', 'create table half (id int); insert into missing values (1)')
    await expect(migrate(database.url, directory)).rejects.toThrow(
      'Migration m2_broken failed: relation "missing" does not exist',
    )
    expect(await ask(`select to_regclass('half') as half`)).toEqual([{ half: null }])
    expect(await readRecords()).toEqual([{ name: 'm1_table', finished: true, steps: 1, checksum: 64 }])

    await write('m2_broken', 'create table half (id int)')
    expect(await migrate(database.url, directory)).toEqual(['m2_broken'])
  })

  test('when one outside a transaction failed half-way, until someone has looked at it', async () => {
    await write('m1_table', 'create table tried (id int); insert into tried values (1), (1)')
    await write('m2_index', 'create unique index concurrently tried_id on tried (id)')
    await expect(migrate(database.url, directory)).rejects.toThrow('Migration m2_index failed')
    await expect(migrate(database.url, directory)).rejects.toThrow('Migration m2_index was begun and not finished')

    await ask(`drop index tried_id`)
    await ask(`delete from tried where ctid = '(0,1)'`)
    await ask(`delete from _prisma_migrations where migration_name = 'm2_index'`)
    expect(await migrate(database.url, directory)).toEqual(['m2_index'])
  })
})
