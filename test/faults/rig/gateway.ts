import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../support/eventually.ts'
import { freePort, start, type Finished, type Running } from '../../support/tagih-process.ts'

/** The same for every instance, so that several share one database. */
export const apiKey = 'tgh_test_rig_0123456789abcdefghijklmnopqrstuvwxyz'
const encryptionKey = Buffer.alloc(32, 7).toString('base64')

interface GatewayOptions {
  databaseUrl: string
  /** Goes before the rig's own. */
  environment?: Record<string, string>
  port?: number
  /** As the variable FAILPOINTS has it, such as `after_claim:kill:1`. */
  failpoints?: string | undefined
  /** Another `src` folder than this checkout's, such as an older release's. */
  source?: string | undefined
}

/** One instance: the real server as a process of its own, ready when it is handed out. */
export interface Gateway {
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly running: Running
  /** Resolves when the process has ended and its folder is gone. */
  readonly ended: Promise<Finished>
  /** Everything that it has written so far. */
  log(): string
  /** SIGKILL unless told otherwise; resolves when it has ended. Not for SIGSTOP and SIGCONT: see `signal`. */
  kill(signal?: NodeJS.Signals): Promise<Finished>
  signal(signal: NodeJS.Signals): void
  /** A new process on the same port with the same environment, and with these failpoints or none. Call it when this one has ended. */
  restart(failpoints?: string): Promise<Gateway>
}

export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { databaseUrl, environment = {}, failpoints, source } = options
  const port = options.port ?? (await freePort())
  const cwd = await mkdtemp(join(tmpdir(), 'tagih-gateway-'))
  const running = start('server.ts', [], {
    cwd,
    source,
    environment: {
      ...{ DATABASE_URL: databaseUrl, PORT: String(port), BOOTSTRAP_API_KEY: apiKey, ENCRYPTION_KEY: encryptionKey },
      ...{ SANDBOX: 'false', LOG_LEVEL: 'info', RATE_LIMIT_PER_SECOND: '0', PROVIDER_TIMEOUT_MS: '1000' },
      ...environment,
      FAILPOINTS: failpoints ?? '',
    },
  })
  const ended = running.ended.then(async (finished) => {
    await rm(cwd, { recursive: true, force: true })
    return finished
  })
  const url = `http://127.0.0.1:${port}`
  await untilReady(url, running)
  return {
    ...{ url, port, pid: running.child.pid ?? 0, running, ended },
    log: () => logOf(running),
    kill(signal = 'SIGKILL') {
      running.child.kill(signal)
      return ended
    },
    signal(signal) {
      running.child.kill(signal)
    },
    restart: (again) => startGateway({ databaseUrl, environment, port, source, failpoints: again }),
  }
}

function logOf(running: Running): string {
  const { stdout, stderr } = running.said()
  return stdout + stderr
}

async function untilReady(url: string, running: Running): Promise<void> {
  const died = running.ended.then(() => {
    throw new Error(`the gateway did not start:\n${logOf(running)}`)
  })
  const ready = eventually(async () => {
    const { status } = await fetch(`${url}/readyz`)
    if (status !== 200) throw new Error(`the gateway is not ready (${status}):\n${logOf(running)}`)
  })
  await Promise.race([ready, died]).catch((error: unknown) => {
    running.child.kill('SIGKILL')
    throw error
  })
  died.catch(() => undefined)
}
