import { z } from 'zod'
import { asInvoiceId, asMerchantId } from '../core/ids.ts'
import {
  exceptionCodes,
  invoiceStatuses,
  type ExceptionCode,
  type Invoice,
  type InvoiceDetails,
  type PendingChange,
} from '../core/invoice.ts'
import { presentDetails, presentPaymentMeans } from '../core/invoice-wire.ts'
import type { JsonObject } from '../core/json.ts'
import { currencies, toAmount } from '../core/money.ts'
import type { RowOf } from '../db/row-arrays.ts'
import { storedMoney } from './stored-money.ts'
import { storedDetails, toInvoiceDetails } from './to-invoice-details.ts'

const json: z.ZodType<JsonObject> = z.record(z.string(), z.json())

const storedPayment = z.object({
  url: z.string().nullable(),
  url_expires_at: z.coerce.date().nullable(),
  virtual_accounts: z.array(z.object({ number: z.string(), prefix: z.string().nullable(), bank: z.string().nullable() })),
  qr: z.union([z.object({ image: z.string() }), z.object({ content: z.string() })]).nullable(),
})

const storedFailure = z.object({
  code: z.string(),
  detail: z.string(),
  provider_code: z.string().nullable(),
  provider_message: z.string().nullable(),
})

const storedChange = z.object({ kind: z.enum(['update', 'cancel']), until: z.coerce.date(), wanted: json.nullable() })

const instant = z.date()

const row = z.object({
  merchant_id: z.string(),
  id: z.string(),
  status: z.enum(invoiceStatuses),
  version: z.int(),
  reference: z.string(),
  idempotency_key: z.string().nullable(),
  listed: z.boolean(),
  currency: z.enum(currencies),
  amount: storedMoney,
  amount_due: storedMoney,
  amount_paid: storedMoney,
  provider: z.string(),
  provider_account: z.string(),
  provider_invoice_id: z.string().nullable(),
  details: storedDetails,
  payment: storedPayment,
  provider_data: json,
  exceptions: z.array(z.enum(exceptionCodes)),
  failure: storedFailure.nullable(),
  change: storedChange.nullable(),
  last_sequence: z.int(),
  starts_at: instant.nullable(),
  expires_at: instant,
  created_at: instant,
  updated_at: instant,
  checked_at: instant.nullable(),
  paid_at: instant.nullable(),
  finished_at: instant.nullable(),
  erased_at: instant.nullable(),
})

/** One row of `invoices` as the gateway thinks of it. A row that does not fit is a bug and throws. */
export function fromInvoiceRow(raw: unknown): Invoice {
  const { details, payment, ...stored } = row.parse(raw)
  return {
    ...toInvoiceDetails(details),
    id: asInvoiceId(stored.id),
    merchantId: asMerchantId(stored.merchant_id),
    status: stored.status,
    version: stored.version,
    reference: stored.reference,
    idempotencyKey: stored.idempotency_key,
    listed: stored.listed,
    currency: stored.currency,
    amount: stored.amount,
    amountDue: stored.amount_due,
    amountPaid: stored.amount_paid,
    provider: stored.provider,
    providerAccount: stored.provider_account,
    providerInvoiceId: stored.provider_invoice_id,
    payment: {
      url: payment.url,
      urlExpiresAt: payment.url_expires_at,
      virtualAccounts: payment.virtual_accounts,
      qr: payment.qr,
    },
    providerData: stored.provider_data,
    exceptions: stored.exceptions,
    failure: stored.failure,
    change: stored.change,
    startsAt: stored.starts_at,
    expiresAt: stored.expires_at,
    createdAt: stored.created_at,
    updatedAt: stored.updated_at,
    checkedAt: stored.checked_at,
    paidAt: stored.paid_at,
    finishedAt: stored.finished_at,
    erasedAt: stored.erased_at,
    lastSequence: stored.last_sequence,
  }
}

/** The columns that may change after the first insert (`change` and `erased_at` have statements of their own), as {@link changingCells} fills them. */
export const changingColumns = [
  ['status', 'text'],
  ['version', 'int'],
  ['idempotency_key', 'text'],
  ['listed', 'boolean'],
  ['amount', 'numeric'],
  ['amount_due', 'numeric'],
  ['amount_paid', 'numeric'],
  ['provider_invoice_id', 'text'],
  ['customer_email', 'text'],
  ['customer_phone', 'text'],
  ['details', 'jsonb'],
  ['payment', 'jsonb'],
  ['provider_data', 'jsonb'],
  ['exceptions', 'text[]'],
  ['failure', 'jsonb'],
  ['last_sequence', 'int'],
  ['starts_at', 'timestamptz'],
  ['expires_at', 'timestamptz'],
  ['updated_at', 'timestamptz'],
  ['checked_at', 'timestamptz'],
  ['paid_at', 'timestamptz'],
  ['finished_at', 'timestamptz'],
] as const

/** Of what is big only what is not as `before`: the rest is null. */
export function changingCells(invoice: Invoice, before: Invoice) {
  return {
    status: invoice.status,
    version: invoice.version,
    idempotency_key: invoice.idempotencyKey,
    listed: invoice.listed,
    amount: toAmount(invoice.amount),
    amount_due: toAmount(invoice.amountDue),
    amount_paid: toAmount(invoice.amountPaid),
    provider_invoice_id: invoice.providerInvoiceId,
    customer_email: invoice.customer.email,
    customer_phone: invoice.customer.phone,
    details: hasSameDetails(invoice, before) ? null : JSON.stringify(presentDetails(invoice)),
    payment: invoice.payment === before.payment ? null : JSON.stringify(presentPaymentMeans(invoice.payment)),
    provider_data: invoice.providerData === before.providerData ? null : JSON.stringify(invoice.providerData),
    exceptions: toArrayText(invoice.exceptions),
    failure: invoice.failure === null ? null : JSON.stringify(invoice.failure),
    last_sequence: invoice.lastSequence,
    starts_at: invoice.startsAt,
    expires_at: invoice.expiresAt,
    updated_at: invoice.updatedAt,
    checked_at: invoice.checkedAt,
    paid_at: invoice.paidAt,
    finished_at: invoice.finishedAt,
  } satisfies RowOf<(typeof changingColumns)[number]>
}

const detailMembers = [
  ...(['paymentType', 'minimumPayment', 'title', 'description', 'notes', 'customer', 'items', 'shippingAmount'] as const),
  ...(['returnUrl', 'imageUrl', 'documentUrl', 'metadata', 'providerOptions'] as const),
] satisfies (keyof InvoiceDetails)[]

function hasSameDetails(invoice: InvoiceDetails, before: InvoiceDetails): boolean {
  return detailMembers.every((member) => invoice[member] === before[member])
}

/** Codes are words, which need no quotes. */
function toArrayText(codes: readonly ExceptionCode[]): string {
  return `{${codes.join(',')}}`
}

export function toStoredChange({ kind, until, wanted }: PendingChange): JsonObject {
  return { kind, until: until.toISOString(), wanted }
}
