import { z } from 'zod'
import { fromTimestamp } from '../../core/time.ts'
import { checkBody } from '../check-body.ts'
import type { GatewayAnswers } from './answer.ts'
import type { GatewayCall } from './authenticate.ts'
import { prefixes } from './keys.ts'

const prefix = z.enum(prefixes)
const optionalText = z.string().optional()

const component = z.object({
  name: z.string().min(1),
  qty: z.int().positive(),
  price: z.int().nonnegative(),
  total: z.int().nonnegative(),
})

const billRequest = z
  .object({
    va_number: z.string().regex(/^\d{10}$/),
    invoice_number: optionalText,
    channel: z.enum(['muamalat', 'tokopedia']).optional(),
    prefix: z.union([prefix, z.array(prefix).min(1)]),
    name: z.string().min(1),
    total_amount: z.int().positive(),
    institution_code: z.string().min(1),
    type: z.enum(['close', 'partial', 'open']),
    valid_until: z
      .string()
      .refine((text) => fromTimestamp(text) !== null)
      .optional(),
    components: z.array(component).min(1).optional(),
    customer_name: z.string().min(1),
    customer_email: z.email().optional(),
    customer_phone: optionalText,
    customer_address: optionalText,
    description: optionalText,
    ext_description: optionalText,
  })
  .refine((bill) => bill.components === undefined || sumOf(bill.components) === bill.total_amount, { path: ['total_amount'] })

function sumOf(components: z.infer<typeof component>[]): number {
  return components.reduce((sum, { total }) => sum + total, 0)
}

export type BillRequest = z.infer<typeof billRequest>

const listQuery = z.object({
  institution_code: z.string().min(1),
  page: z.coerce.number().int().positive().default(1),
  q: z.string().default(''),
  date: z.tuple([z.iso.date(), z.iso.date()]).optional(),
  order_by: z.literal('created_at').optional(),
  order: z.enum(['asc', 'desc']).default('desc'),
  va_number: optionalText,
  type: optionalText,
})
export type BillListQuery = z.infer<typeof listQuery>

function checkInstitution(institutionCode: string, call: GatewayCall, answers: GatewayAnswers): void {
  if (institutionCode !== call.keys.institutionCode) throw answers.refuse(422, 'ERR_ENTITY_NOT_FOUND', 'Institution not found.')
}

export function readBill(call: GatewayCall, answers: GatewayAnswers): BillRequest {
  const bill = checkBody(billRequest, call.body, answers.invalid)
  checkInstitution(bill.institution_code, call, answers)
  return bill
}

export function readListQuery(call: GatewayCall, answers: GatewayAnswers): BillListQuery {
  const query = checkBody(listQuery, call.query, answers.invalid)
  checkInstitution(query.institution_code, call, answers)
  return query
}
