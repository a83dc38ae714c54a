import { z } from 'zod'
import { exceptionCodes, invoiceStatuses, paymentTypes } from '../core/invoice.ts'
import { problems, type ProblemCode } from '../core/problems.ts'
import { describeProblems, describeShape, type DescribedAnswer } from './described-answer.ts'
import { exampleInvoice, examplePayment, exampleProblem } from './examples.ts'

/** The shapes that the API answers, for the OpenAPI document. Answers are built by presenters; tests hold them against these. */
const amount = z.string().meta({ examples: ['260000.00'], description: 'Rupiah as a decimal string with two decimals' })
const instant = z.iso.datetime().describe('RFC 3339, in UTC')
const text = z.string().nullable()
/** What came from JSON and whose members are not ours to know. */
const json = z.record(z.string(), z.unknown())

const erasable = z.string().describe('`[erased]` once the data of persons was erased')
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

const payment = z.object({
  url: text.describe('Page on which the payer pays'),
  url_expires_at: instant.nullable(),
  virtual_accounts: z
    .array(z.object({ number: z.string(), prefix: text.describe('The part of the number that names the bank'), bank: text }))
    .describe('Account numbers under which the invoice is payable'),
  qr: z
    .union([
      z.object({ image: z.string().describe('A data: URL of a PNG') }),
      z.object({ content: z.string().describe('What the QR code says, such as a QRIS payload') }),
    ])
    .nullable(),
})

export const invoice = z
  .object({
    id: z.string().describe('`inv_` and a sortable id'),
    object: z.literal('invoice'),
    status: z
      .enum(invoiceStatuses)
      .describe(
        '`pending`: the provider is about to be asked, or is being asked. `unknown`: it was asked and its answer is not known; it may be payable. `open`: it can be paid. `partially_paid`, `paid`, `expired`, `cancelled`: as they say. `failed`: proved not to exist at any provider.',
      ),
    version: z.int().describe('Counts up with every visible change; for If-Match'),
    reference: z.string().describe('Yours; what the provider sees'),
    currency: z.literal('IDR'),
    amount: amount.describe('Total of the invoice'),
    amount_due: amount.describe('What this invoice collects'),
    amount_paid: amount.describe('Payments less reversals, without a fee that the payer paid on top'),
    amount_remaining: amount.describe('amount_due less amount_paid, never below zero'),
    payment_type: z.enum(paymentTypes),
    minimum_payment: amount.nullable(),
    provider: z.string(),
    provider_account: z.string(),
    provider_invoice_id: text.describe('The provider’s own id; null until it is known'),
    payment: payment.describe('How the payer can pay; all empty: the provider gave no way (`not_payable`)'),
    title: text,
    description: text,
    notes: text,
    customer: z.object({ reference: text, name: erasable, email: text, phone: text, address }),
    items: z.array(z.object({ name: erasable, quantity: z.int(), unit_price: amount })),
    shipping_amount: amount.nullable(),
    starts_at: instant.nullable(),
    expires_at: instant.describe('The provider may keep it payable longer, never shorter'),
    return_url: text,
    image_url: text,
    document_url: text,
    metadata: z.record(z.string(), z.string()).describe('Yours'),
    provider_options: z.record(z.string(), json).describe('As they were sent, by provider'),
    exceptions: z.array(z.enum(exceptionCodes)).describe('What a person should look at'),
    failure: z
      .object({ code: z.string(), detail: z.string(), provider_code: text, provider_message: text })
      .nullable()
      .describe('Why it is `failed`'),
    provider_data: json.describe('What the provider answered and has no canonical place, under its own names'),
    created_at: instant,
    updated_at: instant,
    checked_at: instant.nullable().describe('When the provider was last asked'),
    paid_at: instant.nullable(),
  })
  .meta({ id: 'Invoice', description: 'The invoice as it stands', examples: [exampleInvoice] })

