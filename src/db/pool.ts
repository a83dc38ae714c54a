import pg from 'pg'
import { readJson } from '../core/parse-json.ts'

const statementTimeoutMs = 8000
const idleInTransactionTimeoutMs = 10_000
/** Who waits longer for a row behind somebody else's transaction is told to come again (SQLSTATE 55P03). */
const lockTimeoutMs = 3_000

const limitsInTransaction = `set local statement_timeout = ${statementTimeoutMs};
  set local lock_timeout = ${lockTimeoutMs};
  set local idle_in_transaction_session_timeout = ${idleInTransactionTimeoutMs}`

/**
 * Limits how long the server works on a statement nobody waits for any more: `query_timeout` only makes this side stop waiting.
 *
 * Sent as startup parameters, as pg would do it, the limits would make PgBouncer refuse the connection, and a plain SET
 * would stick to a server connection that PgBouncer lends to others in the next moment. So they are set here only when the
 * connection leads straight to the server: a pooler in between answers with a process number of its own. Behind a pooler
 * {@link inTransaction} still sets them, for its transaction only; for single statements give them to the role
 * (`alter role … set statement_timeout = '8s'`).
 *
 * A plan is made once for a connection, perhaps while a table is still so small that reading all of it is cheapest, and then serves it when it is big:
 * every statement has its index, so plans without one are ruled out. Nothing here is long enough for code to be compiled for it.
 */
async function limitStatements(client: pg.ClientBase): Promise<void> {
  const processId: unknown = Reflect.get(client, 'processID')
  await client.query(
    `select set_config('statement_timeout', $2, false), set_config('idle_in_transaction_session_timeout', $3, false),
       set_config('lock_timeout', $4, false), set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
       set_config('plan_cache_mode', 'force_generic_plan', false)
     where pg_backend_pid() = $1`,
    [processId, String(statementTimeoutMs), String(idleInTransactionTimeoutMs), String(lockTimeoutMs)],
  )
}

/**
 * The one pool of connections. A connection the server closes, idle or in use, is reported to `onError` and never ends the process.
 * @param options.max connections held at most; a caller waits 3 s for one, then gets an error that {@link isUnavailable} knows.
 */
export function openPool(options: { url: string; max: number; onError: (error: Error) => void }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max,
    application_name: 'tagih',
    connectionTimeoutMillis: 3000,
    query_timeout: 10_000,
    maxLifetimeSeconds: 600,
    keepAlive: true,
    types,
    verify: (client, done) => {
      limitStatements(client).then(() => {
        done()
      }, done)
    },
  })
  pool.on('connect', (client) => {
    client.on('error', options.onError)
  })
  // The pool repeats here what the client's own listener has reported already.
  pool.on('error', () => undefined)
  return pool
}

/** pg's own, but for JSON, which is read as carefully as what comes from outside. */
const types = new pg.TypeOverrides()
for (const type of [pg.types.builtins.JSON, pg.types.builtins.JSONB]) types.setTypeParser(type, readJson)

async function rollBack(client: pg.PoolClient, error: unknown): Promise<void> {
  // After a timeout the statement may still be running, and a rollback would wait behind it: closing is the rollback.
  if (isUnavailable(error)) {
    client.release(true)
    return
  }
  await client.query('rollback').then(
    () => {
      client.release()
    },
    () => {
      client.release(true)
    },
  )
}

/**
 * Runs `work` in a transaction and commits it; rolls back when it throws, and throws the same error.
 * When {@link isUnavailable} holds for the error, the commit itself may have happened and only its answer been lost.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query(`begin; ${limitsInTransaction}`)
    const result = await work(client)
    const { command } = await client.query('commit')
    // PostgreSQL answers a commit with ROLLBACK, and no error, when a statement failed and `work` went on regardless.
    if (command !== 'COMMIT') throw new Error('The transaction was rolled back because a statement in it had failed')
    client.release()
    return result
  } catch (error) {
    await rollBack(client, error)
    throw error
  }
}

// Classes: 08 connection, 40 undone for the sake of others, 53 out of resources, 57 stopped by an operator or a timeout. Codes: 25006 a standby that only reads,
// 25P03 and 25P04 a transaction the server cut off, 55P03 a lock not to be had in time.
const unavailableState = /^(?:(?:08|40|53|57)[0-9A-Z]{3}|25006|25P03|25P04|55P03)$/
const unavailableSocket = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
// What @prisma/adapter-pg makes of a socket error, whose code it drops.
const unavailableKind = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections'])
// pg gives these no code.
const unavailableMessage =
  /^(?:timeout exceeded when trying to connect|timeout expired|Connection terminated|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/

function describesUnavailable(error: object): boolean {
  const read = (name: string): string => {
    const value: unknown = Reflect.get(error, name)
    return typeof value === 'string' ? value : ''
  }
  return (
    [read('code'), read('originalCode')].some((code) => unavailableState.test(code) || unavailableSocket.has(code)) ||
    unavailableKind.has(read('kind')) ||
    (error instanceof Error && unavailableMessage.test(error.message))
  )
}

/**
 * Whether a database error says "away or overloaded", so that the same request may succeed later, and not "this statement is wrong".
 * Looks through `cause`, the parts of an AggregateError, and the error Prisma keeps in `meta.driverAdapterError`.
 */
export function isUnavailable(error: unknown): boolean {
  const seen = new Set<object>()
  const open: unknown[] = [error]
  for (const next of open) {
    if (typeof next !== 'object' || next === null || seen.has(next)) continue
    if (describesUnavailable(next)) return true
    seen.add(next)
    open.push(Reflect.get(next, 'cause'), Reflect.get(next, 'meta'), Reflect.get(next, 'driverAdapterError'))
    const parts: unknown[] = next instanceof AggregateError ? next.errors : []
    open.push(...parts)
  }
  return false
}
