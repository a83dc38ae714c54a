import { z } from 'zod'
import { digestOf } from './digest.ts'
import type { FeedEvent, SeenPayment, WebhookNote } from './history.ts'

/** Payments, the feed of events, webhooks and their deliveries as the campaign reads them: its own words, not the gateway's. */
const payment = z
  .object({
    id: z.string(),
    provider_payment_id: z.string().nullable(),
    amount: z.string(),
    status: z.enum(['received', 'reversed']),
  })
  .transform(({ id, provider_payment_id, amount, status }): SeenPayment => {
    return { id, name: provider_payment_id, amount, isReversed: status === 'reversed' }
  })

const invoice = z.looseObject({
  id: z.string(),
  status: z.string(),
  version: z.int(),
  provider_invoice_id: z.string().nullable(),
  amount_paid: z.string(),
  expires_at: z.string(),
  exceptions: z.array(z.string()),
})

const event = z
  .object({
    id: z.string(),
    type: z.string(),
    sequence: z.int(),
    invoice_id: z.string(),
    created_at: z.string(),
    data: z.object({ invoice, payment: z.unknown() }),
  })
  .transform(({ id, type, sequence, invoice_id, created_at, data }): FeedEvent => {
    const { status, provider_invoice_id, amount_paid, expires_at, exceptions } = data.invoice
    return {
      ...{ id, type, sequence, invoiceId: invoice_id, createdAt: created_at, status, version: data.invoice.version },
      ...{ providerInvoiceId: provider_invoice_id, amountPaid: amount_paid, expiresAt: expires_at, exceptions },
      payment: payment.nullable().parse(data.payment),
      digest: digestOf({ type, timestamp: created_at, data: { ...data, sequence } }),
      looks: digestOf({ ...data.invoice, version: null, updated_at: null, checked_at: null }),
    }
  })

const feed = z.object({ data: z.array(event), next_cursor: z.string().nullable() })

const message = z.object({
  type: z.string(),
  timestamp: z.string(),
  data: z.object({ invoice: z.looseObject({ id: z.string() }), payment: z.unknown(), sequence: z.int() }),
})

const deliveries = z.object({
  data: z.array(z.object({ id: z.string(), event_id: z.string(), next_try_at: z.string().nullable(), tries: z.int() })),
  next_cursor: z.string().nullable(),
})
export type DeliveryPage = z.infer<typeof deliveries>

/** Throws when it is no page of the feed. */
export function readFeedPage(body: unknown): { events: FeedEvent[]; nextCursor: string | null } {
  const { data, next_cursor } = feed.parse(body)
  return { events: data, nextCursor: next_cursor }
}

/** Throws when it is no list of payments. */
export function readPayments(body: unknown): SeenPayment[] {
  return z.object({ data: z.array(payment) }).parse(body).data
}

/** Throws when it is no message about an invoice. */
export function readWebhook(id: string, body: unknown): Omit<WebhookNote, 'isTaken'> {
  const { type, data } = message.parse(body)
  return { id, type, invoiceId: data.invoice.id, sequence: data.sequence, digest: digestOf(body) }
}

/** Throws when it is no page of deliveries. */
export function readDeliveries(body: unknown): DeliveryPage {
  return deliveries.parse(body)
}

/** Throws when it is no endpoint that was made just now. */
export function readEndpoint(body: unknown): { id: string; secret: string } {
  return z.object({ id: z.string(), secret: z.string() }).parse(body)
}
