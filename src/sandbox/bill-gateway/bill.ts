import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { fromMinor, toAmount, toWholeRupiah } from '../../core/money.ts'
import { fromTimestamp, toJakartaDate, toJakartaTimestamp } from '../../core/time.ts'
import { isExpired, paidOf, readMoney, type LedgerEntry, type LedgerPayment } from '../ledger.ts'
import { randomAlphanumeric } from '../random-text.ts'
import type { BillRequest } from './request.ts'

export const billDetails = z.object({
  /** Ten digits; with each prefix in front it is the number that the payer types. */
  vaNumber: z.string(),
  prefixes: z.array(z.string()).min(1),
  invoiceNumber: z.string().nullable(),
  type: z.enum(['close', 'partial', 'open']),
  name: z.string(),
  customerName: z.string(),
  customerEmail: z.string().nullable(),
  customerPhone: z.string().nullable(),
  customerAddress: z.string().nullable(),
  description: z.string().nullable(),
  extDescription: z.string().nullable(),
  components: z.array(z.object({ id: z.string(), name: z.string(), qty: z.int(), price: z.int(), total: z.int() })),
})
export type Bill = LedgerEntry<z.infer<typeof billDetails>>

const acceptsByType = { close: 'full', partial: 'partial', open: 'any' } as const

function toDetails(request: BillRequest): Bill['details'] {
  return {
    vaNumber: request.va_number,
    prefixes: typeof request.prefix === 'string' ? [request.prefix] : request.prefix,
    invoiceNumber: request.invoice_number ?? null,
    type: request.type,
    name: request.name,
    customerName: request.customer_name,
    customerEmail: request.customer_email ?? null,
    customerPhone: request.customer_phone ?? null,
    customerAddress: request.customer_address ?? null,
    description: request.description ?? null,
    extDescription: request.ext_description ?? null,
    components: (request.components ?? []).map((component) => ({ id: randomUUID(), ...component })),
  }
}

export function toBill(request: BillRequest, client: string, now: Date): Bill {
  const amount = toAmount(fromMinor(BigInt(request.total_amount) * 100n))
  const validUntil = request.valid_until === undefined ? null : fromTimestamp(request.valid_until)
  return {
    client,
    id: randomAlphanumeric(8),
    reference: request.invoice_number ?? '',
    amount,
    due: amount,
    accepts: acceptsByType[request.type],
    minimum: null,
    status: 'open',
    createdAt: now.toISOString(),
    expiresAt: validUntil === null ? null : validUntil.toISOString(),
    payments: [],
    details: toDetails(request),
  }
}

export function isUnfinished(bill: Bill, now: Date): boolean {
  return bill.status === 'open' && !isExpired(bill, now)
}

function statusOf(bill: Bill, now: Date): string {
  if (bill.status === 'paid') return 'paid'
  if (bill.status === 'cancelled') return 'void'
  if (isExpired(bill, now)) return 'expired'
  // Whether such a bill can be paid again is not documented; here it can.
  const isTakenBack = bill.payments.length > 0 && bill.payments.every(({ reversal }) => reversal !== null)
  return isTakenBack ? 'reversal' : 'active'
}

export function fullNumbersOf({ details }: Bill): string[] {
  return details.prefixes.map((prefix) => `${prefix}${details.vaNumber}`)
}

export function createdOn(instant: string): string {
  return toJakartaDate(new Date(instant))
}

function toJakarta(instant: string | null): string | null {
  return instant === null ? null : toJakartaTimestamp(new Date(instant))
}

/** The Bill model: its amounts are numbers, those of its components are text. */
export function presentBill(bill: Bill, now: Date) {
  const { details } = bill
  const total = toWholeRupiah(readMoney(bill.amount))
  return {
    hash: bill.id,
    va_number: fullNumbersOf(bill)[0] ?? '',
    invoice_number: details.invoiceNumber,
    type: details.type,
    name: details.name,
    customer_name: details.customerName,
    customer_email: details.customerEmail,
    customer_phone: details.customerPhone,
    customer_address: details.customerAddress,
    total_amount: total,
    billed_amount: total,
    paid_amount: toWholeRupiah(paidOf(bill)),
    description: details.description,
    ext_description: details.extDescription,
    due_date: toJakarta(bill.expiresAt),
    valid_until: toJakarta(bill.expiresAt),
    status: statusOf(bill, now),
    created_at: toJakarta(bill.createdAt),
    components: details.components.map(({ id, name, qty, price, total: sum }) => {
      return { id, name, qty: String(qty), price: String(price), total: String(sum) }
    }),
  }
}

function presentMovement({ channel, reference, amount }: LedgerPayment, type: 'payment' | 'reversal', id: string, at: string) {
  return {
    id,
    payment_ref_id: reference,
    channel,
    amount: toWholeRupiah(readMoney(amount)),
    type,
    created_at: toJakarta(at),
    account: { bank_code: 'AMET', account_holder: 'Sandbox Institution', account_number: '6011930096256781', hash: 'aq8vwKj2' },
  }
}

/** A payment, and its reversal beside it: how the provider lists those is not documented. */
export function presentPayments(payment: LedgerPayment) {
  const received = presentMovement(payment, 'payment', payment.id, payment.paidAt)
  if (payment.reversal === null) return [received]
  return [received, presentMovement(payment, 'reversal', payment.reversal.id, payment.reversal.at)]
}
