import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { fromMinor, sum, toAmount, type Money } from '../../core/money.ts'
import { addMs, dayMs } from '../../core/time.ts'
import type { LedgerEntry } from '../ledger.ts'
import { randomAlphanumeric, randomDigits } from '../random-text.ts'
import type { NetzmeCall } from './authenticate.ts'
import { payMethods, type InvoiceRequest, type PayMethod, type TransactionRequest } from './request.ts'

export const netzmeDetails = z.object({
  merchantId: z.string(),
  /** How it may be paid; the payer's choice, or the one method that the merchant fixed. */
  methods: z.array(z.enum(payMethods)).min(1),
  /** Null until the payer has chosen a method: without a transaction there is nothing to ask for. */
  transaction: z.object({ id: z.string(), method: z.enum(payMethods), createdAt: z.string() }).nullable(),
  feeType: z.enum(['on_buyer', 'on_seller']),
  fee: z.string(),
  fullName: z.string(),
  email: z.string(),
  phone: z.string(),
  description: z.string(),
  virtualAccounts: z.array(z.object({ bank: z.string(), number: z.string() })),
  terminalId: z.string(),
  nmid: z.string(),
})
export type NetzmeInvoice = LedgerEntry<z.infer<typeof netzmeDetails>>

const banksByMethod: Partial<Record<PayMethod, string[]>> = { BANK_TRANSFER: ['MANDIRI', 'BNI', 'PERMATA'], BCA: ['BCA'] }

/** 0.7 %, as in a captured notification: 1050 of 150000. */
function feeOf(total: Money): Money {
  return fromMinor((total * 7n) / 1000n)
}

function toInvoice(request: InvoiceRequest | TransactionRequest, caller: NetzmeCall, total: Money, now: Date): NetzmeInvoice {
  const { merchantId } = caller.keys
  const { email = '', phoneNumber = '', fullname = '', description = '', ...rest } = request.additionalInfo
  const feeType = request.feeType ?? 'on_seller'
  const fee = feeOf(total)
  return {
    client: caller.client,
    id: `NETZ-INV-${merchantId}${now.getTime()}${randomAlphanumeric(6)}`,
    reference: request.partnerReferenceNo,
    amount: toAmount(total),
    due: toAmount(feeType === 'on_buyer' ? sum([total, fee]) : total),
    accepts: 'full',
    minimum: null,
    status: 'open',
    createdAt: now.toISOString(),
    expiresAt: null,
    payments: [],
    details: {
      merchantId,
      methods: [...payMethods],
      transaction: null,
      feeType,
      fee: toAmount(fee),
      fullName: fullname,
      email,
      phone: phoneNumber,
      description,
      virtualAccounts: [],
      terminalId: rest.terminalId ?? rest.terminal_id ?? 'A01',
      nmid: 'ID0000000000001',
    },
  }
}

/** The payer will choose; no end of validity is documented for it. */
export function toOpenInvoice(request: InvoiceRequest, caller: NetzmeCall, total: Money, now: Date): NetzmeInvoice {
  const invoice = toInvoice(request, caller, total, now)
  return { ...invoice, details: { ...invoice.details, methods: request.payMethods ?? [...payMethods] } }
}

/** The merchant has chosen; it ends after `expireInSecond`, or after a day. */
export function toTransactionInvoice(request: TransactionRequest, caller: NetzmeCall, total: Money, now: Date): NetzmeInvoice {
  const invoice = toInvoice(request, caller, total, now)
  const lifetimeMs = request.expireInSecond === undefined ? dayMs : Number(request.expireInSecond) * 1000
  const virtualAccounts = (banksByMethod[request.method] ?? []).map((bank) => ({ bank, number: `8808${randomDigits(10)}` }))
  const details = { ...invoice.details, methods: [request.method], virtualAccounts }
  return chooseMethod({ ...invoice, expiresAt: addMs(now, lifetimeMs).toISOString(), details }, request.method, now)
}

export function chooseMethod(invoice: NetzmeInvoice, method: PayMethod, now: Date): NetzmeInvoice {
  const transaction = { id: randomUUID(), method, createdAt: now.toISOString() }
  return { ...invoice, details: { ...invoice.details, transaction } }
}
