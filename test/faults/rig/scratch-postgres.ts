import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import {
  clusterUser,
  isPostmaster,
  launchServer,
  openCluster,
  readRunningServer,
  type Cluster,
} from '../../../src/db/embedded-cluster.ts'
import { migrate } from '../../../src/db/migrate.ts'
import { eventually } from '../../support/eventually.ts'
import { inventDatabaseName, runAsAdmin, toDatabaseUrl } from '../../support/postgres.ts'
import { freePort } from '../../support/tagih-process.ts'

/** A PostgreSQL server of the test's own, which it may crash as often as it likes. */
export interface ScratchPostgres {
  readonly port: number
  /** Of the administrator; without a name, of the database `postgres`. */
  url(database?: string): string
  /** A new database with every migration applied; answers its URL. */
  createDatabase(): Promise<string>
  /** Immediate shutdown, as after a power cut: nothing is written out, sessions are cut. Resolves when it is gone. */
  crash(): Promise<void>
  /** SIGKILL to the server and to each of its processes. */
  kill(): Promise<void>
  /** Starts it again on the same port; resolves when it takes connections. */
  start(): Promise<void>
  /** Stops it and removes its folder. */
  stop(): Promise<void>
}

interface ScratchOptions {
  /** Lines of postgresql.conf. */
  settings?: Record<string, string>
  /** An empty folder to work in, such as a small file system; default is a new temporary one. */
  directory?: string
}

const migrations = join(import.meta.dirname, '../../../prisma/migrations')
const pollMs = 10

export async function startScratchPostgres(options: ScratchOptions = {}): Promise<ScratchPostgres> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'tagih-scratch-')))
  const cluster = await openCluster(directory)
  const lines = Object.entries(options.settings ?? {}).map(([name, value]) => `${name} = '${value}'\n`)
  await appendFile(join(cluster.data, 'postgresql.conf'), lines.join(''))
  const port = await freePort()
  const url = (database = 'postgres') => `postgresql://${clusterUser}:${cluster.password}@127.0.0.1:${port}/${database}`
  const start = async () => {
    launchServer(cluster, port).unref()
    await eventually(() => runAsAdmin(url(), 'select 1'))
  }
  await start()
  let template: Promise<string> | undefined
  return {
    port,
    url,
    start,
    async createDatabase() {
      const from = await (template ??= makeTemplate(url()))
      const name = inventDatabaseName('tagih')
      await runAsAdmin(url(), `create database ${name} template ${from}`)
      return toDatabaseUrl(url(), name)
    },
    crash: () => end(cluster, 'SIGQUIT'),
    kill: () => end(cluster, 'SIGKILL'),
    async stop() {
      await end(cluster, 'SIGQUIT')
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function makeTemplate(adminUrl: string): Promise<string> {
  const name = inventDatabaseName('template')
  await runAsAdmin(adminUrl, `create database ${name} template template0`)
  await migrate(toDatabaseUrl(adminUrl, name), migrations)
  return name
}

/** The other processes hold on to the shared memory until they are gone, so a killed server takes them with it at once. */
async function end(cluster: Cluster, signal: 'SIGQUIT' | 'SIGKILL'): Promise<void> {
  const server = readRunningServer(cluster)
  if (server === undefined) return
  const children = signal === 'SIGKILL' ? await childrenOf(server.pid) : []
  for (const pid of [server.pid, ...children]) killIfThere(pid, signal)
  while (isPostmaster(server.pid, cluster.data)) await pause(pollMs)
}

async function childrenOf(pid: number): Promise<number[]> {
  const listed = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  return listed.split(' ').filter(Boolean).map(Number)
}

function killIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself in between.
  }
}

/** One connection to a database, past the gateway. */
export async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}
