import type { z } from 'zod'
import { noPaymentMeans, type Invoice, type PaymentMeans } from '../../core/invoice.ts'
import { isJsonObject, without, type Json, type JsonObject } from '../../core/json.ts'
import {
  differsByLessThanARupiah,
  fromProviderNumber,
  isWholeRupiah,
  max,
  minus,
  toAmount,
  toWholeRupiah,
  zero,
  type Money,
} from '../../core/money.ts'
import type { ToldPayment } from '../../core/payment.ts'
import type { Fault } from '../../core/problems.ts'
import { fromTimestamp, toJakartaDate } from '../../core/time.ts'
import { UnreadableAnswer, type CallbackNews, type FindInput, type ProviderInvoice, type Reading } from '../connector.ts'
import { options } from './config.ts'
import type { manifest } from './manifest.ts'
import * as schema from './schema.ts'

/** The most that one page of the list holds. */
export const pageSize = 100

const metadataCharactersMax = 1000

/** ¢, £, §, © and their like, which Durianpay does not take in an e-mail address. Letters of other scripts are not named. */
const symbolBeyondAscii = /(?!\p{ASCII})[\p{S}\p{P}]/u

export function check({ customer, minimumPayment, metadata }: Invoice): { requires: Fault[]; cannotCarry: Fault[] } {
  const cannotCarry: Fault[] = []
  if (customer.email !== null && symbolBeyondAscii.test(customer.email)) {
    cannotCarry.push({ pointer: '/customer/email', detail: 'Durianpay takes no special characters such as ¢ £ § © here.' })
  }
  if (minimumPayment !== null && !isWholeRupiah(minimumPayment)) {
    cannotCarry.push({ pointer: '/minimum_payment', detail: 'Durianpay takes a minimum of whole rupiah only.' })
  }
  if (JSON.stringify(metadata).length > metadataCharactersMax) {
    cannotCarry.push({
      pointer: '/metadata',
      detail: `Durianpay takes metadata of at most ${metadataCharactersMax} characters of JSON.`,
    })
  }
  return { requires: [], cannotCarry }
}

export function toCreateRequest(invoice: Invoice): JsonObject {
  return dropNulls({
    amount: toAmount(invoice.amount),
    remaining_amount: toRemaining(invoice),
    title: toTitle(invoice),
    invoice_ref_id: invoice.reference,
    customer: toCustomer(invoice),
    enable_partial_transaction: invoice.paymentType === 'partial',
    partial_transaction_config: invoice.minimumPayment === null ? null : toPartialConfig(invoice.minimumPayment),
    start_date: invoice.startsAt === null ? null : toStartDate(invoice.startsAt),
    due_date: toDueDate(invoice.expiresAt),
    metadata: Object.keys(invoice.metadata).length === 0 ? null : invoice.metadata,
    invoice_url: invoice.documentUrl,
  })
}

/**
 * How each member that an update may change is written. A member that was cleared is written as what a new invoice without it would have
 * had: an omitted one would leave the old value in force.
 */
const changes: Record<(typeof manifest.updates)[number], (invoice: Invoice, now: Date) => JsonObject> = {
  title: (invoice) => ({ title: toTitle(invoice) }),
  amount_due: (invoice) => ({ remaining_amount: toRemaining(invoice) }),
  starts_at: ({ startsAt }, now) => ({ start_date: toStartDate(startsAt ?? now) }),
  expires_at: ({ expiresAt }) => ({ due_date: toDueDate(expiresAt) }),
  document_url: ({ documentUrl }) => ({ invoice_url: documentUrl ?? '' }),
  payment_type: ({ paymentType }) => ({ enable_partial_transaction: paymentType === 'partial' }),
  minimum_payment: ({ minimumPayment }) => ({ partial_transaction_config: toPartialConfig(minimumPayment ?? zero) }),
  metadata: ({ metadata }) => ({ metadata }),
}

