import { asAttemptId, newEventId, type AttemptId, type InvoiceId, type MerchantId } from '../core/ids.ts'
import { nextCheckAt } from '../core/check-schedule.ts'
import type { ExceptionCode, Invoice, PendingChange } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { presentInvoice } from '../core/invoice-wire.ts'
import type { InvoiceEvent } from '../core/news.ts'
import type { Payment } from '../core/payment.ts'
import { presentPayment } from '../core/payment-wire.ts'
import type { Seal } from '../core/seal.ts'
import type { OperationTrace } from '../connectors/call.ts'
import type { Database } from '../db/statement.ts'
import type { AttemptResult, NewAttempt } from './attempt.ts'
import { sealPlaces } from './idempotency.ts'
import { changingValues, fromInvoiceRow, toStoredChange } from './invoice-rows.ts'
import { fromPaymentRow, toPaymentRow } from './payment-rows.ts'
import * as sql from './statements.ts'

/** The answer that is kept for a key; `free` gives the key back instead. */
export type KeyAnswer = { key: string; free: true } | { key: string; free: false; status: number | null; body: string | null }

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

/** The latest attempt, as far as later steps need it. */
export interface PresentAttempt {
  id: AttemptId
  sending: boolean
  leaseUntil: Date
  number: string | null
}

export interface Claim {
  invoice: Invoice
  key: string
  route: string
  fingerprint: Buffer
  attempt: NewAttempt
  /** The number may be taken over from a bill that was finished by then, or never came to be; null: it must be new. */
  numberRestedSince: Date | null
}

/** Every statement that writes invoices. */
export interface InvoiceStore {
  /** True when key, reference and number were free and are now this invoice's; committed. Throws a unique violation for a number or foreign key use. */
  claim(claim: Claim): Promise<boolean>
  /** True when written; false when the invoice (or the attempt's epoch) is no longer what the writer knew: read again and decide again. */
  save(save: Save): Promise<boolean>
  /** Takes the invoice for one change at its provider; false when it is no longer as read, or another change is under way. */
  beginChange(invoice: Invoice, change: PendingChange, now: Date): Promise<boolean>
  readAttempt(invoice: Invoice): Promise<PresentAttempt>
  /** All of them, oldest first. */
  readPayments(invoice: Pick<Invoice, 'merchantId' | 'id'>): Promise<Payment[]>
  /** Which of the codes a person has settled after the very same was seen. */
  settledByPerson(invoice: Invoice, codes: readonly ExceptionCode[], seen: JsonObject): Promise<ExceptionCode[]>
  /** Keeps who decided what, and takes the attempt from whoever still holds it. */
  recordResolution(invoice: Invoice, attemptId: AttemptId, resolution: JsonObject, now: Date): Promise<void>
  read(merchantId: MerchantId, id: InvoiceId): Promise<Invoice | null>
  readByReference(merchantId: MerchantId, reference: string): Promise<Invoice | null>
}

/** `onRaised` is told of each exception that was written as raised. */
export function openInvoiceStore(database: Database, seal: Seal, onRaised: (code: ExceptionCode) => void): InvoiceStore {
  return {
    async claim(claim) {
      return (await database.run(sql.claim, toClaimValues(claim))).length === 1
    },

    async save(save) {
      const [row] = await database.run<{ saved: boolean }>(sql.save, toSaveValues(seal, save))
      if (row?.saved !== true) return false
      missing(save.after.exceptions, save.before.exceptions).forEach(onRaised)
      return true
    },

    async beginChange({ merchantId, id, version }, change, now) {
      const rows = await database.run(sql.beginChange, [
        merchantId,
        id,
        version,
        JSON.stringify(toStoredChange(change)),
        now,
        change.until,
      ])
      return rows.length === 1
    },

    async readAttempt({ merchantId, id }) {
      const [row] = await database.run<{ id: string; phase: string; number: string | null; lease_until: Date }>(sql.readAttempt, [
        merchantId,
        id,
      ])
      if (row === undefined) throw new Error('an invoice without an attempt')
      return { id: asAttemptId(row.id), sending: row.phase === 'sending', leaseUntil: row.lease_until, number: row.number }
    },

    async readPayments({ merchantId, id }) {
      return (await database.run(sql.readPayments, [merchantId, id])).map(fromPaymentRow)
    },

    async settledByPerson({ merchantId, id }, codes, seen) {
      const rows = await database.run<{ code: string }>(sql.settledByPerson, [merchantId, id, codes, JSON.stringify(seen)])
      return codes.filter((code) => rows.some((row) => row.code === code))
    },

    async recordResolution({ merchantId, id }, attemptId, resolution, now) {
      await database.run(sql.recordResolution, [merchantId, id, attemptId, JSON.stringify(resolution), now])
    },

    async read(merchantId, id) {
      const [row] = await database.run(sql.readInvoice, [merchantId, id])
      return row === undefined ? null : fromInvoiceRow(row)
    },

    async readByReference(merchantId, reference) {
      const [row] = await database.run(sql.readByReference, [merchantId, reference])
      return row === undefined ? null : fromInvoiceRow(row)
    },
  }
}

