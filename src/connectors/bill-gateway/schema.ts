import { z } from 'zod'
import { fromProviderNumber } from '../../core/money.ts'

/** The samples show sums as numbers, and those of components as strings; both are read. */
const amount = z.union([z.number(), z.string()]).transform((value, context) => {
  const money = fromProviderNumber(value)
  if (money !== null) return money
  context.addIssue({ code: 'custom', message: 'is not an amount' })
  return z.NEVER
})

/** The sample answer to a create leaves out what the Bill schema has; only what every sample shows is asked for. */
export const bill = z.looseObject({
  hash: z.string().min(1),
  /** Prefix and number. */
  va_number: z.string().regex(/^\d{10,}$/),
  invoice_number: z.string().nullish(),
  total_amount: amount,
  paid_amount: amount.nullish(),
  status: z.string().optional(),
  created_at: z.string().nullish(),
})

const object = z.record(z.string(), z.json())

/** Create, information and revoke. */
export const answer = z.looseObject({ data: object })

/** One page of the list; none is left when `data` is empty. */
export const list = z.looseObject({ data: z.array(object) })

/** One entry of a bill's payments. */
export const payment = z.looseObject({
  id: z.string().min(1),
  /** Twelve digits by which banks know it; a reversal is expected to carry that of its payment. */
  payment_ref_id: z.string().nullish(),
  channel: z.string().nullish(),
  amount,
  type: z.enum(['payment', 'reversal']).nullish(),
  created_at: z.string().nullish(),
})

/** `expires_in` is text in the sample and a number in OAuth; an hour where it is neither. */
export const token = z.looseObject({
  access_token: z.string().regex(/^[!-~]+$/),
  expires_in: z.union([z.number(), z.string()]).transform(Number).pipe(z.int().positive()).catch(3600),
})

/** The provider's envelope, Laravel's bare `message`, and the errors of an OAuth server. */
export const envelope = z.looseObject({
  rc: z.string().nullish(),
  error: z.string().nullish(),
  message: z.string().nullish(),
  error_description: z.string().nullish(),
  access_token: z.string().optional(),
})

/** The bill of `context` says how it stood then; what was paid is read from its payments. */
export const callback = z.looseObject({
  event: z.string().min(1),
  context: z.looseObject({ hash: z.string().min(1), invoice_number: z.string().nullish() }),
})
