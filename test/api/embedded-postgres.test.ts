import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { isPostmaster } from '../../src/db/embedded-cluster.ts'
import { startEmbeddedPostgres } from '../../src/db/embedded.ts'

const log = (): void => undefined

let root: string
let directory: string
const children: ChildProcess[] = []

// Every test starts with no server running; those about a first start choose a folder of their own.
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tagih-embedded-'))
  await chmod(root, 0o700)
})

beforeEach(() => {
  directory = join(root, 'database')
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await untilServerIsGone()
})

afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

interface UserProcess {
  readonly child: ChildProcess
  readonly url: string
  readonly nextLine: () => Promise<string>
}

/** Another Node process that uses the database, in a process group of its own as a shell would start it. */
async function startUserProcess(): Promise<UserProcess> {
  const script = join(import.meta.dirname, '../support/embedded-process.ts')
  const child = spawn(process.execPath, [script, directory], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const nextLine = async (): Promise<string> => {
    const line = await lines.next()
    if (line.done === true) throw new Error('the process ended')
    return line.value
  }
  return { child, url: await nextLine(), nextLine }
}

/** Not `once`, which rejects on the error that comes before the end. */
function untilEnded(session: pg.Client): Promise<void> {
  return new Promise((resolve) => session.once('end', resolve))
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function ask(url: string, statement: string): Promise<unknown> {
  const client = await connect(url)
  const { rows } = await client.query<Record<string, unknown>>(statement)
  await client.end()
  return rows[0]
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function readServerPid(): Promise<number> {
  return Number((await readFile(join(directory, 'cluster/data/postmaster.pid'), 'utf8')).split('\n')[0])
}

/** The watchdog commits after every look, so two new transactions of it hold a whole look between them. */
async function untilWatchdogLooked(session: pg.Client): Promise<void> {
  const seen = new Set<string>()
  while (seen.size < 3) {
    const { rows } = await session.query<{ begun: string }>(
      `select xact_start::text as begun from pg_stat_activity where query like 'do $watchdog$%' and xact_start is not null`,
    )
    for (const { begun } of rows) seen.add(begun)
  }
}

function isRunning(pid: number): boolean {
  return isPostmaster(pid, join(directory, 'cluster/data'))
}

async function untilServerIsGone(): Promise<void> {
  while (existsSync(join(directory, 'cluster/data/postmaster.pid'))) await new Promise(setImmediate)
}

describe('the first start', () => {
  test('gives a database named tagih that keeps UTF-8, writes through, and lies where only its owner can enter', async () => {
    const embedded = await startEmbeddedPostgres({ directory, log })
    expect(new URL(embedded.url).pathname).toBe('/tagih')
    const settings = `select current_setting('server_encoding') as encoding, current_setting('synchronous_commit') as sync`
    expect(await ask(embedded.url, settings)).toEqual({ encoding: 'UTF8', sync: 'on' })
    expect((await stat(root)).mode & 0o077).toBe(0)
    await embedded.stop()
  })

  test('lets nobody in without the password, which only the owner can read', async () => {
    const embedded = await startEmbeddedPostgres({ directory, log })
    expect((await stat(join(directory, 'cluster/password'))).mode & 0o777).toBe(0o600)
    const stranger = new URL(embedded.url)
    stranger.password = 'guess'
    await expect(connect(stranger.href)).rejects.toThrow('password authentication failed')
    await embedded.stop()
  })

  test('two at once share one server', async () => {
    directory = join(root, 'shared')
    const [first, second] = await Promise.all([startUserProcess(), startUserProcess()])
    expect(second.url).toBe(first.url)
    expect(await readdir(directory)).toEqual(['cluster'])
    expect(await ask(first.url, 'select 1 as one')).toEqual({ one: 1 })
  })
})

describe('a second start', () => {
  test('attaches to the running server, which lives until the last of the two stops', async () => {
    const first = await startEmbeddedPostgres({ directory, log })
    const second = await startEmbeddedPostgres({ directory, log })
    const pid = await readServerPid()
    expect(second.url).toBe(first.url)

    await first.stop()
    expect(await ask(second.url, 'select 1 as one')).toEqual({ one: 1 })

    await second.stop()
    expect(isRunning(pid)).toBe(false)
  })

  test('finds what the first one wrote', async () => {
    const first = await startEmbeddedPostgres({ directory, log })
    await ask(first.url, 'create table kept as select 42 as answer')
    await first.stop()

    const second = await startEmbeddedPostgres({ directory, log })
    expect(await ask(second.url, 'select answer from kept')).toEqual({ answer: 42 })
    await second.stop()
  })
})

describe('a process killed with kill -9', () => {
  test('takes the server with it when it was the only one', async () => {
    const { child, url } = await startUserProcess()
    const session = await connect(url)
    const ended = untilEnded(session)
    await kill(child)
    await ended
    await untilServerIsGone()
  })

  test('leaves the server to the others', async () => {
    const first = await startUserProcess()
    const second = await startUserProcess()
    const pid = await readServerPid()
    const session = await connect(second.url)
    await kill(first.child)
    await untilWatchdogLooked(session)
    expect(await readServerPid()).toBe(pid)

    const ended = untilEnded(session)
    second.child.kill('SIGTERM')
    await ended
    await once(second.child, 'exit')
    expect(isRunning(pid)).toBe(false)
  })

  test('does not keep the next one from starting at once', async () => {
    const { child } = await startUserProcess()
    await kill(child)
    const next = await startEmbeddedPostgres({ directory, log })
    expect(await ask(next.url, 'select 1 as one')).toEqual({ one: 1 })
    await next.stop()
  })
})

describe('after kill -9 of the server', () => {
  test('of one of its sessions only, the processes come back to it and the last one stops it', async () => {
    const embedded = await startEmbeddedPostgres({ directory, log })
    const pid = await readServerPid()
    const session = await connect(embedded.url)
    const ended = untilEnded(session)
    const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid')
    process.kill(rows[0]?.pid ?? Number.NaN, 'SIGKILL')
    await ended
    const attached = await startEmbeddedPostgres({ directory, log })
    expect(attached.url).toBe(embedded.url)
    await attached.stop()
    await embedded.stop()
    expect(isRunning(pid)).toBe(false)
  })

  test('it is started again on the same port by those that use it', async () => {
    const embedded = await startEmbeddedPostgres({ directory, log })
    const pid = await readServerPid()
    process.kill(pid, 'SIGKILL')
    const attached = await startEmbeddedPostgres({ directory, log })
    expect(attached.url).toBe(embedded.url)
    expect(await readServerPid()).not.toBe(pid)
    await attached.stop()
    await embedded.stop()
  })

  test('a postmaster.pid left behind blocks nothing, even when its number belongs to someone else now', async () => {
    const before = await startEmbeddedPostgres({ directory, log })
    await before.stop()
    const stale = [process.pid, '/proc/self/cwd', '1', '5432', '', '127.0.0.1', '1 1', 'ready   ', '']
    await writeFile(join(directory, 'cluster/data/postmaster.pid'), stale.join('\n'))
    const after = await startEmbeddedPostgres({ directory, log })
    expect(await ask(after.url, 'select 1 as one')).toEqual({ one: 1 })
    await after.stop()
  })
})

test('Ctrl-C reaches the process and not its database, so that requests in flight can be finished', async () => {
  const { child, url, nextLine } = await startUserProcess()
  if (child.pid === undefined) throw new Error('not started')
  process.kill(-child.pid, 'SIGINT')
  expect(await nextLine()).toBe('interrupted')
  expect(await ask(url, 'select 1 as one')).toEqual({ one: 1 })
})

test('a start that fails says why', async () => {
  directory = join(root, 'broken')
  const embedded = await startEmbeddedPostgres({ directory, log })
  await embedded.stop()
  await writeFile(join(directory, 'cluster/data/PG_VERSION'), '12\n')
  await expect(startEmbeddedPostgres({ directory, log })).rejects.toThrow('database files are incompatible with server')
})