export function toUpdateRequest(invoice: Invoice, changed: readonly string[], now: Date): JsonObject {
  const written = Object.entries(changes).filter(([member]) => changed.includes(member))
  return Object.fromEntries(written.flatMap(([, write]) => Object.entries(write(invoice, now))))
}

/** Durianpay counts down what is still to come, so what was already paid must not be asked for again. */
function toRemaining({ amountDue, amountPaid }: Invoice): string {
  return toAmount(max(minus(amountDue, amountPaid), zero))
}

function toTitle({ title, reference }: Invoice): string {
  return title ?? reference
}

function toPartialConfig(minimum: Money): JsonObject {
  return { min_acceptable_amount: toWholeRupiah(minimum) }
}

/**
 * Durianpay honours the date part alone. The last instant of the Jakarta day, written in UTC, names that day however its date is taken (as
 * text, in UTC or in Jakarta), and is not before `expires_at` should the time be honoured after all.
 */
function toDueDate(expiresAt: Date): string {
  return `${toJakartaDate(expiresAt)}T16:59:59.999Z`
}

/** Midnight UTC of the Jakarta day (seven in the morning there) names that day however its date is taken; Durianpay answers in this form. */
function toStartDate(startsAt: Date): string {
  return `${toJakartaDate(startsAt)}T00:00:00.000Z`
}

function toCustomer({ customer, providerOptions }: Invoice): JsonObject {
  const { customer_id, first_name } = options.parse(providerOptions['durianpay'] ?? {})
  const { line1, line2, ...rest } = customer.address
  // The page's table calls the first line `address_line`, its sample `address_line_1`.
  const address = dropNulls({ ...rest, address_line: line1, address_line_1: line1, address_line_2: line2 })
  return dropNulls({
    id: customer_id ?? null,
    customer_ref_id: customer.reference,
    first_name: first_name ?? null,
    given_name: customer.name,
    email: customer.email,
    mobile: customer.phone,
    address: Object.keys(address).length === 0 ? null : address,
  })
}

function dropNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null))
}

/** An answer about one invoice, flat as documented or under `data` as captured. */
export function fromAnswer(body: Json, invoice: Invoice, checkoutBase: string): ProviderInvoice {
  const told = fromTold(toldObject(body), invoice, checkoutBase)
  if (invoice.providerInvoiceId !== null && told.providerInvoiceId !== invoice.providerInvoiceId) {
    throw new UnreadableAnswer('the answer is about another invoice')
  }
  return told
}

/** Every invoice of our reference, gathered to the list's end. A list that counts more invoices than it showed proves nothing. */
export function fromList(
  body: Json,
  { invoice, page }: FindInput,
  checkoutBase: string,
  soFar: ProviderInvoice[] = [],
): Reading<ProviderInvoice[]> {
  const { invoices, total_count } = schema.list.parse(toldObject(body))
  const candidates = invoices
    .filter(({ invoice_ref_id }) => invoice_ref_id === invoice.reference)
    .map((entry) => fromTold(entry, invoice, checkoutBase))
  const gathered = [...soFar, ...candidates]
  if (invoices.length >= pageSize) return { nextPage: true, soFar: gathered }
  if ((total_count ?? 0) > page * pageSize + invoices.length) throw new UnreadableAnswer('the list is shorter than it says')
  return gathered.length > 0 ? { found: gathered } : { absent: true }
}

/** A hint to ask. Events of orders and of single payments name no invoice; one of an invoice that names none is not understood. */
export function fromCallback(body: Json): CallbackNews | null {
  const { event, data } = schema.callback.parse(body)
  const about = [data, ...data.invoices]
  const providerInvoiceId = about.flatMap(({ invoice_id, id }) => [invoice_id, id]).find(isInvoiceId) ?? null
  const reference = about.map(({ invoice_ref_id }) => invoice_ref_id).find((told) => typeof told === 'string') ?? null
  if (providerInvoiceId !== null || reference !== null) return { providerInvoiceId, reference, eventId: null, payments: [] }
  if (event.startsWith('invoice.')) throw new UnreadableAnswer('the event names no invoice')
  return null
}

