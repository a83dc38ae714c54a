import { z } from 'zod'
import { exceptionCodes, invoiceStatuses, paymentTypes } from '../core/invoice.ts'
import { problems, type ProblemCode } from '../core/problems.ts'

/** The shapes that the API answers, for the OpenAPI document. Answers are built by presenters; tests hold them against these. */
const amount = z.string().meta({ examples: ['260000.00'], description: 'Rupiah with two decimals' })
const instant = z.iso.datetime()
const text = z.string().nullable()
const json = z.record(z.string(), z.json())

const address = z.object({
  receiver_name: text,
  receiver_phone: text,
  label: text,
  line1: text,
  line2: text,
  city: text,
  region: text,
  country: text,
  postal_code: text,
  landmark: text,
})

export const invoice = z
  .object({
    id: z.string().meta({ examples: ['inv_01k9s7m3e8f1qv0c2d4h6j8n0p'] }),
    object: z.literal('invoice'),
    status: z.enum(invoiceStatuses),
    version: z.int(),
    reference: z.string(),
    currency: z.literal('IDR'),
    amount,
    amount_due: amount,
    amount_paid: amount,
    amount_remaining: amount,
    payment_type: z.enum(paymentTypes),
    minimum_payment: amount.nullable(),
    provider: z.string(),
    provider_account: z.string(),
    provider_invoice_id: text,
    payment: z.object({
      url: text,
      url_expires_at: instant.nullable(),
      virtual_accounts: z.array(z.object({ number: z.string(), prefix: text, bank: text })),
      qr: z.union([z.object({ image: z.string() }), z.object({ content: z.string() })]).nullable(),
    }),
    title: text,
    description: text,
    notes: text,
    customer: z.object({ reference: text, name: z.string(), email: text, phone: text, address }),
    items: z.array(z.object({ name: z.string(), quantity: z.int(), unit_price: amount })),
    shipping_amount: amount.nullable(),
    starts_at: instant.nullable(),
    expires_at: instant,
    return_url: text,
    image_url: text,
    document_url: text,
    metadata: z.record(z.string(), z.string()),
    provider_options: z.record(z.string(), json),
    exceptions: z.array(z.enum(exceptionCodes)),
    failure: z.object({ code: z.string(), detail: z.string(), provider_code: text, provider_message: text }).nullable(),
    provider_data: json.meta({ description: 'What the provider answered and has no canonical place, under its own names' }),
    created_at: instant,
    updated_at: instant,
    checked_at: instant.nullable(),
    paid_at: instant.nullable(),
  })
  .meta({ id: 'Invoice' })

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    invoice_id: z.string().optional(),
    provider: z.object({ name: z.string(), code: text, message: text, http_status: z.int().nullable() }).optional(),
  })
  .meta({ id: 'Problem' })

export const event = z
  .object({
    id: z.string(),
    type: z.string(),
    sequence: z.int(),
    invoice_id: z.string(),
    created_at: instant,
    data: z.object({ invoice, payment: z.null() }),
  })
  .meta({ id: 'Event' })

export const attempt = z
  .object({
    id: z.string(),
    provider: z.string(),
    provider_account: z.string(),
    phase: z.enum(['sending', 'finished']),
    outcome: z.enum(['NOT_SENT', 'REJECTED', 'CREATED', 'DUPLICATE', 'UNKNOWN']).nullable(),
    provider_code: text,
    provider_message: text,
    started_at: instant,
    finished_at: instant.nullable(),
    operations: z.array(
      z.object({
        kind: z.string(),
        method: z.string(),
        path: z.string(),
        bytes_sent: z.boolean(),
        http_status: z.int().nullable(),
        duration_ms: z.int(),
      }),
    ),
    candidates: z.array(
      z.object({ provider: z.string(), provider_account: z.string(), chosen: z.boolean(), reason: z.string() }),
    ),
    resolution: json.nullable(),
  })
  .meta({ id: 'Attempt' })

export const merchant = z.object({ id: z.string(), name: z.string(), created_at: instant }).meta({ id: 'Merchant' })

export const providerAccount = z
  .object({
    merchant_id: z.string(),
    provider: z.string(),
    name: z.string(),
    settings: json,
    created_at: instant,
    updated_at: instant,
  })
  .meta({ id: 'ProviderAccount' })

export const apiKey = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    name: z.string(),
    hint: z.string(),
    scopes: z.array(z.string()),
    created_at: instant,
    expires_at: instant.nullable(),
    revoked_at: instant.nullable(),
  })
  .meta({ id: 'ApiKey' })

export const listOf = (entry: z.ZodType) => z.object({ data: z.array(entry), next_cursor: text })

/** What a route answers, by status: its own shapes and the problems that it may meet. */
export function answers(shapes: Record<number, z.ZodType>, ...codes: ProblemCode[]): Record<number, z.ZodType> {
  const always: ProblemCode[] = ['unauthenticated', 'missing_scope', 'rate_limited', 'internal_error', 'unavailable']
  const met = Object.fromEntries([...codes, ...always].map((code) => [problems[code].status, problem]))
  return { ...met, ...shapes }
}
