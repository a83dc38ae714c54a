import { asAttemptId, type AttemptId, type InvoiceId, type MerchantId } from '../core/ids.ts'
import type { ExceptionCode, Invoice, PendingChange } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import type { Payment } from '../core/payment.ts'
import type { Seal } from '../core/seal.ts'
import { gather } from '../db/gather.ts'
import type { Database } from '../db/statement.ts'
import { toClaim, toClaimed, type Claim, type Claimed, type ClaimedRow } from './claim-statement.ts'
import { fromInvoiceRow, toStoredChange } from './invoice-rows.ts'
import { fromPaymentRow } from './payment-rows.ts'
import type { Save } from './save.ts'
import { missing, toSave } from './save-statement.ts'
import * as sql from './statements.ts'

/** The latest attempt, as far as later steps need it. */
export interface PresentAttempt {
  id: AttemptId
  sending: boolean
  leaseUntil: Date
  number: string | null
}

/** Every statement that writes invoices. */
export interface InvoiceStore {
  /** Whether key, reference and number were free and are now this invoice's; committed. Throws a unique violation for a number or foreign key use. */
  claim(claim: Claim): Promise<Claimed>
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

/** One at a time, for full statements cost the least; a second only beside one that is slow. The parameters of each are some hundred kilobytes at most. */
const batches = { patienceMs: 50, lanes: 2, max: 64 }

/** `onRaised` is told of each exception that was written as raised. */
export function openInvoiceStore(database: Database, seal: Seal, onRaised: (code: ExceptionCode) => void): InvoiceStore {
  return {
    claim: gatherClaims(database, seal),
    save: gatherSaves(database, seal, onRaised),

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

function gatherClaims(database: Database, seal: Seal): InvoiceStore['claim'] {
  return gather({
    ...batches,
    keyOf: ({ invoice: { merchantId }, key }) => `${merchantId} ${key}`,
    prepare: toClaim,
    async run(claims, { statement, values }) {
      const rows = await database.run<ClaimedRow>(statement, values)
      return inOrderOf(claims, rows).map(([one, row]) => toClaimed(seal, one, row))
    },
  })
}

function gatherSaves(database: Database, seal: Seal, onRaised: (code: ExceptionCode) => void): InvoiceStore['save'] {
  return gather({
    ...batches,
    keyOf: ({ before: { merchantId, id } }) => `${merchantId} ${id}`,
    prepare: (saves) => toSave(seal, saves),
    async run(saves, { statement, values }) {
      const rows = await database.run<{ id: string }>(statement, values)
      const saved = new Set(rows.map(({ id }) => id))
      for (const { before, after } of saves)
        if (saved.has(before.id)) missing(after.exceptions, before.exceptions).forEach(onRaised)
      return saves.map(({ before: { id } }) => saved.has(id))
    },
  })
}

/** Each claim with the row that answers it. */
function inOrderOf(claims: readonly Claim[], rows: readonly ClaimedRow[]): [Claim, ClaimedRow][] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return claims.map((one) => {
    const row = byId.get(one.invoice.id)
    if (row === undefined) throw new Error('a claim without an answer')
    return [one, row]
  })
}
