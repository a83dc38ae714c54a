import type { z } from 'zod'
import { addressMembers, type Address, type Invoice, type PaymentMeans } from '../../core/invoice.ts'
import { without, type Json, type JsonObject } from '../../core/json.ts'
import { max, minus, toAmount, zero, type Money } from '../../core/money.ts'
import { unnamedPayment, type ToldPayment } from '../../core/payment.ts'
import type { Fault } from '../../core/problems.ts'
import { fromJakartaDateTime, fromTimestamp } from '../../core/time.ts'
import { UnreadableAnswer, type CallbackNews, type CallbackPayment, type ProviderInvoice } from '../connector.ts'
import { options, type Options, type Settings } from './config.ts'
import * as schema from './schema.ts'

type Shipping = Settings['shipping']
type PayMethod = NonNullable<Options['pay_method']>

export function optionsOf(invoice: Invoice): Options {
  return options.parse(invoice.providerOptions['netzme'] ?? {})
}

export function check(invoice: Invoice): { requires: Fault[]; cannotCarry: Fault[] } {
  const { pay_method, pay_methods } = optionsOf(invoice)
  const cannotCarry: Fault[] = []
  if (pay_method !== undefined && pay_methods !== undefined) {
    const detail = 'Netzme takes either one method (pay_method) or several to pick from (pay_methods).'
    cannotCarry.push({ pointer: '/provider_options/netzme/pay_methods', detail })
  }
  if (pay_method !== undefined && !/^[\p{L}\p{M} ]+$/u.test(invoice.customer.name)) {
    const detail = 'With a pay_method Netzme takes a name of letters and spaces only.'
    cannotCarry.push({ pointer: '/customer/name', detail })
  }
  return { requires: [], cannotCarry }
}

/**
 * The body of `invoice/create`. Netzme's minifier rewrites bare numbers (1000 becomes 1e3) before it checks the signature,
 * so that every number that can reach 1000 is a text; the percentage cannot.
 */
export function toCreateRequest(merchantId: string, invoice: Invoice, shipping: Shipping): JsonObject {
  const { pay_methods, commission_percentage = 0, fee_type, terminal_id } = optionsOf(invoice)
  return {
    ...toHead(merchantId, invoice, shipping),
    ...(pay_methods === undefined ? {} : { payMethods: pay_methods }),
    commissionPercentage: commission_percentage,
    ...(fee_type === undefined ? {} : { fee_type }),
    ...(terminal_id === undefined ? {} : { terminal_id }),
    additionalInfo: toAdditionalInfo(invoice),
  }
}

/** The body of `invoice/create-transaction`, where even the percentage is a text. */
export function toTransactionRequest(
  merchantId: string,
  invoice: Invoice,
  shipping: Shipping,
  payMethod: PayMethod,
  now: Date,
): JsonObject {
  const { commission_percentage = 0, fee_type = 'on_seller', terminal_id } = optionsOf(invoice)
  return {
    ...toHead(merchantId, invoice, shipping),
    payMethod,
    commissionPercentage: String(commission_percentage),
    expireInSecond: toSecondsLeft(invoice.expiresAt, now),
    feeType: fee_type,
    ...(terminal_id === undefined ? {} : { terminal_id }),
    additionalInfo: { ...toAdditionalInfo(invoice), ...(payMethod === 'CREDIT_CARD' ? toCardDetails(invoice) : {}) },
  }
}

function toHead(merchantId: string, invoice: Invoice, shipping: Shipping): JsonObject {
  const goods = toWireAmount(invoice, shipping)
  const amount = { value: toAmount(goods), currency: invoice.currency }
  const shippingAmount = { value: toAmount(minus(invoice.amount, goods)), currency: invoice.currency }
  return {
    custIdMerchant: merchantId,
    partnerReferenceNo: invoice.reference,
    amount,
    amountDetail: { basicAmount: amount, shippingAmount },
  }
}

/** What `amount` says on the wire: all of it, or all but the shipping. */
function toWireAmount({ amount, shippingAmount }: Invoice, shipping: Shipping): Money {
  const isSplit = shipping === 'separate' && shippingAmount !== null && shippingAmount < amount
  return isSplit ? minus(amount, shippingAmount) : amount
}

/** Rounded up: the provider may keep an invoice payable longer than we said, never shorter. */
function toSecondsLeft(expiresAt: Date, now: Date): string {
  return String(Math.max(1, Math.ceil((expiresAt.getTime() - now.getTime()) / 1_000)))
}

