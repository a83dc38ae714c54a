import { z } from 'zod'
import { fromMinor, sum, times, type Money } from '../../core/money.ts'
import { parseJson } from '../../core/parse-json.ts'
import { checkBody, type Fault } from '../check-body.ts'
import type { WinpayAnswers } from './answer.ts'

/** The guide sends integers, the API reference `"20000.00"`; it answers integers. */
const price = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,13}(\.0{1,2})?$/)
    .transform((text) => Number.parseInt(text, 10)),
])

const createRequest = z.object({
  customer: z.object({ name: z.string().min(1), email: z.email().optional(), phone: z.string().min(1) }),
  invoice: z.object({
    ref: z.string().min(1),
    products: z.array(z.object({ name: z.string().min(1), qty: z.int().positive(), price })).min(1),
  }),
  // A URL, or a JavaScript back command: so any text.
  back_url: z.string().min(1),
  interval: z.int().positive(),
})
const updateRequest = createRequest.partial({ interval: true })

export type WinpayUpdate = z.infer<typeof updateRequest>
export type WinpayCreate = z.infer<typeof createRequest>

function toFaultText({ field, missing }: Fault): string {
  return missing ? `The ${field} field is required.` : `The ${field} field is invalid.`
}

function readBody<T>(schema: z.ZodType<T>, body: Buffer, answers: WinpayAnswers): T {
  const parsed = parseJson(body)
  const value = 'value' in parsed ? parsed.value : null
  return checkBody(schema, value, (faults) => answers.invalid(faults.map(toFaultText)))
}

export function readCreate(body: Buffer, answers: WinpayAnswers): WinpayCreate {
  return readBody(createRequest, body, answers)
}

export function readUpdate(body: Buffer, answers: WinpayAnswers): WinpayUpdate {
  return readBody(updateRequest, body, answers)
}

/** The sum of the products; there is no total in the request. */
export function totalOf(request: WinpayUpdate): Money {
  return sum(request.invoice.products.map(({ qty, price: rupiah }) => times(fromMinor(BigInt(rupiah) * 100n), qty)))
}
