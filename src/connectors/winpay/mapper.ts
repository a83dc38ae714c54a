import type { z } from 'zod'
import { noPaymentMeans, type Invoice } from '../../core/invoice.ts'
import { isJsonObject, without, type Json, type JsonObject } from '../../core/json.ts'
import { fromProviderNumber, minus, sum, times, toWholeRupiah, zero, type Money } from '../../core/money.ts'
import type { Fault } from '../../core/problems.ts'
import type { ToldPayment } from '../../core/payment.ts'
import { fromJakartaDateTime, fromTimestamp, minuteMs } from '../../core/time.ts'
import { UnreadableAnswer, type CallbackNews, type ProviderInvoice } from '../connector.ts'
import { options } from './config.ts'
import * as schema from './schema.ts'

export function check(invoice: Invoice): { requires: Fault[]; cannotCarry: Fault[] } {
  const backUrl = backCommand(invoice)
  if (backUrl !== undefined && invoice.returnUrl !== null) {
    const detail = 'Winpay takes one way back: give either return_url or this back_url.'
    return { requires: [], cannotCarry: [{ pointer: '/provider_options/winpay/back_url', detail }] }
  }
  if (backUrl === undefined && invoice.returnUrl === null) {
    return {
      requires: [{ pointer: '/return_url', detail: 'Winpay needs a return_url (or provider_options.winpay.back_url).' }],
      cannotCarry: [],
    }
  }
  return { requires: [], cannotCarry: [] }
}

/** The body of create and, without `interval`, of update. */
export function toRequest(invoice: Invoice): JsonObject {
  const { name, email, phone } = invoice.customer
  return {
    customer: { name, ...(email === null ? {} : { email }), ...(phone === null ? {} : { phone }) },
    invoice: { ref: invoice.reference, products: toProducts(invoice) },
    ...toBackUrl(invoice),
  }
}

export function toCreateRequest(invoice: Invoice, now: Date): JsonObject {
  return { ...toRequest(invoice), interval: toInterval(invoice.expiresAt, now) }
}

/** Whole minutes from now, rounded up: the provider may keep an invoice payable longer than we said, never shorter. */
function toInterval(expiresAt: Date, now: Date): number {
  return Math.max(1, Math.ceil((expiresAt.getTime() - now.getTime()) / minuteMs))
}

function toProducts(invoice: Invoice): Json[] {
  const shipping = invoice.shippingAmount
  const lines =
    invoice.items.length > 0
      ? invoice.items.map((item) => ({ name: item.name, qty: item.quantity, price: toWholeRupiah(item.unitPrice) }))
      : [{ name: invoice.title ?? invoice.reference, qty: 1, price: toWholeRupiah(minus(invoice.amount, shipping ?? zero)) }]
  return shipping === null || shipping === zero ? lines : [...lines, { name: 'Shipping', qty: 1, price: toWholeRupiah(shipping) }]
}

function toBackUrl(invoice: Invoice): JsonObject {
  const backUrl = backCommand(invoice) ?? invoice.returnUrl
  return backUrl === null ? {} : { back_url: backUrl }
}

function backCommand(invoice: Invoice): string | undefined {
  return options.parse(invoice.providerOptions['winpay'] ?? {}).back_url
}

/** Members of an answer that have a canonical place; all others are kept as they came. */
const canonical = ['id', 'ref', 'redirect_url', 'back_url', 'customer']

/** `untold` is the status of an answer that names none. */
export function fromAnswer(body: Json, untold: 'open' | null = null): ProviderInvoice {
  const told = schema.answer.parse(body).responseData
  const amount = told.products === undefined ? null : sum(told.products.map(({ qty, price }) => toLineTotal(qty, price)))
  const status = toStatus(told.status, untold)
  const paid = status === 'paid'
  return {
    providerInvoiceId: told.id,
    reference: told.ref,
    amount,
    status,
    amountPaid: paid ? amount : null,
    paidAt: paid ? toPaidAt(told.payment) : null,
    payments: paid && amount !== null ? [toToldPayment(told, amount)] : null,
    createdAt: toInstant(told.created_at),
    payment: told.redirect_url === undefined ? null : { ...noPaymentMeans, url: told.redirect_url },
    data: without(toldObject(body), status === null ? canonical : [...canonical, 'status']),
  }
}

/** A hint to ask: what was paid is what the invoice itself says afterwards. */
export function fromCallback(body: Json): CallbackNews {
  const { uuid, invoice } = schema.callback.parse(body)
  return { providerInvoiceId: invoice.uuid, reference: invoice.ref, eventId: uuid ?? null, payments: [] }
}

type Told = z.infer<typeof schema.answer>['responseData']

/**
 * An invoice is paid once and whole, and which of several ids its messages carry is the payment's own is not sure: the payment is known by
 * the invoice's id, so that every message about it is about the same one.
 */
function toToldPayment({ id, payment }: Told, amount: Money): ToldPayment {
  return {
    providerPaymentId: id,
    amount,
    fee: toMoney(payment?.fee),
    netAmount: toMoney(payment?.nett),
    channel: payment?.channel ?? null,
    paidAt: toPaidAt(payment),
    reversed: false,
  }
}

function toPaidAt(payment: Told['payment']): Date | null {
  return toInstant(payment?.updated_at ?? payment?.created_at)
}

/** A fee that cannot be read is not told; what was paid does not hang on it. */
function toMoney(told: number | string | null | undefined): Money | null {
  return told === null || told === undefined ? null : fromProviderNumber(told)
}

function toldObject(body: Json): JsonObject {
  const told = isJsonObject(body) ? (body['responseData'] ?? body['responeData']) : undefined
  if (!isJsonObject(told)) throw new UnreadableAnswer('responseData is not an object')
  return told
}

/** Only `status` tells; `payment` is there as soon as a channel was chosen. */
function toStatus(status: string | undefined, untold: 'open' | null): ProviderInvoice['status'] {
  if (status === undefined) return untold
  if (status === 'PAID') return 'paid'
  return status === 'UNPAID' ? 'open' : null
}

function toLineTotal(quantity: number | string, price: number | string): Money {
  const unit = fromProviderNumber(price)
  if (unit === null || !/^\d{1,9}$/.test(String(quantity)))
    throw new UnreadableAnswer('a product has no readable price or quantity')
  return times(unit, Number(quantity))
}

function toInstant(text: string | null | undefined): Date | null {
  return text === undefined || text === null ? null : (fromTimestamp(text) ?? fromJakartaDateTime(text))
}

type Envelope = z.infer<typeof schema.envelope>

/** The message, and behind a validation refusal the sentences that Winpay lists in `responseData`. */
export function toMessage({ responseMessage, responseData }: Envelope): string | null {
  const sentences = Array.isArray(responseData) ? responseData.filter((sentence) => typeof sentence === 'string') : []
  return [responseMessage, ...sentences].filter((part) => part !== undefined).join(' ') || null
}