function toAdditionalInfo({ customer, notes, title, description, imageUrl }: Invoice): JsonObject {
  const told = description ?? title
  return {
    ...(customer.email === null ? {} : { email: customer.email }),
    ...(notes === null ? {} : { notes }),
    ...(told === null ? {} : { description: told }),
    ...(customer.phone === null ? {} : { phoneNumber: customer.phone }),
    // The documented sample without an image has an empty text here.
    imageUrl: imageUrl === null ? '' : imageUrl,
    fullname: customer.name,
  }
}

function toCardDetails({ customer, items }: Invoice): JsonObject {
  const address = toOneLine(customer.address)
  const details = items.map((item, index) => ({
    name: item.name,
    item_id: String(index + 1),
    qty: String(item.quantity),
    amount: toAmount(item.unitPrice),
  }))
  return { ...(address === '' ? {} : { address }), ...(details.length === 0 ? {} : { item_details: details }) }
}

function toOneLine(address: Address): string {
  return addressMembers.flatMap((member) => address[member] ?? []).join(', ')
}

/** The inquiry's keys that are known of this invoice, in the account's order. */
export function toInquiryKeys(invoice: Invoice, order: Settings['inquiry_keys']): string[] {
  const known = {
    trx_id: knownTransaction(invoice),
    invoice_id: invoice.providerInvoiceId,
    partner_reference_no: invoice.reference,
  }
  return order.flatMap((key) => known[key] ?? [])
}

function knownTransaction({ providerData }: Invoice): string | null {
  const { trxId } = providerData
  return typeof trxId === 'string' && trxId !== '' ? trxId : null
}

export function toInquiryRequest(key: string, requestId: string): JsonObject {
  return { originalPartnerReferenceNo: key, additionalInfo: { partnerReferenceNo: requestId } }
}

/** Members of every answer that have a canonical place of their own. */
const spoken = ['responseCode', 'responseMessage']

export function fromCreateAnswer(body: Json, invoice: Invoice, shipping: Shipping): ProviderInvoice {
  const told = schema.created.parse(body)
  const { id, invoiceId } = told.additionalInfo
  const providerInvoiceId = id ?? invoiceId
  if (typeof providerInvoiceId !== 'string') throw new UnreadableAnswer('the answer names no invoice')
  const members = schema.flatten(body)
  const { payment, read } = toPayment(members, invoice.payment)
  return {
    providerInvoiceId,
    reference: told.partnerReferenceNo ?? null,
    amount: toInvoiceAmount(members, invoice, shipping),
    status: 'open',
    amountPaid: null,
    paidAt: null,
    payments: null,
    createdAt: toInstant(members['createdTs']),
    payment,
    data: without(members, [
      ...spoken,
      ...read,
      typeof id === 'string' ? 'id' : 'invoiceId',
      'partnerReferenceNo',
      'amount',
      'status',
    ]),
  }
}

export function fromInquiryAnswer(body: Json, invoice: Invoice, shipping: Shipping): ProviderInvoice {
  const members = schema.flatten(body)
  const told = schema.inquired.parse(members)
  const known = invoice.providerInvoiceId
  const providerInvoiceId = told.invoiceId ?? known
  if (providerInvoiceId === null || (known !== null && providerInvoiceId !== known))
    throw new UnreadableAnswer('the answer does not name the invoice that was asked for')
  const { payment, read } = toPayment(members, invoice.payment)
  const amount = toInvoiceAmount(members, invoice, shipping)
  const status = toStatus(told.status, told.invoiceStatus)
  // `partnerReferenceNo` may also be the id of the inquiry itself; only our own reference says something.
  const reference = told.partnerReferenceNo === invoice.reference ? invoice.reference : null
  const trxId = knownTransaction(invoice)
  return {
    providerInvoiceId,
    reference,
    amount,
    status,
    amountPaid: status === 'paid' ? amount : null,
    paidAt: status === 'paid' ? toInstant(members['paidTs']) : null,
    payments: status === 'paid' ? [toToldPayment(members, invoice, amount ?? invoice.amountDue)] : null,
    createdAt: toInstant(members['createdTs']),
    payment,
    data: {
      // An inquiry calls it referenceNo; without it the next inquiry would have no key.
      ...(trxId === null ? {} : { trxId }),
      ...without(members, [...spoken, ...read, 'invoiceId', 'amount', 'email', 'fullName', 'phoneNo']),
    },
  }
}

export function fromCallback(body: Json): CallbackNews {
  const told = schema.callback.parse(schema.flatten(body))
  // The page calls it the id of the invoice, the captured callbacks that of the payment; ids of invoices are known by how they begin.
  const isInvoice = told.originalReferenceNo.startsWith('NETZ-INV-')
  const id = (isInvoice ? told.transactionId : null) ?? told.originalReferenceNo
  return {
    providerInvoiceId: told.invoiceId ?? (isInvoice ? told.originalReferenceNo : null),
    reference: told.originalPartnerReferenceNo,
    eventId: null,
    payments: told.latestTransactionStatus === schema.success && told.amount > zero ? [toPaid(id, told)] : [],
  }
}

