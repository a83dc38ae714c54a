import type pg from 'pg'
import type { FastifyBaseLogger } from 'fastify'
import { z } from 'zod'
import { openApiKeys } from './access/api-keys.ts'
import { openMerchants } from './access/merchants.ts'
import { openProviderDescriptions } from './accounts/describe-providers.ts'
import type { FallbackAccounts } from './accounts/fallback-accounts.ts'
import { guardCalls } from './accounts/guard-calls.ts'
import { watchHealth } from './accounts/health.ts'
import { openProviderAccounts, type ProviderAccounts } from './accounts/provider-accounts.ts'
import type { CallbackDependencies } from './callbacks/apply-callbacks.ts'
import { hangBell, type Bell } from './callbacks/bell.ts'
import { openCallbackStore } from './callbacks/callback-store.ts'
import type { IntakeDependencies } from './callbacks/receive-callback.ts'
import type { Config } from './config.ts'
import { openCaller, type Caller } from './connectors/call.ts'
import { connectors } from './connectors/registry.ts'
import { holdTokens } from './connectors/tokens.ts'
import { openTransport } from './connectors/transport.ts'
import type { Seal } from './core/seal.ts'
import type { Clock } from './core/time.ts'
import { openAnalyzer } from './db/analyze-new.ts'
import { inTransaction } from './db/pool.ts'
import { openPrisma } from './db/prisma.ts'
import { openDatabase, type Database, type Queryable } from './db/statement.ts'
import { openMetrics, type Metrics } from './http/metrics.ts'
import type { CheckDependencies } from './invoices/check-invoices.ts'
import { openAdmission } from './invoices/admission.ts'
import { openCheckStore } from './invoices/check-store.ts'
import type { InvoiceDependencies } from './invoices/dependencies.ts'
import { openIdempotencyStore } from './invoices/idempotency-store.ts'
import { openInvoiceStore } from './invoices/invoice-store.ts'
import { openMatchingStore } from './invoices/matching-store.ts'
import { openNumberStore } from './invoices/number-store.ts'
import { openReading } from './invoices/reading.ts'
import type { RecoveryDependencies } from './invoices/recover-attempts.ts'
import { openRecoveryStore } from './invoices/recovery-store.ts'
import { holdUnwritten } from './invoices/unwritten.ts'
import type { RetentionDependencies } from './retention/erase-what-is-old.ts'
import { openRetentionStore, type Transactions } from './retention/retention-store.ts'
import type { DeliveryDependencies } from './webhooks/deliver.ts'
import { openDeliveryLog } from './webhooks/delivery-log.ts'
import { openDeliveryStore } from './webhooks/delivery-store.ts'
import { openEndpointStore } from './webhooks/endpoint-store.ts'
import { openFeedStore } from './webhooks/feed-store.ts'
import type { WebhookDependencies } from './webhooks/manage-endpoints.ts'
import type { RelayDependencies } from './webhooks/relay-events.ts'
import { openWebhookTransport } from './webhooks/transport.ts'

const answerBytesMax = 1024 * 1024
const connectionsPerAccount = 2_048
/**
 * Creates of one process, those that wait for a provider not counted: a second's worth of work, so that a pause of its own alone refuses nobody. Measured
 * with twice what it can take (`npm run bench -- --overload`): the longer the line may stay, the longer the accepted wait; with fewer, 256 clients that
 * send again at once what was refused would keep the pressure up by themselves.
 */
const createsAtOnce = { places: 512, placesUnderPressure: 256, calmMs: 1_000 }

export interface PartsOptions {
  config: Config
  clock: Clock
  logger: FastifyBaseLogger
}

/** What is done without a request has connections of its own, so that neither can keep the other from working. */
export interface Pools {
  requests: pg.Pool
  jobs: pg.Pool
}

/** Everything between the database and the border; makes no connection by itself. */
export function openParts(options: PartsOptions, pools: Pools, fallback: FallbackAccounts | null, seal: Seal) {
  const { config, clock } = options
  const prisma = openPrisma(pools.requests)
  const databases = {
    requests: openDatabase(pools.requests, config.databasePrepared),
    jobs: openDatabase(pools.jobs, config.databasePrepared),
  }
  const { transport, metrics, caller, health } = openProviders(options, () => pools.requests.waitingCount)
  const accounts = openProviderAccounts({ prisma, seal, clock, connectors }, fallback)
  const opened = openInvoices(options, databases, seal, { accounts, caller, metrics })
  return {
    prisma,
    database: databases.requests,
    analyzeNewTables: openAnalyzer(databases.jobs),
    metrics,
    transport,
    accounts,
    ...opened,
    ...openCallbacks(options, databases, seal, { accounts, metrics, invoices: opened.jobs }),
    ...openWebhooks(options, databases, seal, metrics),
    retention: openRetention(options, pools.jobs, metrics),
    keys: openApiKeys(prisma, clock),
    merchants: openMerchants(prisma, clock),
    reading: openReading(databases.requests, prisma, seal),
    describeProviders: openProviderDescriptions(connectors, accounts, health, config.publicUrl),
    providerOptions: z.strictObject(
      Object.fromEntries(connectors.map(({ manifest, options: own }) => [manifest.name, own.optional()])),
    ),
  }
}

