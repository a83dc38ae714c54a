import { z } from 'zod'
import type { Json } from '../../core/json.ts'
import { sum, type Money } from '../../core/money.ts'
import { checkBody } from '../check-body.ts'
import { readMoney } from '../ledger.ts'
import type { NetzmeCall } from './authenticate.ts'
import { refuse, refuseFaults, type Service } from './refuse.ts'

export const payMethods = [
  'BANK_TRANSFER',
  'NETZME',
  'BCA',
  'QRIS',
  'RETAIL_OUTLET',
  'OVO',
  'NETZME_SEAMLESS',
  'DANA',
  'CREDIT_CARD',
] as const
const payMethod = z.enum(payMethods)
export type PayMethod = z.infer<typeof payMethod>

/** SNAP's amount: text with exactly two decimals. */
const amount = z.object({ value: z.string().regex(/^(0|[1-9]\d{0,15})\.\d{2}$/), currency: z.literal('IDR') })

const feeType = z.enum(['on_buyer', 'on_seller'])
const party = z.object({
  email: z.string().optional(),
  notes: z.string().optional(),
  description: z.string().optional(),
  phoneNumber: z.string().optional(),
  imageUrl: z.string().optional(),
  fullname: z.string().optional(),
  terminalId: z.string().optional(),
  terminal_id: z.string().optional(),
})
const invoice = z.object({
  custIdMerchant: z.string().min(1),
  partnerReferenceNo: z.string().min(1).max(64),
  amount,
  amountDetail: z.object({ basicAmount: amount, shippingAmount: amount }),
  feeType: feeType.optional(),
})

export const createInvoice = invoice.extend({
  commissionPercentage: z.union([z.int().min(0).max(999), z.string().regex(/^\d{1,3}$/)]).optional(),
  payMethods: z.array(payMethod).min(1).optional(),
  additionalInfo: party,
})

/** Here numbers are text, the name is alphabetic, and Netzme's own samples spell the method in two ways. */
export const createTransaction = invoice
  .extend({
    commissionPercentage: z
      .string()
      .regex(/^\d{1,3}$/)
      .optional(),
    expireInSecond: z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .optional(),
    payMethod: payMethod.optional(),
    PayMethod: payMethod.optional(),
    additionalInfo: party.extend({
      fullname: z
        .string()
        .regex(/^[\p{L} ]+$/u)
        .optional(),
    }),
  })
  .transform((request, context) => {
    const method = request.payMethod ?? request.PayMethod
    if (method !== undefined) return { ...request, method }
    context.addIssue({ code: 'custom', path: ['payMethod'], message: 'required' })
    return z.NEVER
  })

export const inquiry = z.object({
  originalPartnerReferenceNo: z.string().min(1),
  additionalInfo: z.object({ partnerReferenceNo: z.string().min(1) }),
})

export type InvoiceRequest = z.infer<typeof createInvoice>
export type TransactionRequest = z.infer<typeof createTransaction>

export function readRequest<T>(schema: z.ZodType<T>, body: Json, service: Service): T {
  return checkBody(schema, body, refuseFaults(service))
}

/**
 * What is to be paid: goods and shipping. The samples leave the shipping out of `amount`, others put it in; anything else does not add up.
 */
export function totalOf(request: z.infer<typeof invoice>, caller: NetzmeCall, service: Service): Money {
  if (request.custIdMerchant !== caller.keys.merchantId) throw refuse(404, service, '08', 'Invalid Merchant')
  const basic = readMoney(request.amountDetail.basicAmount.value)
  const total = sum([basic, readMoney(request.amountDetail.shippingAmount.value)])
  const stated = readMoney(request.amount.value)
  if (stated === 0n || (stated !== basic && stated !== total))
    throw refuse(400, service, '01', 'Invalid Field Format amount.value')
  return total
}
