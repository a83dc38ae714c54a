import type { InvoiceId, MerchantId } from './ids.ts'
import type { JsonObject } from './json.ts'
import type { Currency, Money } from './money.ts'

/** What each status means is the contract's table; how one follows another is in transitions.ts. */
export const invoiceStatuses = ['pending', 'unknown', 'open', 'partially_paid', 'paid', 'expired', 'cancelled', 'failed'] as const
export type InvoiceStatus = (typeof invoiceStatuses)[number]

/** What a person should look at. */
export const exceptionCodes = [
  'paid_late',
  'paid_after_cancel',
  'overpaid',
  'duplicate_payment',
  'amount_mismatch',
  'payment_reversed',
  'update_unconfirmed',
  'cancel_unconfirmed',
  'not_payable',
  'needs_review',
] as const
export type ExceptionCode = (typeof exceptionCodes)[number]

export const paymentTypes = ['full', 'partial', 'open'] as const
export type PaymentType = (typeof paymentTypes)[number]

export const addressMembers = [
  'receiver_name',
  'receiver_phone',
  'label',
  'line1',
  'line2',
  'city',
  'region',
  'country',
  'postal_code',
  'landmark',
] as const
export type Address = Record<(typeof addressMembers)[number], string | null>

export interface Customer {
  reference: string | null
  name: string
  email: string | null
  phone: string | null
  address: Address
}

export interface Item {
  name: string
  quantity: number
  unitPrice: Money
}

export interface VirtualAccount {
  number: string
  prefix: string | null
  bank: string | null
}

/** How the payer can pay. All empty means that the provider gave no way (`not_payable`). */
export interface PaymentMeans {
  url: string | null
  urlExpiresAt: Date | null
  virtualAccounts: VirtualAccount[]
  qr: { image: string } | { content: string } | null
}

export const noPaymentMeans: PaymentMeans = { url: null, urlExpiresAt: null, virtualAccounts: [], qr: null }

export function isPayable(means: PaymentMeans): boolean {
  return means.url !== null || means.virtualAccounts.length > 0 || means.qr !== null
}

/** What the merchant said about the invoice, beyond its sums. */
export interface InvoiceDetails {
  paymentType: PaymentType
  minimumPayment: Money | null
  title: string | null
  description: string | null
  notes: string | null
  customer: Customer
  items: Item[]
  shippingAmount: Money | null
  returnUrl: string | null
  imageUrl: string | null
  documentUrl: string | null
  metadata: Record<string, string>
  /** One object per provider, checked by that connector's own schema. */
  providerOptions: Record<string, JsonObject>
}

export interface Failure {
  code: string
  detail: string
  provider_code: string | null
  provider_message: string | null
}

/** An update or a cancel that is under way, or whose answer was lost. */
export interface PendingChange {
  kind: 'update' | 'cancel'
  /** Until when whoever began it may still be at it; nobody else changes the invoice at the provider before, and anybody may finish it after. */
  until: Date
  /** Of an update: the merge patch, so that the same update can be said again. Of a cancel because time is over: {@link endOfTime}. */
  wanted: JsonObject | null
}

/** What a cancel that the gateway says at the end of an invoice's time wants: it then is expired and not cancelled. */
export const endOfTime: JsonObject = { status: 'expired' }

export function isEndOfTime(change: PendingChange | null): boolean {
  return change?.kind === 'cancel' && change.wanted?.['status'] === 'expired'
}

export interface Invoice extends InvoiceDetails {
  id: InvoiceId
  merchantId: MerchantId
  status: InvoiceStatus
  version: number
  reference: string
  idempotencyKey: string | null
  /** False when it was proved never to exist and its key was given back: operators see its attempt, lists do not show it. */
  listed: boolean
  currency: Currency
  amount: Money
  amountDue: Money
  amountPaid: Money
  provider: string
  providerAccount: string
  providerInvoiceId: string | null
  payment: PaymentMeans
  providerData: JsonObject
  exceptions: ExceptionCode[]
  failure: Failure | null
  change: PendingChange | null
  startsAt: Date | null
  expiresAt: Date
  createdAt: Date
  updatedAt: Date
  checkedAt: Date | null
  paidAt: Date | null
  finishedAt: Date | null
  /** When its personal data was erased; it then takes in no more of that. */
  erasedAt: Date | null
  lastSequence: number
}
