import type { Caller } from '../connectors/call.ts'
import type { Clock } from '../core/time.ts'
import type { AccountDirectory } from '../routing/choose-account.ts'
import type { Admission } from './admission.ts'
import type { IdempotencyStore } from './idempotency-store.ts'
import type { InvoiceStore } from './invoice-store.ts'
import type { NumberStore } from './number-store.ts'
import type { UnwrittenResults } from './unwritten.ts'

/** What the use cases of invoices stand on; made once in app.ts. */
export interface InvoiceDependencies {
  /** To creates; everything else ends or reads what was begun, and is never refused. */
  admission: Admission
  store: InvoiceStore
  keys: IdempotencyStore
  numbers: NumberStore
  unwritten: UnwrittenResults
  accounts: AccountDirectory
  caller: Caller
  clock: Clock
  /** Names of every connector, in their order. */
  providers: readonly string[]
  /** Total deadline of one outgoing call. */
  providerTimeoutMs: number
  /** For an invoice that names no `expires_at`. */
  defaultExpiryMinutes: number
  /** Tells operators of what was refused or lost; never of a secret or a person. */
  warn(details: Record<string, string>, message: string): void
}
