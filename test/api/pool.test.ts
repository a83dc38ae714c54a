import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { once } from 'node:events'
import { createServer, Socket } from 'node:net'
import pg from 'pg'
import { z } from 'zod'
import { inTransaction, isUnavailable, openPool } from '../../src/db/pool.ts'
import { openPrisma } from '../../src/db/prisma.ts'
import { createTestDatabase } from '../support/postgres.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let pool: pg.Pool
let reported: Error[]

beforeEach(async () => {
  database = await createTestDatabase()
  reported = []
  pool = openPool({ url: database.url, max: 2, onError: (error) => reported.push(error) })
  await pool.query('create table notes (id int primary key)')
})

afterEach(async () => {
  await pool.end()
  await database.drop()
})

async function readIds(): Promise<number[]> {
  const { rows } = await pool.query<{ id: number }>('select id from notes order by id')
  return rows.map(({ id }) => id)
}

function untilRemoved(): Promise<void> {
  return new Promise((resolve) =>
    pool.once('remove', () => {
      resolve()
    }),
  )
}

describe('a transaction', () => {
  test('is committed with what its work returns', async () => {
    expect(await inTransaction(pool, async (client) => (await client.query('insert into notes values (1)')).rowCount)).toBe(1)
    expect(await readIds()).toEqual([1])
  })

  test('is rolled back with the error its work throws, and gives its connection back', async () => {
    const work = inTransaction(pool, async (client) => {
      await client.query('insert into notes values (1)')
      throw new Error('changed my mind')
    })
    await expect(work).rejects.toThrow('changed my mind')
    expect(await readIds()).toEqual([])
    expect(pool.totalCount).toBe(1)
    expect(pool.idleCount).toBe(1)
  })

  test('is not reported as done when its work went on after a failed statement', async () => {
    const work = inTransaction(pool, async (client) => {
      await client.query('insert into notes values (1)')
      await client.query('insert into notes values (1)').catch(() => undefined)
    })
    await expect(work).rejects.toThrow('was rolled back because a statement in it had failed')
    expect(await readIds()).toEqual([])
  })

  test('ends with an error that says unavailable, and without its connection, when the server cuts it', async () => {
    const work = inTransaction(pool, async (client) => {
      await client.query('insert into notes values (1)')
      await client.query('select pg_terminate_backend(pg_backend_pid())')
    })
    await expect(work.catch(isUnavailable)).resolves.toBe(true)
    expect(pool.totalCount).toBe(0)
    expect(await readIds()).toEqual([])
  })
})

describe('a connection the server closes', () => {
  test('while idle is reported, leaves the pool, and is replaced', async () => {
    const removed = untilRemoved()
    const admin = new pg.Client({ connectionString: database.url })
    await admin.connect()
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    )
    await removed
    await admin.end()
    expect(reported.length).toBeGreaterThan(0)
    expect(await readIds()).toEqual([])
  })

  test('while checked out and not in a query does not end the process', async () => {
    const client = await pool.connect()
    const ended = new Promise((resolve) => client.once('end', resolve))
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await ended
    client.release()
    expect(reported.length).toBeGreaterThan(0)
    expect(await readIds()).toEqual([])
  })
})

test('a connection straight to the server stops statements, idle transactions and waits for locks on its own', async () => {
  const settings = `select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle,
    current_setting('lock_timeout') as lock, current_setting('application_name') as name`
  const { rows } = await pool.query(settings)
  expect(rows).toEqual([{ statement: '8s', idle: '10s', lock: '3s', name: 'tagih' }])
})

test('a connection asks for nothing at its start that a pooler would refuse', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const asking = openPool({ url: `postgresql://someone@127.0.0.1:${address.port}/some`, max: 1, onError: () => undefined })
  const refused = asking.query('select 1').catch(isUnavailable)
  const [socket] = z.tuple([z.instanceof(Socket)]).parse(await once(server, 'connection'))
  const [message] = z.tuple([z.instanceof(Buffer)]).parse(await once(socket, 'data'))
  const words = message.subarray(8).toString('latin1').split('\0')
  expect(words.filter((word, index) => index % 2 === 0 && word !== '').sort()).toEqual([
    'application_name',
    'client_encoding',
    'database',
    'user',
  ])
  socket.destroy()
  expect(await refused).toBe(true)
  await asking.end()
  server.close()
})

describe('Prisma', () => {
  test('uses the pool and does not end it', async () => {
    const prisma = openPrisma(pool)
    expect(await prisma.$queryRaw`select 1 as one`).toEqual([{ one: 1 }])
    await prisma.$disconnect()
    expect(await readIds()).toEqual([])
  })

  test('throws errors that tell whether the database is away', async () => {
    const away = openPool({ url: 'postgresql://nobody:none@127.0.0.1:1/none', max: 1, onError: () => undefined })
    const prisma = openPrisma(away)
    await expect(prisma.$queryRaw`select 1`.catch(isUnavailable)).resolves.toBe(true)
    await expect(prisma.merchant.findMany().catch(isUnavailable)).resolves.toBe(true)
    await away.end()
    const here = openPrisma(pool)
    await expect(here.$queryRaw`select pg_terminate_backend(pg_backend_pid())`.catch(isUnavailable)).resolves.toBe(true)
    await expect(here.$queryRaw`select * from missing_table`.catch(isUnavailable)).resolves.toBe(false)
  })
})
