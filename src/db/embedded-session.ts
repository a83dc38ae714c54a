import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { clusterUser, isPostmaster, launchServer, readLastPort, readRunningServer } from './embedded-cluster.ts'
import type { Cluster, RunningServer } from './embedded-cluster.ts'
import { isUnavailable } from './pool.ts'

/** One process' place among those that use the server, kept as a session that holds the shared lock. */
export interface Membership {
  readonly server: RunningServer
  readonly client: pg.Client
}

// Advisory locks of the database `postgres`, which holds nothing else.
const membersLock = 1
const watchdogLock = 2

const pollMs = 50
// Recovery after a crash replays the log first, which can take a while.
const startRoundsMax = 120_000 / pollMs
const stopRoundsMax = 60_000 / pollMs
const launchesMax = 5

// Commits every round, or its old snapshot would keep vacuum from cleaning the database the processes work in.
const watchdog = `do $watchdog$
  begin
    loop
      exit when pg_try_advisory_lock(${membersLock});
      perform pg_sleep(0.5);
      commit;
    end loop;
    execute format('copy (select 1) to program %L', 'kill -INT ' || split_part(pg_read_file('postmaster.pid'), e'\\n', 1));
  end
$watchdog$`

async function connect(cluster: Cluster, port: number): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: clusterUser,
    password: cluster.password,
    database: 'postgres',
    ssl: false,
    application_name: 'tagih embedded',
    connectionTimeoutMillis: 3000,
  })
  // Whoever needs to know that the server went away listens to 'end'; an 'error' nobody listens to would end the process.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function tryLock(client: pg.Client, lock: 'pg_try_advisory_lock' | 'pg_try_advisory_lock_shared', key: number) {
  const { rows } = await client.query<{ taken: boolean }>(`select ${lock}($1) as taken`, [key])
  return rows[0]?.taken === true
}

async function ensureWatchdog(cluster: Cluster, port: number): Promise<void> {
  const client = await connect(cluster, port)
  if (!(await tryLock(client, 'pg_try_advisory_lock', watchdogLock))) return client.end()
  // Never answers while the server runs, and must not keep a process that is done from ending.
  client.query(watchdog).catch(() => undefined)
  const { stream } = client.connection
  if (stream instanceof Socket) stream.unref()
}

async function tryJoin(cluster: Cluster, server: RunningServer): Promise<Membership | undefined> {
  let client: pg.Client | undefined
  try {
    client = await connect(cluster, server.port)
    // Refused when the last member is just stopping the server.
    if (await tryLock(client, 'pg_try_advisory_lock_shared', membersLock)) {
      await ensureWatchdog(cluster, server.port)
      return { server, client }
    }
  } catch (error) {
    if (!isUnavailable(error)) throw error
  }
  await client?.end()
  return undefined
}

async function probePort(port: number): Promise<number | undefined> {
  const probe = createServer().listen(port, '127.0.0.1')
  try {
    await once(probe, 'listening')
  } catch {
    return undefined
  }
  const address = probe.address()
  probe.close()
  return typeof address === 'object' ? address?.port : undefined
}

/** The port of the last time if it is free, so that the URL others hold stays true when the server is started anew. */
async function choosePort(cluster: Cluster): Promise<number> {
  const port = (await probePort(readLastPort(cluster) ?? 0)) ?? (await probePort(0))
  if (port === undefined) throw new Error('No free port on 127.0.0.1')
  return port
}

/** Remembers how the start went; undefined while it may still succeed. */
function watchLaunch(child: ChildProcess): () => string | undefined {
  let outcome: string | undefined
  child.once('error', (error) => (outcome = error.message))
  child.once('exit', (code, signal) => (outcome = `exit ${code ?? signal ?? 'unknown'}`))
  child.unref()
  return () => outcome
}

async function describeFailure(cluster: Cluster, outcome: string): Promise<Error> {
  const lines = (await readFile(cluster.logFile, 'utf8')).trim().split('\n').slice(-8)
  return new Error(
    `The embedded PostgreSQL does not start (${outcome}). Its log, ${cluster.logFile}, ends with:\n${lines.join('\n')}`,
  )
}

/**
 * Attaches to the server of this cluster, and starts it when there is none.
 * @throws Error with the end of the server's log when it does not come up.
 */
export async function joinServer(cluster: Cluster): Promise<Membership> {
  let outcomeOf: (() => string | undefined) | undefined
  let launches = 0
  for (let round = 0; round < startRoundsMax; round += 1) {
    const server = readRunningServer(cluster)
    const membership = server?.isReady ? await tryJoin(cluster, server) : undefined
    if (membership) return membership

    const outcome = outcomeOf?.()
    if (server === undefined && (outcomeOf === undefined || outcome !== undefined)) {
      // Another process may have taken the port, or this very start, in between: neither happens often.
      if (launches === launchesMax) throw await describeFailure(cluster, outcome ?? 'no outcome')
      outcomeOf = watchLaunch(launchServer(cluster, await choosePort(cluster)))
      launches += 1
    }
    await sleep(pollMs)
  }
  throw await describeFailure(cluster, 'no answer in time')
}

/** Gives up the place among the members; the last one stops the server and waits until it is gone. */
export async function leaveServer(cluster: Cluster, { server, client }: Membership): Promise<void> {
  // A session's own shared lock does not stand in the way of its exclusive one: this asks whether anybody else is left.
  const isLast = await tryLock(client, 'pg_try_advisory_lock', membersLock).catch(() => false)
  if (isLast) process.kill(server.pid, 'SIGINT')
  await client.end()
  for (let round = 0; isLast && round < stopRoundsMax && isPostmaster(server.pid, cluster.data); round += 1) await sleep(pollMs)
}
