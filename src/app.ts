import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { ApiKeys } from './access/api-keys.ts'
import { bootstrap } from './access/bootstrap.ts'
import type { Merchants } from './access/merchants.ts'
import type { ProviderAccounts } from './accounts/provider-accounts.ts'
import type { CallbackDependencies } from './callbacks/apply-callbacks.ts'
import type { Bell } from './callbacks/bell.ts'
import { armFailpoints } from './core/failpoints.ts'
import { Problem } from './core/problems.ts'
import { sealWith } from './core/seal.ts'
import { startEmbeddedPostgres } from './db/embedded.ts'
import { migrate, pendingMigrations } from './db/migrate.ts'
import { isUnavailable, openPool } from './db/pool.ts'
import { buildHttp } from './http/build-http.ts'
import { closeHttp } from './http/close-http.ts'
import type { App } from './http/app.ts'
import type { Metrics } from './http/metrics.ts'
import type { CheckDependencies } from './invoices/check-invoices.ts'
import type { Reading } from './invoices/reading.ts'
import type { RecoveryDependencies } from './invoices/recover-attempts.ts'
import { startAnalyzing } from './jobs/analyze.ts'
import { startApplyingCallbacks } from './jobs/apply-callbacks.ts'
import { startChecks } from './jobs/check.ts'
import { startDeliveries } from './jobs/deliver.ts'
import { startRecovery } from './jobs/recover.ts'
import { startRelay } from './jobs/relay.ts'
import { startRetention } from './jobs/retain.ts'
import type { Job } from './jobs/run-every.ts'
import { startWritingUnwritten, writeBeforeTheEnd } from './jobs/write-unwritten.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { openParts, type PartsOptions } from './parts.ts'
import { openReadiness, type Readiness } from './readiness.ts'
import { registerCallbackUrls, startSimulators, toFallbackAccounts } from './simulated-providers.ts'
import type { RetentionDependencies } from './retention/erase-what-is-old.ts'
import type { DeliveryDependencies } from './webhooks/deliver.ts'
import type { WebhookDependencies } from './webhooks/manage-endpoints.ts'
import type { RelayDependencies } from './webhooks/relay-events.ts'

/** Every part, created and joined once. */
export interface Tagih {
  http: App
  /** What the jobs and the commands work with. */
  invoices: RecoveryDependencies & CheckDependencies
  reading: Reading
  webhooks: RelayDependencies & DeliveryDependencies & WebhookDependencies
  callbacks: CallbackDependencies & { bell: Bell }
  retention: RetentionDependencies
  keys: ApiKeys
  merchants: Merchants
  accounts: ProviderAccounts
  readiness: Readiness
  sandbox: Sandbox | null
  /** The key that a first start made; shown once. */
  firstApiKey: string | null
  /** Begins what is done without a request: finding out what became of lost answers, and comparing invoices with their providers. */
  startJobs(): void
  close(): Promise<void>
}

export const migrationsDirectory = join(import.meta.dirname, '../prisma/migrations')

/** Requests that work at once on the database; more wait, and after 3 s are told that the gateway is overloaded. */
const databaseConnections = 10
const workerConnections = 4
export interface AppOptions extends PartsOptions {
  /** Where the embedded database, the development key and the simulators' ledgers live. */
  dataDirectory: string
  /** A command neither makes the first key nor runs the simulators: that is the server's. */
  purpose: 'serve' | 'command'
}

