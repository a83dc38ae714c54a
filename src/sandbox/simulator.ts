import type { FastifyInstance } from 'fastify'
import { join } from 'node:path'
import type { JsonObject } from '../core/json.ts'
import type { Clock } from '../core/time.ts'
import type { LedgerEntry, PaymentOrder } from './ledger.ts'

export const providers = ['winpay', 'netzme', 'durianpay', 'bill_gateway'] as const
export type Provider = (typeof providers)[number]

export interface SimulatorOptions {
  clock: Clock
  /** Where a browser finds the checkout pages, without a slash at the end. */
  pagesUrl: string
  /** Where ledger and clients are journalled; null keeps them in memory. */
  directory: string | null
}

/** What the checkout page shows of one invoice. */
export interface Checkout {
  readonly entry: LedgerEntry
  readonly title: string
  readonly customer: string
  readonly virtualAccounts: readonly { bank: string; number: string }[]
  /** A `data:` URL. */
  readonly qrImage: string | null
  /** How the payer may pay; the first is the default. */
  readonly channels: readonly [string, ...string[]]
  readonly returnUrl: string | null
}

/** One simulated provider: its HTTP API, and the ledger behind it as pages and tests use it. */
export interface Simulator {
  readonly server: FastifyInstance
  /** What the base URL of an account ends in after the host. */
  readonly basePath: '' | '/v1'
  /** Account settings without which this simulator's answers cannot be used. */
  readonly settings: JsonObject
  /** All but the base URL. */
  credentialsOf(client: string): JsonObject
  entries(): readonly LedgerEntry[]
  checkout(id: string): Checkout | null
  /** The payer pays. Throws PaymentRefused. */
  pay(id: string, order: Partial<PaymentOrder>): void
  /** Ends the journals; the server is closed by whoever started it. */
  close(): void
}

export function journalPath(options: SimulatorOptions, name: string): string | null {
  return options.directory === null ? null : join(options.directory, `${name}.jsonl`)
}
