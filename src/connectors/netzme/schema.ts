import { z } from 'zod'
import type { PaymentMeans } from '../../core/invoice.ts'
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { fromProviderNumber } from '../../core/money.ts'
import { fromJakartaDateTime, fromTimestamp } from '../../core/time.ts'
import { UnreadableAnswer, type Envelope, type ProviderInvoice } from '../connector.ts'

/** `responseCode` has 7 characters, in some refusals 3; `responseMessage` may be any JSON that Netzme passes on from behind it. */
const envelope = z.looseObject({
  responseCode: z.union([z.string(), z.int().transform(String)]),
  responseMessage: z.json().optional(),
})

export function toEnvelope(body: Json): Envelope {
  const parsed = envelope.safeParse(body)
  if (!parsed.success) return { code: null, message: null, success: false }
  const { responseCode, responseMessage } = parsed.data
  return { code: responseCode, message: toMessage(responseMessage), success: /^200(\d{4})?$/.test(responseCode) }
}

/** Texts as they are; anything else that Netzme passes on, as JSON. */
function toMessage(told: Json | undefined): string | null {
  if (told === undefined || told === null) return null
  return typeof told === 'string' ? told : JSON.stringify(told)
}

/** `expiresIn` is documented as a text of seconds. */
export const token = z.looseObject({
  accessToken: z.string().regex(/^[!-~]+$/),
  expiresIn: z.union([z.string().regex(/^[1-9]\d{0,8}$/), z.int().positive()]).transform(Number),
})

/** Both levels of what Netzme says as one object, under its own names: on which of them a member stands is not certain. */
export function flatten(body: Json): JsonObject {
  if (!isJsonObject(body)) throw new UnreadableAnswer('what Netzme says is not an object')
  const { additionalInfo, ...top } = body
  return isJsonObject(additionalInfo) ? { ...additionalInfo, ...top } : top
}

const text = z.string().min(1)

/** `id` in the answer of create-transaction, `invoiceId` in that of create. Without `status: true` nothing says that it was created. */
export const created = z.looseObject({
  partnerReferenceNo: text.nullish(),
  additionalInfo: z.looseObject({ status: z.literal(true), id: text.nullish(), invoiceId: text.nullish() }),
})

/** The members of an inquiry that have a meaning for us. */
export const inquired = z.looseObject({
  partnerReferenceNo: z.unknown().optional(),
  invoiceId: text.nullish(),
  status: z.unknown().optional(),
  invoiceStatus: z.unknown().optional(),
})

const value = z.union([z.string(), z.number()])

/** Documented as an object; some members of the same name may be bare. */
export const money = z
  .union([value, z.looseObject({ value, currency: z.literal('IDR') }).transform((told) => told.value)])
  .transform((told, context) => {
    const read = fromProviderNumber(told)
    if (read !== null) return read
    context.addIssue({ code: 'custom', message: 'is not money' })
    return z.NEVER
  })

const virtualAccount = z
  .looseObject({ bankCode: text.nullish(), virtualAccountNo: text })
  .transform(({ bankCode, virtualAccountNo }) => ({ number: virtualAccountNo, prefix: null, bank: bankCode ?? null }))

const virtualAccounts = z.array(virtualAccount).min(1)

const paymentUrl = z.string().regex(/^https?:\/\//)

const qrImage = z.string().regex(/^data:image\//)

/** The one `latestTransactionStatus` of SNAP that is a payment. */
export const success = '00'

const textOrNone = z
  .string()
  .nullish()
  .transform((told) => told || null)

/** A payment does not wait for a fee that cannot be read. */
const moneyOrNone = money.nullable().catch(null)

/** `isSplitfee` and its like are spelled in several ways; nothing is read from them. */
const notified = z.looseObject({
  latestTransactionStatus: text,
  originalReferenceNo: text,
  originalPartnerReferenceNo: textOrNone,
  invoiceId: textOrNone,
  transactionId: textOrNone,
  amount: money,
  feeAmount: moneyOrNone,
  netAmount: moneyOrNone,
  paymentChannel: textOrNone,
  paymentMethod: textOrNone,
  paymentTime: textOrNone,
})

/** What accounts from before SNAP are told. It names no reference of ours. */
const notifiedBeforeSnap = z
  .looseObject({
    id: text,
    transaction_id: text,
    status: text,
    amount: money,
    fee: moneyOrNone,
    netAmount: moneyOrNone,
    paymentChannel: textOrNone,
    paymentMethod: textOrNone,
    payment_time: textOrNone,
  })
  .transform(({ id, transaction_id, status, fee, payment_time, ...same }) => ({
    ...same,
    latestTransactionStatus: status.toLowerCase() === 'paid' ? success : status,
    originalReferenceNo: transaction_id,
    originalPartnerReferenceNo: null,
    invoiceId: id,
    transactionId: transaction_id,
    feeAmount: fee,
    paymentTime: payment_time,
  }))

export const callback = notified.or(notifiedBeforeSnap)

export function toInstant(told: Json | undefined): Date | null {
  return typeof told === 'string' ? (fromTimestamp(told) ?? fromJakartaDateTime(told)) : null
}

/** INIT, SUCCESS and CLOSED are documented; `paid` is the older name of the invoice's own status. Any other word says nothing. */
export function toStatus(status: unknown, invoiceStatus: unknown): ProviderInvoice['status'] {
  const isKnown = status === undefined || status === null || status === 'INIT' || status === 'SUCCESS' || status === 'CLOSED'
  if (!isKnown) return null
  if (status === 'SUCCESS' || (typeof invoiceStatus === 'string' && invoiceStatus.toLowerCase() === 'paid')) return 'paid'
  if (status === 'INIT') return 'open'
  return status === 'CLOSED' ? 'expired' : null
}

/** The ways to pay that this answer tells, over those known before; and the members that were read. What cannot be read stays data. */
export function toPayment(members: JsonObject, known: PaymentMeans): { payment: PaymentMeans | null; read: string[] } {
  const url = paymentUrl.safeParse(members['paymentUrl'])
  const accounts = virtualAccounts.safeParse(members['virtualAccountData'])
  const image = qrImage.safeParse(members['qrImage'])
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