function toClaimValues({ invoice, route, fingerprint, attempt, numberRestedSince }: Claim): unknown[] {
  return [
    ...[invoice.merchantId, invoice.id, invoice.reference, invoice.currency, invoice.provider, invoice.providerAccount],
    invoice.createdAt,
    ...changingValues(invoice),
    ...[route, fingerprint, attempt.id, JSON.stringify(attempt.candidates), attempt.number],
    ...[attempt.sendDeadline, attempt.leaseUntil, numberRestedSince],
  ]
}

function toSaveValues(seal: Seal, save: Save): unknown[] {
  const { before, after, payments, operations, attemptId, result, keyAnswer, change } = save
  const planned = nextCheckAt(after)
  const isReplanned = change !== undefined || planned?.getTime() !== nextCheckAt(before)?.getTime()
  return [
    ...[before.merchantId, before.id, before.version],
    ...changingValues(after),
    JSON.stringify(toEventRows(save)),
    JSON.stringify(operations.map((operation) => toOperationRow(seal, after, attemptId, operation))),
    result === undefined ? null : JSON.stringify(toResultRow(result)),
    keyAnswer === undefined ? null : JSON.stringify(toKeyRow(seal, after.merchantId, keyAnswer)),
    change !== undefined,
    change == null ? null : JSON.stringify(toStoredChange(change)),
    // A change that the writer has not seen was begun meanwhile: its end is looked at all the same.
    ...[isReplanned, planned, change !== undefined || before.change !== null],
    JSON.stringify(toExceptionRows(save)),
    JSON.stringify(payments.map(toPaymentRow)),
  ]
}

function toExceptionRows({ before, after, seen, settledBy }: Save) {
  const at = after.updatedAt
  return [
    ...missing(after.exceptions, before.exceptions).map((code) => ({ code, at, settles: false, details: seen ?? null })),
    ...missing(before.exceptions, after.exceptions).map((code) => ({
      ...{ code, at, settles: true },
      ...(settledBy?.code === code ? { note: settledBy.note, settled_by: settledBy.by } : {}),
    })),
  ]
}

function missing(from: readonly ExceptionCode[], others: readonly ExceptionCode[]): ExceptionCode[] {
  return from.filter((code) => !others.includes(code))
}

/** Each shows the invoice after all of this change, at a version of its own. */
function toEventRows({ after, events }: Save) {
  return events.map(({ type, payment }, index) => {
    const back = events.length - 1 - index
    const invoice = presentInvoice({ ...after, version: after.version - back })
    const data = { invoice, payment: payment === null ? null : presentPayment(payment) }
    return { sequence: after.lastSequence - back, id: newEventId(), type, data, created_at: after.updatedAt }
  })
}

function toOperationRow(seal: Seal, { merchantId, id: invoiceId }: Invoice, attemptId: string, operation: OperationTrace) {
  const { id, kind, method, path, bytesSent, httpStatus, outcome, durationMs, answer, startedAt } = operation
  return {
    ...{ attempt_id: attemptId, id, kind, method, path, bytes_sent: bytesSent, http_status: httpStatus, outcome },
    duration_ms: durationMs,
    answer: answer === null ? null : seal.seal(sealPlaces.operation(merchantId, invoiceId, id), answer).toString('base64'),
    started_at: startedAt,
  }
}

function toResultRow(result: AttemptResult) {
  const { id, epoch, outcome, providerCode, providerMessage, finishedAt, nextCheckAt, notFound, resolution } = result
  const word = { provider_code: providerCode, provider_message: providerMessage }
  return { id, epoch, outcome, ...word, finished_at: finishedAt, next_check_at: nextCheckAt, not_found: notFound, resolution }
}

function toKeyRow(seal: Seal, merchantId: MerchantId, answer: KeyAnswer) {
  if (answer.free) return { key: answer.key, free: true }
  const { key, status, body } = answer
  const sealed = body === null ? null : seal.seal(sealPlaces.key(merchantId, key), body).toString('base64')
  return { key, free: false, status, body: sealed }
}
