import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { eventually } from '../../support/eventually.ts'
import { runAsAdmin } from '../../support/postgres.ts'
import { freePort } from '../../support/tagih-process.ts'

/** A PgBouncer in transaction mode before a server. */
export interface PgBouncer {
  /** The same database through it. */
  url: string
  stop(): Promise<void>
}

/** Fewer than the gateway has connections, so that each of these serves several of them in turn. */
const serverConnections = 3
/** Root may not run it; nobody may. */
const nobody = 65_534

export async function startPgBouncer(databaseUrl: string): Promise<PgBouncer> {
  const folder = await mkdtemp(join(tmpdir(), 'tagih-bouncer-'))
  const { hostname, port, username, password } = new URL(databaseUrl)
  const ownPort = await freePort()
  const configuration = join(folder, 'pgbouncer.ini')
  await writeFile(join(folder, 'users.txt'), `"${username}" "${password}"\n`)
  await writeFile(
    configuration,
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${ownPort}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = ${serverConnections}
`,
  )
  const isRoot = process.getuid?.() === 0
  if (isRoot) for (const path of [folder, configuration, join(folder, 'users.txt')]) await chown(path, nobody, nobody)
  const child = spawn(findBinary(), [configuration], { stdio: 'ignore', ...(isRoot ? { uid: nobody, gid: nobody } : {}) })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const url = new URL(databaseUrl)
  url.port = String(ownPort)
  await eventually(() => runAsAdmin(url.href, 'select 1'))
  return {
    url: url.href,
    async stop() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function findBinary(): string {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin']
  const found = folders.map((folder) => join(folder, 'pgbouncer')).find((path) => existsSync(path))
  if (found === undefined) throw new Error('pgbouncer is not installed; on Debian it is the package pgbouncer')
  return found
}
