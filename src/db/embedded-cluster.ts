import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { locateBinaries } from './embedded-binaries.ts'

/** A database folder and what runs it: `data` is PostgreSQL's own folder, the password and the server's log lie beside it. */
export interface Cluster {
  readonly bin: string
  readonly data: string
  readonly logFile: string
  readonly password: string
  /** Whom the server runs as; absent when it runs as this process' own user. */
  readonly account: Account | undefined
}

interface Account {
  readonly uid: number
  readonly gid: number
}

export interface RunningServer {
  readonly pid: number
  readonly port: number
  readonly isReady: boolean
}

export const clusterUser = 'tagih'

// The server's environment is spelled out, so that no secret of this process is inherited by one that may outlive it.
const serverEnvironment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/local/bin:/usr/bin:/bin' }

/** The working directory needs no permission on the folders above it, so the server's user works below folders only root can enter. */
function dataArgument(data: string): string {
  return existsSync('/proc/self/cwd') ? '/proc/self/cwd' : data
}

async function chooseAccount(): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find(([user]) => user === name) ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('PostgreSQL must not run as root, and this machine has neither a user "postgres" nor "nobody".')
}

async function initialise(draft: string, bin: string, account: Account | undefined): Promise<void> {
  const data = join(draft, 'data')
  const password = join(draft, 'password')
  await chmod(draft, 0o711)
  await mkdir(data, { mode: 0o700 })
  await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (account) for (const path of [data, password]) await chown(path, account.uid, account.gid)
  const identity = [`--username=${clusterUser}`, '--pwfile=../password', '--auth=scram-sha-256']
  const text = ['--encoding=UTF8', '--locale=C', '--no-instructions']
  const options = { cwd: data, env: serverEnvironment, ...account }
  await promisify(execFile)(join(bin, 'initdb'), ['-D', dataArgument(data), ...identity, ...text], options)
  if (account) await chown(password, 0, 0)
}

/** Two first starts at once each make a folder of their own; whoever renames first wins, and the other one's is thrown away. */
async function createCluster(directory: string, folder: string, bin: string, account: Account | undefined): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const draft = await mkdtemp(join(directory, 'cluster.'))
  try {
    await initialise(draft, bin, account)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}

/** Opens the database folder below `directory`, and creates it on the first start (0.8 s). */
export async function openCluster(directory: string): Promise<Cluster> {
  const account = await chooseAccount()
  const bin = join(await locateBinaries(), 'bin')
  const folder = join(resolve(directory), 'cluster')
  if (!existsSync(folder)) await createCluster(directory, folder, bin, account)
  const password = await readFile(join(folder, 'password'), 'utf8')
  return { bin, data: join(folder, 'data'), logFile: join(folder, 'server.log'), password, account }
}

/** A postmaster's working directory is its data folder, so a process number that was given to someone else is told apart. */
export function isPostmaster(pid: number, data: string): boolean {
  try {
    if (!existsSync('/proc/self/cwd')) return process.kill(pid, 0)
    const [theirs, ours] = [statSync(`/proc/${pid}/cwd`), statSync(data)]
    return theirs.ino === ours.ino && theirs.dev === ours.dev
  } catch {
    return false
  }
}

/**
 * What `postmaster.pid` says: process number in line 1, port in line 4, `ready` in line 8. Undefined when no server runs.
 * A file left by a crash is removed, or PostgreSQL would refuse to start once its process number belongs to someone else.
 * Look and removal are one synchronous step; were a server to start in between, its shared memory still bars a second one.
 */
export function readRunningServer({ data }: Cluster): RunningServer | undefined {
  const path = join(data, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const [pid, , , port, , , , status] = readFileSync(path, 'utf8').split('\n')
  // The first moment of a file is empty.
  if (pid === undefined || pid === '') return { pid: 0, port: 0, isReady: false }
  if (isPostmaster(Number(pid), data)) return { pid: Number(pid), port: Number(port), isReady: status?.trim() === 'ready' }
  rmSync(path, { force: true })
  return undefined
}

/** The port of the last start, from the command line PostgreSQL keeps in `postmaster.opts`; undefined before the first. */
export function readLastPort({ data }: Cluster): number | undefined {
  const path = join(data, 'postmaster.opts')
  const port = existsSync(path) ? /"-p" "(\d+)"/.exec(readFileSync(path, 'utf8'))?.[1] : undefined
  return port === undefined ? undefined : Number(port)
}

/**
 * Starts the server on 127.0.0.1 in a process group of its own: Ctrl-C reaches this process only, and the database lives on until
 * the requests in flight are done. Errors of statements stay out of its log, since their text holds the data of merchants.
 */
export function launchServer({ bin, data, logFile, account }: Cluster, port: number): ChildProcess {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const output = openSync(logFile, 'a', 0o600)
  try {
    const command = ['-D', dataArgument(data), '-p', String(port), ...flags]
    const stdio: ['ignore', number, number] = ['ignore', output, output]
    return spawn(join(bin, 'postgres'), command, { cwd: data, env: serverEnvironment, stdio, detached: true, ...account })
  } finally {
    closeSync(output)
  }
}
