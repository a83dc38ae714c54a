import type { z } from 'zod'
import { addressMembers, type Address, type Invoice } from '../../core/invoice.ts'
import { without, type Json, type JsonObject } from '../../core/json.ts'
import { max, minus, toAmount, zero, type Money } from '../../core/money.ts'
import { unnamedPayment, type ToldPayment } from '../../core/payment.ts'
import { UnreadableAnswer, type CallbackNews, type CallbackPayment, type ProviderInvoice } from '../connector.ts'
import { optionsOf, type Options, type Settings } from './config.ts'
import * as schema from './schema.ts'

type Shipping = Settings['shipping']
type PayMethod = NonNullable<Options['pay_method']>

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
  const { payment, read } = schema.toPayment(members, invoice.payment)
  return {
    providerInvoiceId,
    reference: told.partnerReferenceNo ?? null,
    amount: toInvoiceAmount(members, invoice, shipping),
    status: 'open',
    amountPaid: null,
    paidAt: null,
    payments: null,
    createdAt: schema.toInstant(members['createdTs']),
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
  const { payment, read } = schema.toPayment(members, invoice.payment)
  const status = schema.toStatus(told.status, told.invoiceStatus)
  const amountPaid = status === 'paid' ? toAmountPaid(members, invoice, shipping) : null
  // `partnerReferenceNo` may also be the id of the inquiry itself; only our own reference says something.
  const reference = told.partnerReferenceNo === invoice.reference ? invoice.reference : null
  const trxId = knownTransaction(invoice)
  return {
    providerInvoiceId,
    reference,
    amount: toInvoiceAmount(members, invoice, shipping),
    status,
    amountPaid,
    paidAt: status === 'paid' ? schema.toInstant(members['paidTs']) : null,
    payments: status === 'paid' ? [toToldPayment(members, invoice, amountPaid ?? invoice.amountDue)] : null,
    createdAt: schema.toInstant(members['createdTs']),
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
    paidAt: schema.toInstant(told.paymentTime),
    reversed: false,
  }
}

/** The payment as it counts. A fee that the buyer bears is not kept of what the merchant gets, so that neither it nor a net amount is told. */
export function toCounted(payment: CallbackPayment, invoice: Invoice, shipping: Shipping): CallbackPayment {
  const isOnBuyer = isFeeOnBuyer(invoice.providerData, invoice)
  const amount = toCredit(payment.amount, isOnBuyer ? (payment.fee ?? zero) : zero, invoice, shipping)
  return isOnBuyer ? { ...payment, amount, fee: null, netAmount: null } : { ...payment, amount }
}

/** A fee that the buyer bears comes on top of what we asked for and is no part of it; what exceeds even that was paid too much. */
function toCredit(gross: Money, onTop: Money, invoice: Invoice, shipping: Shipping): Money {
  const sent = toWireAmount(invoice, shipping)
  if (gross === sent || minus(gross, onTop) === sent) return invoice.amount
  return gross > invoice.amount ? max(minus(gross, onTop), invoice.amount) : gross
}

/** What an inquiry tells of the money, by the same rule as a callback. */
function toAmountPaid(members: JsonObject, invoice: Invoice, shipping: Shipping): Money | null {
  const gross = toGross(members)
  return gross === null ? null : toCredit(gross, toFeeOnBuyer(members, invoice), invoice, shipping)
}

/** An inquiry does not name the payment as callbacks do, so that it makes one only where none is recorded. */
function toToldPayment(members: JsonObject, invoice: Invoice, amount: Money): ToldPayment {
  const fee = isFeeOnBuyer(members, invoice) ? null : (schema.money.safeParse(members['feeAmount']).data ?? null)
  const { payMethod, paymentMethod } = members
  return {
    ...unnamedPayment(amount, schema.toInstant(members['paidTs'])),
    fee,
    netAmount: fee === null ? null : minus(amount, fee),
    channel: [payMethod, paymentMethod].filter((told) => typeof told === 'string').find((told) => told !== '') ?? null,
    onlyAsFirst: true,
  }
}

/** The invoice's total, from an amount that may lack the shipping (as we sent it) or hold the fee that the buyer pays on top. */
function toInvoiceAmount(members: JsonObject, invoice: Invoice, shipping: Shipping): Money | null {
  const gross = toGross(members)
  if (gross === null) return null
  const sent = toWireAmount(invoice, shipping)
  return gross === sent || minus(gross, toFeeOnBuyer(members, invoice)) === sent ? invoice.amount : gross
}

function toGross(members: JsonObject): Money | null {
  return schema.money.nullish().parse(members['amount']) ?? null
}

function toFeeOnBuyer(members: JsonObject, invoice: Invoice): Money {
  return isFeeOnBuyer(members, invoice) ? (schema.money.safeParse(members['feeAmount']).data ?? zero) : zero
}

function isFeeOnBuyer({ feeType }: JsonObject, invoice: Invoice): boolean {
  return (feeType ?? optionsOf(invoice).fee_type) === 'on_buyer'
}