export async function openApp(options: AppOptions): Promise<Tagih> {
  const { config, clock, logger, dataDirectory, purpose } = options
  armFailpoints(config.failpoints)
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const databaseUrl = await openServer(options, closers)
    const onError = (error: Error) => {
      logger.warn({ error: error.message }, 'a database connection was lost')
    }
    const pools = {
      requests: openPool({ url: databaseUrl, max: databaseConnections, onError }),
      jobs: openPool({ url: databaseUrl, max: workerConnections, onError }),
    }
    closers.push(async () => {
      await Promise.all([pools.requests.end(), pools.jobs.end()])
    })
    await migrate(databaseUrl, migrationsDirectory)
    const sandbox = config.sandbox && purpose === 'serve' ? await startSimulators(options) : null
    if (sandbox !== null) closers.push(() => sandbox.close())
    const key = config.encryptionKey ?? developmentKey(dataDirectory)
    const fallback = sandbox === null ? null : toFallbackAccounts(sandbox, key)
    const parts = openParts(options, pools, fallback, sealWith(key))
    closers.push(async () => {
      await Promise.all([parts.transport.close(), parts.webhookTransport.close()])
    })
    const firstApiKey = await bootstrap({ ...parts, config, clock, makesFirstKey: purpose === 'serve' })
    const readiness = openReadiness(parts.database, clock, () => pendingMigrations(databaseUrl, migrationsDirectory))
    const http = await buildHttp(
      { ...parts, readiness, translate, limits: { ratePerSecond: config.rateLimitPerSecond, trustProxy: config.trustProxy } },
      logger,
    )
    if (sandbox !== null && fallback !== null) {
      await http.register(sandbox.pages, { prefix: '/sandbox' })
      registerCallbackUrls(http, { sandbox, fallback, accounts: parts.accounts, publicUrl: config.publicUrl })
    }
    // When the requests in flight have ended: what the last of them learned is known to nobody else.
    closers.push(() => writeBeforeTheEnd(parts.jobs.unwritten))
    closers.push(() => closeHttp(http, config.shutdownGraceMs))
    await http.ready()
    const { jobs, reading, webhookJobs: webhooks, callbackJobs: callbacks, keys, merchants, accounts, retention } = parts
    const startJobs = () => {
      const started = startEach({ invoices: jobs, webhooks, callbacks, retention }, parts, logger)
      closers.push(async () => {
        await Promise.all(started.map((job) => job.stop()))
      })
    }
    return {
      ...{ http, invoices: jobs, reading, webhooks, callbacks, keys, merchants, accounts, retention },
      ...{ sandbox, readiness, firstApiKey, startJobs, close },
    }
  } catch (error) {
    await close()
    throw error
  }
}

function startEach(
  { invoices, webhooks, callbacks, retention }: Pick<Tagih, 'invoices' | 'webhooks' | 'callbacks' | 'retention'>,
  { metrics, analyzeNewTables }: { metrics: Metrics; analyzeNewTables: () => Promise<void> },
  logger: AppOptions['logger'],
): Job[] {
  const failed = (job: string) => (error: unknown) => {
    logger.warn({ job, error: error instanceof Error ? error.name : 'unknown' }, 'a pass of a job failed; the next comes soon')
  }
  const onOpenWork = (counts: Readonly<Record<string, number>>) => {
    metrics.showOpenWork(counts)
  }
  return [
    startRecovery(invoices, failed('recovery')),
    startWritingUnwritten(invoices.unwritten, failed('unwritten results')),
    startChecks(invoices, { onError: failed('checks'), onOpenWork }),
    startApplyingCallbacks(callbacks, invoices.providers, { onError: failed('callbacks'), onOpenWork }),
    startRelay(webhooks, failed('relay')),
    startDeliveries(webhooks, { onError: failed('deliveries'), onOpenWork }),
    startRetention(retention, failed('retention')),
    startAnalyzing(analyzeNewTables, failed('analyze')),
  ]
}

async function openServer({ config, dataDirectory, logger }: AppOptions, closers: (() => Promise<void>)[]): Promise<string> {
  if (config.databaseUrl !== null) return config.databaseUrl
  const log = (message: string) => {
    logger.info(message)
  }
  const embedded = await startEmbeddedPostgres({ directory: join(dataDirectory, 'postgres'), log })
  closers.push(() => embedded.stop())
  return embedded.url
}

function translate(error: unknown): Problem | null {
  if (!isUnavailable(error)) return null
  return new Problem('unavailable', 'The database cannot be used now.', { retryAfterSeconds: 2 })
}

/** Outside production a key is made on first use and kept beside the data that it seals. */
function developmentKey(dataDirectory: string): Buffer {
  const file = join(dataDirectory, 'encryption-key')
  mkdirSync(dataDirectory, { recursive: true })
  try {
    writeFileSync(file, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  } catch (error) {
    // It is there already, from an earlier start or another process.
    const isThere = typeof error === 'object' && error !== null && 'code' in error && error.code === 'EEXIST'
    if (!isThere) throw error
  }
  return Buffer.from(readFileSync(file, 'utf8'), 'base64')
}
