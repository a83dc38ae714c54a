import { z } from 'zod'
import type { Json } from '../../core/json.ts'
import type { Envelope } from '../connector.ts'

/** Sums come as numeric text, the smallest part also as a number; both are read. */
const amount = z.union([z.number(), z.string()])

/** What every documented or captured answer about one invoice tells; all else is optional and kept as it comes. */
export const invoice = z.looseObject({
  id: z.string().min(1),
  invoice_ref_id: z.string().min(1),
  amount,
  remaining_amount: amount,
  currency: z.literal('IDR').nullish(),
  status: z.string(),
  is_blocked: z.boolean().nullish(),
  created_at: z.string().nullish(),
  /** Looked at one by one: one without a known status is no payment yet. */
  transactions: z.array(z.looseObject({ status: z.unknown().optional() })).nullish(),
  checkout_url: z.string().nullish(),
  checkout_url_expiry_at: z.string().nullish(),
})

/** A transaction by which money came. */
export const received = z.looseObject({ id: z.string().min(1), amount })

/** Other invoices of the list are not looked at beyond their reference; one without it could be ours, and then the list proves nothing. */
export const list = z.looseObject({
  invoices: z.array(z.object({ invoice_ref_id: z.string().nullable() }).catchall(z.json())),
  total_count: z.int().min(0).nullish(),
})

const code = z.string().nullish()

const refusal = z.looseObject({
  error_code: code,
  response_code: code,
  data: z.unknown().optional(),
  /** A string in every sample; Durianpay's own Odoo module also reads an object. */
  error: z.union([z.string(), z.looseObject({ message: z.string().optional(), description: z.string().optional() })]).nullish(),
  message: z.string().nullish(),
  errors: z.array(z.looseObject({ field: z.string().optional(), message: z.string().optional() })).nullish(),
})

/** The documented answers put `response_code` inside `data`, the captured ones beside it. */
const dataWithCode = z.looseObject({ response_code: z.string() })

const codeOfSuccess = '0000'

/** A refusal without a code may prove something in Durianpay's error shape; in any other, such as a proxy's `{"message":…}`, it does not. */

export function toEnvelope(body: Json): Envelope {
  const parsed = refusal.safeParse(body)
  if (!parsed.success) return { code: null, message: null, success: false, undocumented: true }
  const { error_code, response_code, data, error } = parsed.data
  const inside = dataWithCode.safeParse(data).data?.response_code
  const codes = [error_code, response_code, inside].filter((code) => code !== null && code !== undefined)
  const code = codes.find((each) => each !== codeOfSuccess) ?? codes[0]
  const isErrorShape = error !== null && error !== undefined
  return {
    code: code ?? null,
    message: toMessage(parsed.data),
    success: code === undefined || code === codeOfSuccess,
    ...(code === undefined && !isErrorShape ? { undocumented: true } : {}),
  }
}

function toMessage({ error, message, errors }: z.infer<typeof refusal>): string | null {
  const ofError = typeof error === 'object' ? (error?.message ?? error?.description) : error
  const faults = (errors ?? []).map((fault) => [fault.field, fault.message].filter((part) => part !== undefined).join(': '))
  return [ofError, message, ...faults].filter((part) => part !== null && part !== undefined).join('; ') || null
}

const named = z.looseObject({
  id: z.unknown().optional(),
  invoice_id: z.unknown().optional(),
  invoice_ref_id: z.unknown().optional(),
})

/** The envelope of every event. How invoice events look inside is not published; the places where an invoice may be named are read. */
export const callback = z.looseObject({
  event: z.string().min(1),
  data: named.extend({ invoices: z.array(named).catch([]) }),
})