export const problem = z
  .object({
    type: z.string().describe('Leads to a page that says what to do'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    request_id: z.string(),
    errors: z
      .array(z.object({ pointer: z.string().describe('JSON pointer (RFC 6901) to a member of the request'), detail: z.string() }))
      .optional(),
    invoice_id: z.string().optional().describe('Where there is one'),
    provider: z
      .object({ name: z.string(), code: text, message: text, http_status: z.int().nullable() })
      .optional()
      .describe('What the provider said, where it was the one to say no'),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457)', examples: [exampleProblem('invalid_request')] })

export const receivedPayment = z
  .object({
    id: z.string().describe('`pay_` and a sortable id'),
    provider_payment_id: text.describe('By the provider’s own rule of identity; null while it has told only that money came'),
    amount: amount.describe('What counts towards the invoice'),
    fee: amount.nullable().describe('What the provider keeps of it; null where it does not tell'),
    net_amount: amount.nullable(),
    channel: text.describe('How it was paid, in the provider’s own words'),
    status: z
      .enum(['received', 'reversed'])
      .describe('`reversed`: taken back by the provider, or, without a name, replaced by the payments that it turned out to be'),
    paid_at: instant.nullable().describe('When the payer paid, as the provider tells it'),
    received_at: instant.describe('When the gateway first heard of it'),
  })
  .meta({ id: 'Payment', description: 'One payment of an invoice', examples: [examplePayment] })

export const event = z
  .object({
    id: z.string(),
    type: z.string().meta({ examples: ['invoice.opened'] }),
    sequence: z.int().describe('Counts up by one within an invoice'),
    invoice_id: z.string(),
    created_at: instant,
    data: z.object({ invoice, payment: receivedPayment.nullable() }).describe('The invoice as it stood after this change'),
  })
  .meta({ id: 'Event' })

const operation = z.object({
  kind: z.string().describe('`token`, `create`, `find`, `find_by_reference`, `update`, `cancel`'),
  method: z.string(),
  path: z.string(),
  bytes_sent: z.boolean().describe('False only when it is certain that nothing of the request left the gateway'),
  http_status: z.int().nullable(),
  duration_ms: z.int(),
})

export const attempt = z
  .object({
    id: z.string(),
    provider: z.string(),
    provider_account: z.string(),
    phase: z.enum(['sending', 'finished']),
    outcome: z
      .enum(['NOT_SENT', 'REJECTED', 'CREATED', 'DUPLICATE', 'UNKNOWN'])
      .nullable()
      .describe('What is proved of the create'),
    provider_code: text,
    provider_message: text,
    started_at: instant,
    finished_at: instant.nullable(),
    operations: z.array(operation).describe('Every call that was made for the invoice, in order'),
    candidates: z
      .array(z.object({ provider: z.string(), provider_account: z.string(), chosen: z.boolean(), reason: z.string() }))
      .describe('Which accounts were looked at, and why each was or was not chosen'),
    resolution: json.nullable().describe('What a person decided, if one did'),
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
  .meta({ id: 'ProviderAccount', description: 'A provider account; its credentials are never shown' })

export const apiKey = z
  .object({
    id: z.string(),
    merchant_id: z.string(),
    name: z.string(),
    hint: z.string().describe('The first characters of the key'),
    scopes: z.array(z.string()),
    created_at: instant,
    expires_at: instant.nullable(),
    revoked_at: instant.nullable(),
  })
  .meta({ id: 'ApiKey', description: 'An API key without the key itself' })

export const listOf = (entry: z.ZodType) =>
  z
    .object({ data: z.array(entry), next_cursor: text.describe('Give it as `cursor` for the next page; null: this is the last') })
    .describe('A page of the list')

/** What the gate and the process may answer to any request with a key. */
const always: ProblemCode[] = ['unauthenticated', 'missing_scope', 'rate_limited', 'internal_error', 'unavailable']
/** What a request with an Idempotency-Key may meet. */
export const keyProblems = ['idempotency_key_invalid', 'idempotency_key_in_use', 'idempotency_key_reused'] as const
/** What a request with a body may meet. */
export const bodyProblems = ['body_too_large', 'unsupported_media_type'] as const
/** What a request may meet for which the provider is asked. */
export const providerProblems = ['provider_misconfigured', 'provider_unavailable'] as const

/** What a route answers, by status: its own shapes and the problems that it may meet. */
export function answers(
  shapes: Record<number, z.ZodType | DescribedAnswer>,
  ...codes: ProblemCode[]
): Record<number, z.ZodType | DescribedAnswer> {
  const described = Object.entries(shapes).map(([status, shape]) => [status, describeShape(Number(status), shape)] as const)
  return { ...describeProblems(problem, [...codes, ...always]), ...Object.fromEntries(described) }
}
