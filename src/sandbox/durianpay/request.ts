import { z } from 'zod'
import { parseAmount } from '../../core/money.ts'
import { parseJson } from '../../core/parse-json.ts'
import { fromTimestamp } from '../../core/time.ts'
import { checkBody } from '../check-body.ts'
import { refuseFaults } from './refuse.ts'

/** A decimal as text, above zero: `"20000.67"`. */
const amount = z.string().refine((text) => (parseAmount(text) ?? 0n) > 0n)
const instant = z.string().refine((text) => fromTimestamp(text) !== null)
const metadata = z.record(z.string(), z.unknown()).refine((value) => JSON.stringify(value).length <= 1000)

const customer = z
  .object({
    id: z.string().min(1).optional(),
    customer_ref_id: z.string().min(1).optional(),
    given_name: z.string().min(1).optional(),
    email: z
      .email()
      .regex(/^[^¢£§©]+$/)
      .optional(),
    mobile: z
      .string()
      .regex(/^\+?\d{8,15}$/)
      .optional(),
    address: z.record(z.string(), z.string()).optional(),
  })
  .superRefine((value, context) => {
    if (value.id !== undefined) return
    if (value.given_name === undefined) context.addIssue({ code: 'custom', path: ['given_name'], message: 'required' })
    if (value.email === undefined && value.mobile === undefined)
      context.addIssue({ code: 'custom', path: ['email'], message: 'required' })
  })

const changeable = {
  invoice_ref_id: z.string().min(1),
  title: z.string().min(1),
  due_date: instant,
  start_date: instant.optional(),
  remaining_amount: amount,
  enable_partial_transaction: z.boolean().optional(),
  partial_transaction_config: z.object({ min_acceptable_amount: z.union([z.number().nonnegative(), amount]) }).optional(),
  metadata: metadata.nullish(),
  invoice_url: z.string().nullish(),
}

const createRequest = z
  .object({ ...changeable, amount, customer })
  .refine(({ amount: total, remaining_amount: remaining }) => (parseAmount(remaining) ?? 0n) <= (parseAmount(total) ?? 0n), {
    path: ['remaining_amount'],
  })

/** `amount` cannot be changed: naming it is a fault. */
const updateRequest = z.object({ ...changeable, is_blocked: z.boolean(), amount: z.undefined() }).partial()

const payRequest = z.object({
  bank_code: z.enum(['BCA', 'BRI', 'MANDIRI', 'PERMATA', 'CIMB']),
  invoices: z.array(z.object({ id: z.string().min(1), transaction_amount: amount })).min(1),
  customer_id: z.string().min(1),
})

const manualRequest = z.object({ id: z.string().min(1), amount })

const listQuery = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  skip: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(100).default(25),
  status: z.enum(['outstanding', 'paid']).optional(),
})

export type DurianpayCreate = z.infer<typeof createRequest>
export type DurianpayUpdate = z.infer<typeof updateRequest>
type DurianpayList = z.infer<typeof listQuery>

function reader<T>(schema: z.ZodType<T>): (body: Buffer) => T {
  return (body) => {
    const parsed = parseJson(body)
    return checkBody(schema, 'value' in parsed ? parsed.value : null, refuseFaults)
  }
}

export const readCreate = reader(createRequest)
export const readUpdate = reader(updateRequest)
export const readPay = reader(payRequest)
export const readManual = reader(manualRequest)

export function readList(query: unknown): DurianpayList {
  return checkBody(listQuery, query, refuseFaults)
}