/** `inv_txn_…` is the id of one payment of an invoice. */
function isInvoiceId(id: unknown): id is string {
  return typeof id === 'string' && /^inv_(?!txn_)/.test(id)
}

/** Members with a canonical place. Sums, dates, status and title stay in `data`: Durianpay rounds the first and knows only days. */
const canonical = ['id', 'invoice_ref_id', 'currency', 'checkout_url', 'response_code']

function fromTold(object: JsonObject, invoice: Invoice, checkoutBase: string): ProviderInvoice {
  const told = schema.invoice.parse(object)
  const { status, amountPaid } = toProgress(
    told.status,
    told.is_blocked === true,
    toMoney(told.remaining_amount),
    invoice.amountDue,
  )
  return {
    providerInvoiceId: told.id,
    reference: told.invoice_ref_id,
    amount: toMoney(told.amount),
    status,
    amountPaid,
    paidAt: null,
    payments: toPayments(told.transactions),
    createdAt: toInstant(told.created_at),
    payment: toPayment(told.checkout_url, told.checkout_url_expiry_at, checkoutBase),
    data: without(object, canonical),
  }
}

/**
 * Durianpay knows `outstanding` and `paid`. What came so far is what we asked for less what remains; a difference below one rupiah is its
 * rounding, not money. A blocked invoice is one that we withdrew: there is no other cancelling.
 */
function toProgress(
  status: string,
  isBlocked: boolean,
  remaining: Money,
  due: Money,
): Pick<ProviderInvoice, 'status' | 'amountPaid'> {
  if (status === 'paid') return { status: 'paid', amountPaid: due }
  if (status !== 'outstanding') return { status: null, amountPaid: null }
  const amountPaid = differsByLessThanARupiah(due, remaining) ? zero : max(minus(due, remaining), zero)
  if (isBlocked) return { status: 'cancelled', amountPaid }
  return { status: amountPaid > zero ? 'partially_paid' : 'open', amountPaid }
}

/**
 * The transactions whose status says that money came; one of them that waits for a payer is listed too. Money behind a status that we do
 * not know shows in what remains. Documented answers list none, and then what remains is all that tells.
 */
function toPayments(transactions: z.infer<typeof schema.invoice>['transactions']): ToldPayment[] | null {
  const received = (transactions ?? []).filter(({ status }) => status === 'paid' || status === 'paid_manually')
  if (received.length === 0) return null
  const untold = { fee: null, netAmount: null, channel: null, paidAt: null, reversed: false }
  return received.map((transaction) => {
    const { id, amount } = schema.received.parse(transaction)
    return { ...untold, providerPaymentId: id, amount: toMoney(amount) }
  })
}

/** Null where the answer shows no URL (every answer but that of a create): what was known stays. */
function toPayment(url: string | null | undefined, expiry: string | null | undefined, base: string): PaymentMeans | null {
  if (url === undefined || url === null || url === '') return null
  return { ...noPaymentMeans, url: toCheckoutUrl(url, base), urlExpiresAt: toInstant(expiry) }
}

/** Documented without a scheme (`merchant.durianpay.id/…`), captured as a bare path (`/Twkx37`). */
function toCheckoutUrl(text: string, base: string): string {
  if (/^https?:\/\//i.test(text)) return text
  return text.startsWith('/') ? base + text : `https://${text}`
}

function toMoney(value: number | string): Money {
  const money = fromProviderNumber(value)
  if (money === null) throw new UnreadableAnswer('an amount cannot be read')
  return money
}

function toInstant(text: string | null | undefined): Date | null {
  return text === null || text === undefined ? null : fromTimestamp(text)
}

function toldObject(body: Json): JsonObject {
  const told = isJsonObject(body) ? (body['data'] ?? body) : null
  if (!isJsonObject(told)) throw new UnreadableAnswer('the answer holds no object')
  return told
}
