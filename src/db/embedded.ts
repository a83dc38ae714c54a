import pg from 'pg'
import { clusterUser, openCluster } from './embedded-cluster.ts'
import type { Cluster } from './embedded-cluster.ts'
import { joinServer, leaveServer } from './embedded-session.ts'
import type { Membership } from './embedded-session.ts'

const database = 'tagih'

async function createDatabase({ client }: Membership): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database])
  if (rowCount !== 0) return
  try {
    await client.query(`create database ${database} template template0`)
  } catch (error) {
    // Two first starts at once: duplicate_database, or the unique index of pg_database.
    if (!(error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505'))) throw error
  }
}

function toUrl({ password }: Cluster, port: number): string {
  return `postgresql://${clusterUser}:${password}@127.0.0.1:${port}/${database}?sslmode=disable`
}

/**
 * Starts a PostgreSQL of our own below `directory`, for trying Tagih out and for tests; or attaches to the one another process runs.
 * It listens on 127.0.0.1 only and asks for a random password (scram), kept in `cluster/password`, mode 0600.
 *
 * Who stops it: every process that uses it holds a shared advisory lock in a session of its own, and the server stops when the lock
 * is free. The kernel closes that session however a process ends, kill -9 included, so nothing can be forgotten or left
 * stale, and no process is the owner whose end would take the database away from the others. `stop` of the last one stops the
 * server itself and waits for it. For processes that were killed, a session inside the server keeps trying the lock: a
 * server notices a closed connection only when it next speaks, and this session never does, so it outlives the process that began it.
 * That is why there is no watchdog process to be killed together with Node, and none that takes memory.
 * A process killed in the moment between starting the server and beginning that session leaves the server running; the next start
 * attaches to it and puts that right.
 *
 * When the server crashes it is started again, on the same port unless someone took it in between.
 * @returns the URL of the database `tagih` in it, which is created when missing, and `stop`.
 * @throws Error when the platform has no binaries, or the server does not come up (with the end of its log).
 */
export async function startEmbeddedPostgres({
  directory,
  log,
}: {
  directory: string
  log: (message: string) => void
}): Promise<{ url: string; stop: () => Promise<void> }> {
  const cluster = await openCluster(directory)
  let stopping = false

  async function join(): Promise<Membership> {
    const membership = await joinServer(cluster)
    membership.client.once('end', () => {
      if (!stopping) current = rejoin(membership.server.port)
    })
    return membership
  }

  async function rejoin(port: number): Promise<Membership | undefined> {
    log('The embedded PostgreSQL closed its connections; connecting again')
    try {
      const membership = await join()
      if (membership.server.port !== port) log('Its port was taken meanwhile and it has another one now: restart this process')
      return membership
    } catch (error) {
      log(error instanceof Error ? error.message : 'The embedded PostgreSQL is gone')
      return undefined
    }
  }

  const first = await join()
  let current: Promise<Membership | undefined> = Promise.resolve(first)
  await createDatabase(first)
  log(`Embedded PostgreSQL on 127.0.0.1:${first.server.port}, data in ${directory}`)

  async function stop(): Promise<void> {
    stopping = true
    const membership = await current
    if (membership) await leaveServer(cluster, membership)
  }
  return { url: toUrl(cluster, first.server.port), stop }
}
