import { createHash, sign } from 'node:crypto'
import { toJsonObject, type JsonObject } from '../../core/json.ts'
import { minuteMs, toJakartaTimestamp } from '../../core/time.ts'
import type { Movement } from '../ledger.ts'
import type { CallbackManner } from '../simulator.ts'
import type { CallbackKey } from './callback-key.ts'
import type { DurianpayInvoice } from './invoice.ts'
import { presentWithTransactions } from './present.ts'

/**
 * The names of the events are documented, what invoice events hold is not: here it is the invoice as `GET /invoices/:id` shows it. Which of
 * the two a last part makes is not documented either.
 */
export function toCallback({ entry }: Movement<DurianpayInvoice['details']>): JsonObject {
  const event = entry.status === 'paid' ? 'invoice.paid' : 'invoice.transaction'
  return toJsonObject({ event, data: presentWithTransactions(entry), retry_count: 0 })
}

/** Signed as the provider documents it for its SNAP notifications, with a new timestamp and count at each repeat. */
export function createManner(key: CallbackKey): CallbackManner {
  return {
    repeatAfterMs: [2, 5, 10, 90, 210].map((minutes) => minutes * minuteMs),
    // Not documented; its own clients wait as long.
    timeoutMs: 10_000,
    write: (_client, event, { now, path, repeat }) => {
      const body = JSON.stringify({ ...event, retry_count: repeat })
      const timestamp = toJakartaTimestamp(now)
      const signed = `POST:${path}:${createHash('sha256').update(body).digest('hex')}:${timestamp}`
      const signature = sign('RSA-SHA256', Buffer.from(signed), key.privatePem()).toString('base64')
      return { headers: { 'Content-Type': 'application/json', 'X-TIMESTAMP': timestamp, 'X-SIGNATURE': signature }, body }
    },
    isAcknowledged: ({ status }) => status === 200,
  }
}
