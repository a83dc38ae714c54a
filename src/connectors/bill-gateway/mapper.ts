import type { z } from 'zod'
import { isPayable, noPaymentMeans, type Address, type Invoice, type PaymentMeans } from '../../core/invoice.ts'
import { without, type Json, type JsonObject } from '../../core/json.ts'
import { minus, times, toWholeRupiah, zero, type Money } from '../../core/money.ts'
import type { Fault } from '../../core/problems.ts'
import { addMs, dayMs, fromJakartaDateTime, fromTimestamp, toJakartaDate, toJakartaTimestamp } from '../../core/time.ts'
import {
  UnreadableAnswer,
  type CallbackNews,
  type CreateInput,
  type ProviderInvoice,
  type ProviderPayment,
  type Reading,
} from '../connector.ts'
import { options, type Account, type Settings } from './config.ts'
import * as schema from './schema.ts'
import type { Query } from './signer.ts'

/** `va_number` of a request; in answers the prefix stands before it. */
const numberDigits = 10

const billTypes = { full: 'close', partial: 'partial', open: 'open' } as const

export function optionsOf(invoice: Invoice) {
  return options.parse(invoice.providerOptions['bill_gateway'] ?? {})
}

/**
 * The provider verifies what it parsed, and a Laravel application trims texts before that: one with blanks at an end would come to
 * another signature. It is refused, for trimming it here would change what the merchant said.
 */
export function check(invoice: Invoice): { requires: Fault[]; cannotCarry: Fault[] } {
  const detail = 'The bill gateway takes no blanks at the beginning or end of a text; remove them.'
  const blank = /^[\s\u0000\u0085\u180e\u200b\u200e]|[\s\u0000\u0085\u180e\u200b\u200e]$/
  const cannotCarry = textsOf(invoice)
    .filter(([, text]) => text !== null && blank.test(text))
    .map(([pointer]) => ({ pointer, detail }))
  return { requires: [], cannotCarry }
}

function textsOf({ title, description, notes, customer, items }: Invoice): [pointer: string, text: string | null][] {
  return [
    ['/title', title],
    ['/description', description],
    ['/notes', notes],
    ['/customer/name', customer.name],
    ['/customer/email', customer.email],
    ['/customer/phone', customer.phone],
    ...oneLine.map((member): [string, string | null] => [`/customer/address/${member}`, customer.address[member]]),
    ...items.map(({ name }, index): [string, string] => [`/items/${index}/name`, name]),
  ]
}

/** The body of create, in the order of the provider's sample. */
export function toRequest({ invoice, number }: CreateInput, account: Account): JsonObject {
  if (number === null) throw new RangeError('a bill cannot be created without a number')
  const prefixes = prefixesOf(invoice, account)
  const [prefix, ...more] = prefixes
  return filled({
    va_number: number,
    invoice_number: invoice.reference,
    channel: optionsOf(invoice).channel,
    prefix: more.length === 0 ? prefix : prefixes,
    name: toName(invoice),
    total_amount: toWholeRupiah(invoice.amount),
    institution_code: account.institution_code,
    type: billTypes[invoice.paymentType],
    valid_until: toValidUntil(invoice.expiresAt),
    components: toComponents(invoice),
    customer_name: invoice.customer.name,
    customer_email: invoice.customer.email,
    customer_phone: invoice.customer.phone,
    customer_address: toOneLine(invoice.customer.address),
    description: invoice.description,
    ext_description: invoice.notes,
  })
}

/** Laravel turns an empty text into null, and PHP writes an empty object as a list: what is empty is left out. */
function filled(members: Record<string, Json | undefined>): JsonObject {
  const rest: JsonObject = {}
  for (const [name, value] of Object.entries(members)) {
    const isEmptyList = Array.isArray(value) && value.length === 0
    if (value !== undefined && value !== null && value !== '' && !isEmptyList) rest[name] = value
  }
  return rest
}

function toName({ title, reference }: Invoice): string {
  return title === null || title === '' ? reference : title
}

