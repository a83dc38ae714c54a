import type { FastifyInstance } from 'fastify'
import { join } from 'node:path'
import type { JsonObject } from '../core/json.ts'
import type { Clock } from '../core/time.ts'
import type { LedgerEntry, Movement, PaymentOrder } from './ledger.ts'

export const providers = ['winpay', 'netzme', 'durianpay', 'bill_gateway'] as const
export type Provider = (typeof providers)[number]

/** Money that moved, in the words of the provider's callback about it. */
export interface MoneyNews {
  client: string
  invoiceId: string
  paymentId: string
  event: Movement['event']
  body: JsonObject
}

export interface CallbackText {
  headers: Readonly<Record<string, string>>
  /** What is sent, byte by byte. */
  body: string
}

export interface CallbackAnswer {
  status: number
  body: string
}

export function toNews({ entry, payment, event }: Movement, body: JsonObject): MoneyNews {
  return { client: entry.client, invoiceId: entry.id, paymentId: payment.id, event, body }
}

/** How a provider calls back. */
export interface CallbackManner {
  /** How long it waits before each repeat; there are no more than these. */
  readonly repeatAfterMs: readonly number[]
  /** How long it waits for an answer. */
  readonly timeoutMs: number
  /**
   * The callback as it is sent to one of its clients, signed.
   * @param at.path of the URL that the client registered.
   * @param at.repeat 0 is the first try.
   */
  write(client: string, body: JsonObject, at: { now: Date; path: string; repeat: number }): CallbackText
  isAcknowledged(answer: CallbackAnswer): boolean
}

export interface SimulatorOptions {
  clock: Clock
  /** Takes what there is to tell about money that has moved. */
  announce: (news: MoneyNews) => void
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
  /** The bank takes a payment back. Throws PaymentRefused. Absent where the provider documents nothing of the kind. */
  reverse?(id: string, paymentId: string): void
  readonly callbacks: CallbackManner
  /** Ends the journals; the server is closed by whoever started it. */
  close(): void
}

export function journalPath(options: { directory: string | null }, name: string): string | null {
  return options.directory === null ? null : join(options.directory, `${name}.jsonl`)
}
