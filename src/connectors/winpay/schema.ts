import { z } from 'zod'

/** Amounts come as integers in the guide and as strings in the reference; both are read. */
const amount = z.union([z.number(), z.string()])

const product = z.looseObject({ name: z.string(), qty: amount, price: amount })

const payment = z.looseObject({
  channel: z.string().nullish(),
  paid_amount: amount.nullish(),
  fee: amount.nullish(),
  nett: amount.nullish(),
  created_at: z.string().nullish(),
  updated_at: z.string().nullish(),
})

const invoice = z.looseObject({
  id: z.string().min(1),
  ref: z.string().min(1),
  created_at: z.string().optional(),
  redirect_url: z.string().min(1).optional(),
  status: z.string().optional(),
  products: z.array(product).min(1).optional(),
  payment: payment.nullish(),
})

/** The guide's tables spell it `responeData`, its samples `responseData`. */
export const answer = z
  .looseObject({ responseData: invoice })
  .or(z.looseObject({ responeData: invoice }).transform(({ responeData }) => ({ responseData: responeData })))

export const envelope = z.looseObject({
  responseCode: z.string(),
  responseMessage: z.string().optional(),
  responseData: z.unknown().optional(),
})

const text = z.string().min(1)

/** The outer `uuid` and `ref` are those of the payment; the invoice's own are inside. */
export const callback = z.looseObject({ uuid: text.nullish(), invoice: z.looseObject({ uuid: text, ref: text }) })
