import { z } from 'zod'
import { asInvoiceId, type InvoiceId, type MerchantId } from '../core/ids.ts'
import { invoiceStatuses, type InvoiceStatus } from '../core/invoice.ts'
import type { Database, Statement } from '../db/statement.ts'
import { eraseTaken, type RememberedByProvider, type Take } from './erase-invoices.ts'
import * as sql from './retention-statements.ts'

export interface Customer {
  merchantId: MerchantId
  /** The merchant's own id of the customer. */
  reference: string
}

export interface KnownInvoice {
  id: InvoiceId
  status: InvoiceStatus
}

/** Everything that erases. Each does one portion and answers how many; what others hold is left for the next time. */
export interface RetentionStore {
  /** The personal data of invoices that were finished by then. */
  eraseInvoices(finishedBy: Date, now: Date): Promise<number>
  /** The same of a customer's finished invoices, at once; answers which. */
  eraseInvoicesOf(customer: Customer, now: Date): Promise<InvoiceId[]>
  /** The invoices that still know the customer, oldest first. */
  listInvoicesOf(customer: Customer): Promise<KnownInvoice[]>
  /** Headers and bodies of callbacks that have ended; told apart, for of some nothing was ever applied. */
  eraseCallbacks(finishedBy: Date): Promise<{ applied: number; neverApplied: number }>
  /** What providers answered. */
  eraseAnswers(calledBy: Date): Promise<number>
  /** What merchants' endpoints answered. */
  eraseWebhookAnswers(triedBy: Date): Promise<number>
  /** Ended deliveries, whole. */
  forgetDeliveries(finishedBy: Date): Promise<number>
  /** Keys that created invoices which are finished; the invoices stay. */
  forgetKeysOfInvoices(usedBy: Date): Promise<number>
  forgetOtherKeys(usedBy: Date, now: Date): Promise<number>
}

/** A database, and a way to run several statements in one transaction of it. */
export interface Transactions {
  database: Database
  inTransaction: <Result>(work: (database: Database) => Promise<Result>) => Promise<Result>
}

const knownRow = z.object({ id: z.string().transform(asInvoiceId), status: z.enum(invoiceStatuses) })
const callbackRow = z.object({ state: z.string() })

export function openRetentionStore({ database, inTransaction }: Transactions, remembered: RememberedByProvider): RetentionStore {
  const count = async (statement: Statement, values: unknown[]) => (await database.run(statement, values)).length
  const erase = (take: Take, now: Date) => inTransaction((own) => eraseTaken(own, remembered, take, now))
  return {
    async eraseInvoices(finishedBy, now) {
      return (await erase({ statement: sql.takeFinished, values: [finishedBy, now] }, now)).length
    },
    eraseInvoicesOf({ merchantId, reference }, now) {
      return erase({ statement: sql.takeFinishedOfCustomer, values: [merchantId, reference, now] }, now)
    },
    async listInvoicesOf({ merchantId, reference }) {
      return (await database.run(sql.listOfCustomer, [merchantId, reference])).map((raw) => knownRow.parse(raw))
    },
    async eraseCallbacks(finishedBy) {
      const rows = (await database.run(sql.eraseCallbacks, [finishedBy])).map((raw) => callbackRow.parse(raw))
      const applied = rows.filter(({ state }) => state === 'applied').length
      return { applied, neverApplied: rows.length - applied }
    },
    eraseAnswers: (calledBy) => count(sql.eraseAnswers, [calledBy]),
    eraseWebhookAnswers: (triedBy) => count(sql.eraseWebhookAnswers, [triedBy]),
    forgetDeliveries: (finishedBy) => count(sql.forgetDeliveries, [finishedBy]),
    forgetKeysOfInvoices: (usedBy) => count(sql.forgetKeysOfInvoices, [usedBy]),
    forgetOtherKeys: (usedBy, now) => count(sql.forgetOtherKeys, [usedBy, now]),
  }
}