function openProviders({ config, clock }: PartsOptions, countWaiting: () => number) {
  const transport = openTransport(clock, { timeoutMs: config.providerTimeoutMs, answerBytesMax, connectionsPerAccount })
  const guarded = guardCalls(openCaller(transport, holdTokens(clock), clock), clock)
  const metrics = openMetrics(countWaiting, () => guarded.openBreakers())
  const watched = watchHealth(guarded.caller, clock, (provider, operation, verdict, seconds) => {
    metrics.operations.observe({ provider, operation, verdict }, seconds)
  })
  return { transport, metrics, ...watched }
}

interface Around {
  accounts: ProviderAccounts
  caller: Caller
  metrics: Metrics
}

function openInvoices(
  { config, clock, logger }: PartsOptions,
  databases: { requests: Database; jobs: Database },
  seal: Seal,
  { accounts, caller, metrics }: Around,
): { invoices: InvoiceDependencies; jobs: RecoveryDependencies & CheckDependencies } {
  const storesOn = (database: Database) => ({
    store: openInvoiceStore(database, seal, (code) => {
      metrics.exceptionsRaised.inc({ code })
    }),
    keys: openIdempotencyStore(database, seal),
    numbers: openNumberStore(database),
  })
  const invoices: InvoiceDependencies = {
    ...storesOn(databases.requests),
    admission: openAdmission({ ...createsAtOnce, clock }),
    unwritten: holdUnwritten(clock),
    ...{ accounts, caller, clock },
    providers: connectors.map(({ manifest }) => manifest.name),
    providerTimeoutMs: config.providerTimeoutMs,
    defaultExpiryMinutes: config.defaultExpiryMinutes,
    warn(details, message) {
      if (details['from'] !== undefined) metrics.refusedTransitions.inc()
      logger.warn(details, message)
    },
  }
  const jobs: RecoveryDependencies & CheckDependencies = {
    ...{ ...invoices, ...storesOn(databases.jobs) },
    recovery: openRecoveryStore(databases.jobs),
    checks: openCheckStore(databases.jobs),
    onChecked(provider, result) {
      metrics.checks.inc({ provider, result })
    },
  }
  return { invoices, jobs }
}

function openCallbacks(
  { config, clock }: PartsOptions,
  databases: { requests: Database; jobs: Database },
  seal: Seal,
  { accounts, metrics, invoices }: Pick<Around, 'accounts' | 'metrics'> & { invoices: InvoiceDependencies },
): { callbacks: IntakeDependencies; callbackJobs: CallbackDependencies & { bell: Bell } } {
  const bell = hangBell()
  const callbacks: IntakeDependencies = {
    ...{ accounts, clock, bell, callbacks: openCallbackStore(databases.requests, seal) },
    publicPath: new URL(config.publicUrl).pathname.replace(/\/$/, ''),
    onReceived(provider, verdict) {
      metrics.callbacks.inc({ provider, verdict })
    },
  }
  const callbackJobs: CallbackDependencies & { bell: Bell } = {
    ...{ invoices, clock, bell, callbacks: openCallbackStore(databases.jobs, seal) },
    matching: openMatchingStore(databases.jobs),
    onTried(provider, result) {
      metrics.callbackTries.inc({ provider, result })
    },
  }
  return { callbacks, callbackJobs }
}

function openWebhooks(
  { config, clock, logger }: PartsOptions,
  databases: { requests: Database; jobs: Database },
  seal: Seal,
  metrics: Metrics,
) {
  const webhookTransport = openWebhookTransport({ clock, allowedNetworks: config.webhookAllowedNetworks })
  const webhooks: WebhookDependencies = {
    endpoints: openEndpointStore(databases.requests, seal),
    feed: openFeedStore(databases.requests),
    log: openDeliveryLog(databases.requests, seal),
    transport: webhookTransport,
    allowedNetworks: config.webhookAllowedNetworks,
    clock,
  }
  const webhookJobs: RelayDependencies & DeliveryDependencies & WebhookDependencies = {
    feed: openFeedStore(databases.jobs),
    log: openDeliveryLog(databases.jobs, seal),
    allowedNetworks: config.webhookAllowedNetworks,
    deliveries: openDeliveryStore(databases.jobs, seal),
    endpoints: openEndpointStore(databases.jobs, seal),
    transport: webhookTransport,
    clock,
    random: Math.random,
    onTried(result) {
      metrics.webhookTries.inc({ result })
    },
    onDisabled({ merchantId, endpointId, reason }) {
      metrics.webhookEndpointsDisabled.inc({ reason })
      logger.warn({ merchant_id: merchantId, endpoint_id: endpointId, reason }, 'a webhook endpoint was switched off')
    },
  }
  return { webhooks, webhookJobs, webhookTransport }
}

function openRetention({ config, clock, logger }: PartsOptions, pool: pg.Pool, metrics: Metrics): RetentionDependencies {
  const open = (queryable: Queryable) => openDatabase(queryable, config.databasePrepared)
  const transactions: Transactions = {
    database: open(pool),
    inTransaction: (work) => inTransaction(pool, (client) => work(open(client))),
  }
  const remembered = connectors.flatMap(({ manifest: { name, remembers } }) =>
    remembers === undefined ? [] : [[name, remembers] as const],
  )
  return {
    ...{ retention: openRetentionStore(transactions, new Map(remembered)), clock },
    retentionDays: config.retentionDays,
    onErased(kind, count) {
      metrics.erased.inc({ kind }, count)
      if (kind === 'unapplied_callbacks') logger.warn({ count }, 'callbacks that were never applied are too old to be kept')
    },
  }
}