function toPaid(id: string, told: z.infer<typeof schema.callback>): CallbackPayment {
  return {
    id,
    amount: told.amount,
    fee: told.feeAmount,
    netAmount: told.netAmount,
    channel: told.paymentChannel ?? told.paymentMethod,
    paidAt: toInstant(told.paymentTime),
    reversed: false,
  }
}

/** A fee that the buyer bears comes on top of what we asked for and is no part of it; what exceeds even that was paid too much. */
export function toCredit({ amount, fee }: CallbackPayment, invoice: Invoice, shipping: Shipping): Money {
  const onTop = isFeeOnBuyer(invoice.providerData, invoice) ? (fee ?? zero) : zero
  const sent = toWireAmount(invoice, shipping)
  if (amount === sent || minus(amount, onTop) === sent) return invoice.amount
  return amount > invoice.amount ? max(minus(amount, onTop), invoice.amount) : amount
}

/**
 * An inquiry does not name the payment as callbacks do, so that it makes one only where none is recorded. On a fee that the buyer paid on
 * top the whole invoice is the merchant's.
 */
function toToldPayment(members: JsonObject, invoice: Invoice, amount: Money): ToldPayment {
  const fee = isFeeOnBuyer(members, invoice) ? null : (schema.money.safeParse(members['feeAmount']).data ?? null)
  const { payMethod, paymentMethod } = members
  return {
    ...unnamedPayment(amount, toInstant(members['paidTs'])),
    fee,
    netAmount: fee === null ? null : minus(amount, fee),
    channel: [payMethod, paymentMethod].filter((told) => typeof told === 'string').find((told) => told !== '') ?? null,
    onlyAsFirst: true,
  }
}

/** INIT, SUCCESS and CLOSED are documented; `paid` is the older name of the invoice's own status. Any other word says nothing. */
function toStatus(status: unknown, invoiceStatus: unknown): ProviderInvoice['status'] {
  const isKnown = status === undefined || status === null || status === 'INIT' || status === 'SUCCESS' || status === 'CLOSED'
  if (!isKnown) return null
  if (status === 'SUCCESS' || (typeof invoiceStatus === 'string' && invoiceStatus.toLowerCase() === 'paid')) return 'paid'
  if (status === 'INIT') return 'open'
  return status === 'CLOSED' ? 'expired' : null
}

/** The invoice's total, from an amount that may lack the shipping (as we sent it) or hold the fee that the buyer pays on top. */
function toInvoiceAmount(members: JsonObject, invoice: Invoice, shipping: Shipping): Money | null {
  const gross = schema.money.nullish().parse(members['amount'])
  if (gross === undefined || gross === null) return null
  const sent = toWireAmount(invoice, shipping)
  return gross === sent || minus(gross, toFeeOnBuyer(members, invoice)) === sent ? invoice.amount : gross
}

function toFeeOnBuyer(members: JsonObject, invoice: Invoice): Money {
  return isFeeOnBuyer(members, invoice) ? (schema.money.safeParse(members['feeAmount']).data ?? zero) : zero
}

function isFeeOnBuyer({ feeType }: JsonObject, invoice: Invoice): boolean {
  return (feeType ?? optionsOf(invoice).fee_type) === 'on_buyer'
}

/** The ways to pay that this answer tells, over those known before; and the members that were read. What cannot be read stays data. */
function toPayment(members: JsonObject, known: PaymentMeans): { payment: PaymentMeans | null; read: string[] } {
  const url = schema.paymentUrl.safeParse(members['paymentUrl'])
  const accounts = schema.virtualAccounts.safeParse(members['virtualAccountData'])
  const image = schema.qrImage.safeParse(members['qrImage'])
  const read = [
    ...(url.success ? ['paymentUrl'] : []),
    ...(accounts.success ? ['virtualAccountData'] : []),
    ...(image.success ? ['qrImage'] : []),
  ]
  if (read.length === 0) return { payment: null, read }
  const payment: PaymentMeans = {
    ...known,
    ...(url.success ? { url: url.data, urlExpiresAt: toInstant(members['expiredTs']) } : {}),
    ...(accounts.success ? { virtualAccounts: accounts.data } : {}),
    ...(image.success ? { qr: { image: image.data } } : {}),
  }
  return { payment, read }
}

function toInstant(told: Json | undefined): Date | null {
  return typeof told === 'string' ? (fromTimestamp(told) ?? fromJakartaDateTime(told)) : null
}