function prefixesOf(invoice: Invoice, account: Account): string[] {
  return optionsOf(invoice).prefixes ?? account.prefixes
}

/** Whole seconds, rounded up: a bill may stay payable longer than the merchant said, never shorter. */
function toValidUntil(expiresAt: Date): string {
  return toJakartaTimestamp(addMs(expiresAt, 999))
}

/** Where there are any, their totals must add up to the bill's. */
function toComponents(invoice: Invoice): Json[] {
  const shipping = invoice.shippingAmount ?? zero
  const items = invoice.items.map(({ name, quantity, unitPrice }) => toComponent(name, quantity, unitPrice))
  if (shipping === zero) return items
  const goods = items.length > 0 ? items : [toComponent(toName(invoice), 1, minus(invoice.amount, shipping))]
  return [...goods, toComponent('Shipping', 1, shipping)]
}

function toComponent(name: string, quantity: number, unitPrice: Money): JsonObject {
  return { name, qty: quantity, price: toWholeRupiah(unitPrice), total: toWholeRupiah(times(unitPrice, quantity)) }
}

const oneLine = [
  'label',
  'receiver_name',
  'receiver_phone',
  'line1',
  'line2',
  'landmark',
  'city',
  'region',
  'postal_code',
  'country',
] as const satisfies readonly (keyof Address)[]

function toOneLine(address: Address): string {
  return oneLine
    .map((member) => address[member] ?? '')
    .filter((part) => part !== '')
    .join(', ')
}

/** One page of the list, from 1. */
export function toListQuery(account: Account, page: number): Query {
  return [
    ['institution_code', account.institution_code],
    ['page', String(page)],
  ]
}

/** One page of the bills among which this invoice's must be, if it exists. */
export function toSearchQuery(invoice: Invoice, account: Account, page: number, days: Query): Query {
  const q = toSearchText(invoice.reference)
  return [...toListQuery(account, page), ...days, ...(q === '' ? [] : [['q', q] as const])]
}

/**
 * The search is a substring search, where SQL's `_` and `%` find more but a backslash would find less; so a reference with one is
 * searched for by its longest part without. What comes back is compared exactly.
 */
function toSearchText(reference: string): string {
  return reference.split('\\').reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}

/** Days around all that a bill's date could mean: when it was made, when it ends, when it was last changed. */
export function toDayQuery(style: Settings['date_style'], invoice: Invoice, now: Date): Query {
  if (style === 'off') return []
  const last = invoice.expiresAt > now ? invoice.expiresAt : now
  const [from, to] = style === 'brackets' ? ['date[0]', 'date[1]'] : ['date.0', 'date.1']
  return [
    [from, toJakartaDate(addMs(invoice.createdAt, -dayMs))],
    [to, toJakartaDate(addMs(last, dayMs))],
  ]
}

/** The bill that a create made; it must be payable under the number that we sent. */
export function fromCreated(body: Json, { invoice, number }: CreateInput, account: Account): ProviderInvoice {
  const { data } = schema.answer.parse(body)
  if (number === null || !schema.bill.parse(data).va_number.endsWith(number))
    throw new UnreadableAnswer('the bill has another number')
  return fromBill(data, invoice, account)
}

/** The bill of information or revoke; it must be the one that was asked for. */
export function fromAnswer(body: Json, invoice: Invoice, account: Account): ProviderInvoice {
  const { data } = schema.answer.parse(body)
  if (data['hash'] !== invoice.providerInvoiceId) throw new UnreadableAnswer('the bill has another hash')
  return fromBill(data, invoice, account)
}

/** The bills of the list that have exactly this hash or number, gathered to its end: the first page that is empty. */
export function fromPage(
  body: Json,
  [member, value]: ['hash' | 'invoice_number', string | null],
  invoice: Invoice,
  account: Account,
  soFar: ProviderInvoice[] = [],
): Reading<ProviderInvoice[]> {
  const { data } = schema.list.parse(body)
  if (data.length === 0) return soFar.length > 0 ? { found: soFar } : { absent: true }
  const bills = data.filter((bill) => bill[member] === value).map((bill) => fromBill(bill, invoice, account))
  return { nextPage: true, soFar: [...soFar, ...bills] }
}

