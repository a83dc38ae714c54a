import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type pg from 'pg'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import { openApiKeys, type ApiKeys } from './access/api-keys.ts'
import { bootstrap } from './access/bootstrap.ts'
import { openMerchants, type Merchants } from './access/merchants.ts'
import { openProviderDescriptions } from './accounts/describe-providers.ts'
import { watchHealth } from './accounts/health.ts'
import { openProviderAccounts, type ProviderAccounts } from './accounts/provider-accounts.ts'
import type { Config } from './config.ts'
import { openCaller } from './connectors/call.ts'
import { connectors } from './connectors/registry.ts'
import { holdTokens } from './connectors/tokens.ts'
import { openTransport } from './connectors/transport.ts'
import { armFailpoints } from './core/failpoints.ts'
import { Problem } from './core/problems.ts'
import { sealWith } from './core/seal.ts'
import type { Clock } from './core/time.ts'
import { startEmbeddedPostgres } from './db/embedded.ts'
import { migrate, pendingMigrations } from './db/migrate.ts'
import { isUnavailable, openPool } from './db/pool.ts'
import { openPrisma } from './db/prisma.ts'
import { openDatabase, type Database } from './db/statement.ts'
import { buildHttp } from './http/build-http.ts'
import { closeHttp } from './http/close-http.ts'
import { openMetrics } from './http/metrics.ts'
import type { App } from './http/app.ts'
import { openIdempotencyStore } from './invoices/idempotency-store.ts'
import type { InvoiceDependencies } from './invoices/dependencies.ts'
import type { RecoveryDependencies } from './invoices/recover-attempts.ts'
import { openRecoveryStore } from './invoices/recovery-store.ts'
import { openInvoiceStore } from './invoices/invoice-store.ts'
import { openNumberStore } from './invoices/number-store.ts'
import { openReading } from './invoices/reading.ts'
import { startRecovery } from './jobs/recover.ts'
import { startSandbox, type Sandbox } from './sandbox/sandbox.ts'
import { providers as simulated } from './sandbox/simulator.ts'
import { openReadiness, type Readiness } from './readiness.ts'

/** Every part, created and joined once. */
export interface Tagih {
  http: App
  /** What the jobs work with. */
  invoices: RecoveryDependencies
  keys: ApiKeys
  merchants: Merchants
  accounts: ProviderAccounts
  readiness: Readiness
  sandbox: Sandbox | null
  /** The key that a first start made; shown once. */
  firstApiKey: string | null
  /** Begins what is done without a request: finding out what became of lost answers. */
  startJobs(): void
  close(): Promise<void>
}

export const migrationsDirectory = join(import.meta.dirname, '../prisma/migrations')

/** Requests that work at once on the database; more wait, and after 3 s are told that the gateway is overloaded. */
const databaseConnections = 10
/** What is done without a request has connections of its own, so that neither can keep the other from working. */
const workerConnections = 4
const answerBytesMax = 1024 * 1024
const connectionsPerOrigin = 256

export interface AppOptions {
  config: Config
  clock: Clock
  logger: FastifyBaseLogger
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
    const sandbox = config.sandbox && purpose === 'serve' ? await openSandbox(options) : null
    if (sandbox !== null) closers.push(() => sandbox.close())
    const parts = openParts(options, pools, sandbox, sealWith(config.encryptionKey ?? developmentKey(dataDirectory)))
    closers.push(() => parts.transport.close())
    const firstApiKey = await bootstrap({ ...parts, config, clock, makesFirstKey: purpose === 'serve' })
    const readiness = openReadiness(parts.database, clock, () => pendingMigrations(databaseUrl, migrationsDirectory))
    const http = await buildHttp(
      { ...parts, readiness, translate, limits: { ratePerSecond: config.rateLimitPerSecond, trustProxy: config.trustProxy } },
      logger,
    )
    if (sandbox !== null) await http.register(sandbox.pages, { prefix: '/sandbox' })
    closers.push(() => closeHttp(http, config.shutdownGraceMs))
    await http.ready()
    const { jobs, keys, merchants, accounts } = parts
    const startJobs = () => {
      const recovery = startRecovery(jobs, (error) => {
        logger.warn(
          { error: error instanceof Error ? error.name : 'unknown' },
          'a pass of the recovery failed; the next comes soon',
        )
      })
      closers.push(() => recovery.stop())
    }
    return { http, invoices: jobs, keys, merchants, accounts, sandbox, readiness, firstApiKey, startJobs, close }
  } catch (error) {
    await close()
    throw error
  }
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

function openSandbox({ config, clock, dataDirectory }: AppOptions): Promise<Sandbox> {
  const port = (offset: number) => (config.port === 0 ? 0 : config.port + offset)
  return startSandbox({
    clock,
    host: '127.0.0.1',
    ports: { winpay: port(1), netzme: port(2), durianpay: port(3), bill_gateway: port(4) },
    pagesUrl: `${config.publicUrl}/sandbox`,
    directory: join(dataDirectory, 'sandbox'),
  })
}

/** Everything between the database and the border; makes no connection by itself. */
export function openParts(
  { config, clock, logger }: AppOptions,
  pools: { requests: pg.Pool; jobs: pg.Pool },
  sandbox: Sandbox | null,
  seal: ReturnType<typeof sealWith>,
) {
  const prisma = openPrisma(pools.requests)
  const database = openDatabase(pools.requests, config.databasePrepared)
  const metrics = openMetrics(() => pools.requests.waitingCount)
  const transport = openTransport(clock, { timeoutMs: config.providerTimeoutMs, answerBytesMax, connectionsPerOrigin })
  const { caller, health } = watchHealth(
    openCaller(transport, holdTokens(clock), clock),
    clock,
    (provider, operation, verdict, seconds) => {
      metrics.operations.observe({ provider, operation, verdict }, seconds)
    },
  )
  const accounts = openProviderAccounts({ prisma, seal, clock, connectors }, (merchantId, provider) => {
    const simulator = simulated.find((name) => name === provider)
    if (sandbox === null || simulator === undefined) return null
    return { credentials: sandbox.credentials(simulator, merchantId), settings: sandbox.settings(simulator) }
  })
  const storesOn = (on: Database) => ({
    store: openInvoiceStore(on, seal),
    keys: openIdempotencyStore(on, seal),
    numbers: openNumberStore(on),
  })
  const invoices: InvoiceDependencies = {
    ...storesOn(database),
    ...{ accounts, caller, clock },
    providers: connectors.map(({ manifest }) => manifest.name),
    providerTimeoutMs: config.providerTimeoutMs,
    defaultExpiryMinutes: config.defaultExpiryMinutes,
    warn(details, message) {
      if (details['from'] !== undefined) metrics.refusedTransitions.inc()
      logger.warn(details, message)
    },
  }
  const jobsDatabase = openDatabase(pools.jobs, config.databasePrepared)
  const jobs: RecoveryDependencies = { ...invoices, ...storesOn(jobsDatabase), recovery: openRecoveryStore(jobsDatabase) }
  const keys = openApiKeys(prisma, clock)
  const reading = openReading(database, prisma)
  const merchants = openMerchants(prisma, clock)
  const describeProviders = openProviderDescriptions(connectors, accounts, health, config.publicUrl)
  const providerOptions = z.strictObject(
    Object.fromEntries(connectors.map(({ manifest, options }) => [manifest.name, options.optional()])),
  )
  return {
    prisma,
    database,
    metrics,
    transport,
    accounts,
    invoices,
    jobs,
    keys,
    merchants,
    reading,
    describeProviders,
    providerOptions,
  }
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
