import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { freePort } from '../../test/support/tagih-process.ts'
import { startChild, type Child } from './child.ts'

export const targetNames = ['direct', 'floor', 'gateway'] as const
export type TargetName = (typeof targetNames)[number]

/** Where the load goes: a process that listens on 127.0.0.1, and where what it creates can be counted. */
export interface Target extends Child {
  readonly name: TargetName
  readonly port: number
  /** Null: `direct`, which stores nothing. */
  readonly databaseUrl: string | null
}

export const apiKey = `tgh_bench_${randomBytes(24).toString('hex')}`
/** One for all, so that several may share a database. */
const encryptionKey = randomBytes(32).toString('base64')
const checkout = join(import.meta.dirname, '../..')

/** The provider itself; as a target it is `direct`. */
export async function startProvider(directory: string, delayMs: number): Promise<Target> {
  const port = await freePort()
  const child = await startChild({
    args: [join(import.meta.dirname, 'provider.ts'), '--port', String(port), '--delay-ms', String(delayMs)],
    cwd: directory,
    logFile: join(directory, `provider-${delayMs}.log`),
    readyUrl: `http://127.0.0.1:${port}/bench/seen`,
  })
  return { name: 'direct', port, databaseUrl: null, ...child }
}

interface Behind {
  directory: string
  databaseUrl: string
  providerPort: number
  /** For Node, such as `--cpu-prof`. */
  nodeFlags?: readonly string[]
  environment?: Record<string, string>
}

export async function startFloor({ directory, databaseUrl, providerPort }: Behind): Promise<Target> {
  const port = await freePort()
  const child = await startChild({
    args: [join(import.meta.dirname, '../floor.mjs')],
    environment: { PORT: String(port), DATABASE_URL: databaseUrl, PROVIDER_URL: `http://127.0.0.1:${providerPort}` },
    cwd: directory,
    logFile: join(directory, 'floor.log'),
    readyUrl: `http://127.0.0.1:${port}/`,
  })
  return { name: 'floor', port, databaseUrl, ...child }
}

/** As `npm start` starts it in production; only the rate limit is off. */
export async function startGateway({
  directory,
  databaseUrl,
  providerPort,
  nodeFlags = [],
  environment = {},
}: Behind): Promise<Target> {
  const port = await freePort()
  const child = await startChild({
    args: [...nodeFlags, join(checkout, 'src/server.ts')],
    environment: {
      ...{ NODE_ENV: 'production', PORT: String(port), DATABASE_URL: databaseUrl, LOG_LEVEL: 'info', RATE_LIMIT_PER_SECOND: '0' },
      ...{ BOOTSTRAP_API_KEY: apiKey, ENCRYPTION_KEY: encryptionKey },
      ...{ WINPAY_BASE_URL: `http://127.0.0.1:${providerPort}`, WINPAY_KEY: 'bench', WINPAY_SECRET_KEY: 'bench' },
      ...environment,
    },
    cwd: directory,
    logFile: join(directory, 'gateway.log'),
    readyUrl: `http://127.0.0.1:${port}/readyz`,
  })
  return { name: 'gateway', port, databaseUrl, ...child }
}
