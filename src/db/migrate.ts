import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

interface Migration {
  readonly name: string
  readonly sql: string
  /** SHA-256 of the file, in hex. */
  readonly checksum: string
}

interface Recorded {
  readonly migration_name: string
  readonly checksum: string
  readonly finished_at: Date | null
}

type Connection = Pick<pg.ClientBase, 'query'>

// The key of Prisma's own migrate command, so that the two keep out of each other's way.
const prismaLock = 72_707_369
const lockPollMs = 100

// Prisma's own table, so that its command line stays usable on the same database.
const createTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`

async function readMigrations(directory: string): Promise<Migration[]> {
  if (!existsSync(directory)) return []
  const names = (await readdir(directory)).filter((name) => existsSync(join(directory, name, 'migration.sql'))).sort()
  return Promise.all(
    names.map(async (name) => {
      const file = await readFile(join(directory, name, 'migration.sql'))
      return { name, sql: file.toString('utf8'), checksum: createHash('sha256').update(file).digest('hex') }
    }),
  )
}

async function readRecorded(connection: Connection): Promise<Map<string, Recorded>> {
  const table = await connection.query<{ found: boolean }>(`select to_regclass('_prisma_migrations') is not null as found`)
  if (table.rows[0]?.found !== true) return new Map()
  const { rows } = await connection.query<Recorded>(
    'select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null order by started_at',
  )
  return new Map(rows.map((row) => [row.migration_name, row]))
}

async function selectPending(connection: Connection, directory: string): Promise<Migration[]> {
  const recorded = await readRecorded(connection)
  return (await readMigrations(directory)).filter(({ name, checksum }) => {
    const row = recorded.get(name)
    if (row === undefined) return true
    if (row.finished_at === null) {
      throw new Error(
        `Migration ${name} was begun and not finished. Undo by hand what it left behind, then delete its row in _prisma_migrations.`,
      )
    }
    if (row.checksum === checksum) return false
    throw new Error(`Migration ${name} was edited after it was applied. Restore the file, and put the change in a new migration.`)
  })
}

async function record(connection: Connection, { name, checksum }: Migration, finished: boolean): Promise<void> {
  await connection.query(
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
     values ($1, $2, $3, case when $4 then now() end, case when $4 then 1 else 0 end)`,
    [randomUUID(), checksum, name, finished],
  )
}

/** A failure ends the connection, and that rolls back. */
async function applyInTransaction(connection: Connection, migration: Migration): Promise<void> {
  await connection.query('begin')
  await connection.query(migration.sql)
  await record(connection, migration, true)
  await connection.query('commit')
}

/** The row comes first: what a failure leaves behind, an invalid index mostly, must not be taken for a migration never begun. */
async function applyConcurrently(connection: Connection, migration: Migration): Promise<void> {
  await record(connection, migration, false)
  await connection.query(migration.sql)
  await connection.query(
    'update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where migration_name = $1 and rolled_back_at is null',
    [migration.name],
  )
}

async function apply(connection: Connection, migration: Migration): Promise<void> {
  try {
    await (/concurrently/i.test(migration.sql) ? applyConcurrently : applyInTransaction)(connection, migration)
  } catch (cause) {
    throw new Error(`Migration ${migration.name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  }
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString, application_name: 'tagih migrate', connectionTimeoutMillis: 10_000 })
  // The statement in flight fails with the same error; without a listener it would end the process as well.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The names of the migrations in `directory` that `database`, a URL or an open connection, does not have yet; refuses as {@link migrate} does. */
export async function pendingMigrations(database: string | Connection, directory: string): Promise<string[]> {
  if (typeof database === 'string') return withClient(database, (client) => pendingMigrations(client, directory))
  return (await selectPending(database, directory)).map(({ name }) => name)
}

/**
 * Applies every `<directory>/<name>/migration.sql` the database does not have yet, in the order of their names.
 * Each file is one transaction, save one that says `concurrently`: PostgreSQL takes that outside a transaction only, and then the
 * file must hold that one statement. Several processes may call it at once. When there is something to apply, the session's lock
 * needs a connection straight to the server, or a pooler in session mode.
 * @returns the names it applied.
 * @throws Error for an applied file that was edited, one that was begun and not finished, and one that fails. The files before stay.
 */
export async function migrate(connectionString: string, directory: string): Promise<string[]> {
  return withClient(connectionString, async (client) => {
    // Without a lock, so that a database which was migrated beforehand can be reached through a pooler in transaction mode.
    const isUpToDate = await selectPending(client, directory).then(
      (pending) => pending.length === 0,
      () => false,
    )
    if (isUpToDate) return []
    // Polled, since a waiting pg_advisory_lock holds a snapshot, and `create index concurrently` of the one ahead waits for all of those.
    const tryLock = 'select pg_try_advisory_lock($1) as taken'
    while ((await client.query<{ taken: boolean }>(tryLock, [prismaLock])).rows[0]?.taken !== true) await sleep(lockPollMs)
    await client.query(createTable)
    const pending = await selectPending(client, directory)
    for (const migration of pending) await apply(client, migration)
    return pending.map(({ name }) => name)
  })
}
