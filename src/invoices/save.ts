import type { OperationTrace } from '../connectors/call.ts'
import type { ExceptionCode, Invoice, PendingChange } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import type { InvoiceEvent } from '../core/news.ts'
import type { Payment } from '../core/payment.ts'
import type { AttemptResult } from './attempt.ts'

/** The answer that is kept for a key; `free` gives the key back instead. */
export type KeyAnswer = { key: string; free: true } | { key: string; free: false; status: number | null; body: string | null }

/** One change of an invoice, and everything that is written with it. */
export interface Save {
  before: Invoice
  after: Invoice
  /** New, or not as they were. */
  payments: readonly Payment[]
  /** In order; the last has the sequence and version of `after`. */
  events: readonly InvoiceEvent[]
  operations: readonly OperationTrace[]
  /** The attempt under which the calls are filed. */
  attemptId: string
  result?: AttemptResult
  keyAnswer?: KeyAnswer
  /** The change that is then under way; null ends it, absent leaves it as it is. */
  change?: PendingChange | null
  /** What was seen that raised an exception, for operators; nothing of a person. */
  seen?: JsonObject
  /** The person who takes an exception off the list. */
  settledBy?: Settlement
}

export interface Settlement {
  code: ExceptionCode
  note: string
  /** The API key, by its name. */
  by: string
}
