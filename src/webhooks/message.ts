import { z } from 'zod'
import { presentInstant } from '../core/invoice-wire.ts'
import type { Json, JsonObject } from '../core/json.ts'

/** An event as its row has it. */
export interface StoredEvent {
  id: string
  type: string
  sequence: number
  createdAt: Date
  data: { invoice: JsonObject; payment: Json }
}

export const storedEventData = z.object({ invoice: z.record(z.string(), z.json()), payment: z.json() })

/** What an endpoint is sent (contract, "Outgoing webhooks"). It follows from the row alone, so that every try of an event has the same text. */
export function writeMessage({ type, sequence, createdAt, data }: StoredEvent): string {
  const { invoice, payment } = data
  return JSON.stringify({ type, timestamp: presentInstant(createdAt), data: { invoice, payment, sequence } })
}

export const testEventType = 'webhook.test'

/** Says that a message would arrive, and nothing of an invoice. */
export function writeTestMessage(now: Date): string {
  return JSON.stringify({
    type: testEventType,
    timestamp: presentInstant(now),
    data: { invoice: null, payment: null, sequence: null },
  })
}
