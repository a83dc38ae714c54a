import { createHash } from 'node:crypto'
import { z } from 'zod'
import { fromMinor, sum, toAmount, type Money } from '../../core/money.ts'
import { paidOf, readMoney, type LedgerEntry } from '../ledger.ts'
import { randomAlphanumeric, randomDigits } from '../random-text.ts'
import { refuseFaults, refuseState } from './refuse.ts'
import type { DurianpayCreate, DurianpayUpdate } from './request.ts'

export const durianpayDetails = z.object({
  title: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  startDate: z.string(),
  dueDate: z.string(),
  updatedAt: z.string().nullable(),
  /** As it came, number or text. */
  minimum: z.union([z.number(), z.string()]).nullable(),
  invoiceUrl: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()).nullable(),
  /** Virtual accounts made by `POST /invoices/pay`, which nobody has paid to yet. */
  pending: z.array(z.object({ id: z.string(), amount: z.string(), bank: z.string(), number: z.string() })),
})
export type DurianpayInvoice = LedgerEntry<z.infer<typeof durianpayDetails>>

/** The provider keeps whole rupiah: `20000.67` is 20001 from then on. */
export function roundToRupiah(amount: string): Money {
  return fromMinor(((readMoney(amount) + 50n) / 100n) * 100n)
}

/** Only the date part counts, and it is payable to the end of that day in Jakarta. */
function endOfDay(date: string): string {
  return new Date(`${date.slice(0, 10)}T23:59:59.999+07:00`).toISOString()
}

/** The same person at the same merchant is the same customer. */
function customerIdOf(client: string, { id, customer_ref_id: ref, email, mobile }: DurianpayCreate['customer']): string {
  const person = JSON.stringify([client, ref ?? email ?? mobile])
  return id ?? `cus_${createHash('sha256').update(person).digest('hex').slice(0, 14)}`
}

function smallestPart(minimum: number | string): string {
  return toAmount(typeof minimum === 'string' ? readMoney(minimum) : fromMinor(BigInt(Math.round(minimum * 100))))
}

export function newId(prefix: 'inv' | 'inv_txn'): string {
  return `${prefix}_${randomAlphanumeric(10)}${randomDigits(4)}`
}

export function toInvoice(request: DurianpayCreate, client: string, now: Date): DurianpayInvoice {
  const minimum = request.partial_transaction_config?.min_acceptable_amount ?? null
  return {
    client,
    id: newId('inv'),
    reference: request.invoice_ref_id,
    amount: toAmount(roundToRupiah(request.amount)),
    due: toAmount(roundToRupiah(request.remaining_amount)),
    accepts: request.enable_partial_transaction === true ? 'partial' : 'full',
    minimum: minimum === null ? null : smallestPart(minimum),
    status: 'open',
    createdAt: now.toISOString(),
    expiresAt: endOfDay(request.due_date),
    payments: [],
    details: {
      title: request.title,
      customerId: customerIdOf(client, request.customer),
      customerName: request.customer.given_name ?? '',
      startDate: request.start_date ?? now.toISOString(),
      dueDate: request.due_date,
      updatedAt: null,
      minimum,
      invoiceUrl: request.invoice_url ?? null,
      metadata: request.metadata ?? null,
      pending: [],
    },
  }
}

function updateDetails({ details }: DurianpayInvoice, request: DurianpayUpdate, now: Date): DurianpayInvoice['details'] {
  return {
    ...details,
    title: request.title ?? details.title,
    startDate: request.start_date ?? details.startDate,
    dueDate: request.due_date ?? details.dueDate,
    minimum: request.partial_transaction_config?.min_acceptable_amount ?? details.minimum,
    invoiceUrl: request.invoice_url === undefined ? details.invoiceUrl : request.invoice_url,
    metadata: request.metadata === undefined ? details.metadata : request.metadata,
    // Blocking cancels what the payer had begun.
    pending: request.is_blocked === true ? [] : details.pending,
    updatedAt: now.toISOString(),
  }
}

/** What has to come in all: what was paid, and what now remains. Throws when more would be due than the invoice is worth. */
function dueAfter(invoice: DurianpayInvoice, remaining: string | undefined): string {
  if (remaining === undefined) return invoice.due
  const due = sum([paidOf(invoice), roundToRupiah(remaining)])
  if (due > readMoney(invoice.amount)) throw refuseFaults([{ field: 'remaining_amount', missing: false }])
  return toAmount(due)
}

export function applyUpdate(invoice: DurianpayInvoice, request: DurianpayUpdate, now: Date): DurianpayInvoice {
  if (invoice.status === 'paid') throw refuseState('invoice is already paid')
  const details = updateDetails(invoice, request, now)
  const partial = request.enable_partial_transaction ?? invoice.accepts === 'partial'
  const blocked = request.is_blocked ?? invoice.status === 'blocked'
  return {
    ...invoice,
    reference: request.invoice_ref_id ?? invoice.reference,
    due: dueAfter(invoice, request.remaining_amount),
    accepts: partial ? 'partial' : 'full',
    minimum: details.minimum === null ? null : smallestPart(details.minimum),
    status: blocked ? 'blocked' : 'open',
    expiresAt: endOfDay(details.dueDate),
    details,
  }
}