/**
 * A bill's payments, one by one. A reversal stands in the list as well: it takes back the payment of its id or of its bank's reference, else
 * the latest of its sum; where it finds none, it is that payment itself, taken back.
 */
export function fromPayments(body: Json): ProviderPayment[] {
  const entries = schema.list.parse(body).data.map((data) => ({ data, told: schema.payment.parse(data) }))
  const payments = entries.filter(({ told }) => told.type !== 'reversal').map((entry) => toPayment(entry, false))
  for (const reversal of entries.filter(({ told }) => told.type === 'reversal')) {
    const taken = findReversed(payments, reversal.told)
    if (taken === undefined) payments.push(toPayment(reversal, true))
    else payments[payments.indexOf(taken)] = { ...taken, reversed: true, data: { ...taken.data, reversal: reversal.data } }
  }
  return payments
}

type Told = z.infer<typeof schema.payment>

function findReversed(payments: ProviderPayment[], { id, payment_ref_id, amount }: Told): ProviderPayment | undefined {
  const standing = payments.filter(({ reversed }) => !reversed)
  return (
    standing.find(({ providerPaymentId }) => providerPaymentId === id) ??
    standing.find(({ data }) => typeof payment_ref_id === 'string' && data['payment_ref_id'] === payment_ref_id) ??
    standing.findLast((payment) => payment.amount === amount)
  )
}

function toPayment({ data, told }: { data: JsonObject; told: Told }, reversed: boolean): ProviderPayment {
  const { id, amount, channel = null, created_at } = told
  const paidAt = toInstant(created_at ?? null)
  return { providerPaymentId: id, amount, fee: null, netAmount: null, channel, paidAt, reversed, data }
}

/** Which bill a callback is about; what was paid for it is read from its payments. */
export function fromCallback(body: Json): CallbackNews {
  const { context } = schema.callback.parse(body)
  return { providerInvoiceId: context.hash, reference: context.invoice_number ?? null, eventId: null, payments: [] }
}

/** What has a canonical place, or is the customer that we named ourselves. The status stays as told, for `reversal` has no word of ours. */
const canonical = [
  'hash',
  'va_number',
  'invoice_number',
  'total_amount',
  'paid_amount',
  'customer_name',
  'customer_email',
  'customer_phone',
  'customer_address',
]

function fromBill(bill: JsonObject, invoice: Invoice, account: Account): ProviderInvoice {
  const told = schema.bill.parse(bill)
  const amountPaid = told.paid_amount ?? null
  return {
    providerInvoiceId: told.hash,
    reference: told.invoice_number ?? null,
    amount: told.total_amount,
    status: toStatus(told.status, told.total_amount, amountPaid),
    amountPaid,
    paidAt: null,
    payments: null,
    createdAt: toInstant(told.created_at ?? null),
    payment: isPayable(invoice.payment) ? null : toMeans(told.va_number, prefixesOf(invoice, account)),
    data: without(bill, canonical),
  }
}

function toStatus(status: string | undefined, total: Money, paid: Money | null): ProviderInvoice['status'] {
  switch (status) {
    case 'active':
      return paid !== null && paid > zero && paid < total ? 'partially_paid' : 'open'
    case 'paid':
    case 'expired':
      return status
    case 'void':
      return 'cancelled'
    default:
      return null
  }
}

/** One number for each prefix that was sent; the answer names one of them, and that one comes first. */
function toMeans(vaNumber: string, prefixes: readonly string[]): PaymentMeans {
  const number = vaNumber.slice(-numberDigits)
  const all = new Set([vaNumber.slice(0, -numberDigits), ...prefixes].filter((prefix) => prefix !== ''))
  return { ...noPaymentMeans, virtualAccounts: [...all].map((prefix) => ({ number: prefix + number, prefix, bank: null })) }
}

function toInstant(text: string | null): Date | null {
  return text === null ? null : (fromTimestamp(text) ?? fromJakartaDateTime(text))
}
