import { z } from 'zod'
import type { InvoiceId, MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import { parseJson } from '../core/parse-json.ts'
import { Problem } from '../core/problems.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/statement.ts'
import * as sql from './delivery-statements.ts'
import { sealPlaces } from './seal-places.ts'

export const deliveryStates = ['pending', 'delivered', 'failed', 'cancelled'] as const

export type Delivery = ReturnType<typeof presentDelivery>

export interface DeliveryFilter {
  state?: (typeof deliveryStates)[number] | undefined
  cursor?: string | undefined
  limit: number
}

/** What was sent to an endpoint and what it answered, for its owner. */
export interface DeliveryLog {
  /** Newest first. */
  list(
    merchantId: MerchantId,
    endpointId: string,
    filter: DeliveryFilter,
  ): Promise<{ data: Delivery[]; next_cursor: string | null }>
  /** Null when the merchant has no such delivery. */
  read(merchantId: MerchantId, id: string): Promise<Delivery | null>
  /** Of one invoice's events to whatever endpoint, a deleted one too, oldest first. What endpoints answered is null unless it is to be opened. */
  ofInvoice(merchantId: MerchantId, invoiceId: InvoiceId, opensAnswers: boolean): Promise<Delivery[]>
  /** By endpoint. */
  countWaiting(merchantId: MerchantId): Promise<ReadonlyMap<string, number>>
  /** Makes it due now, whatever its state; left alone while it is being tried. */
  retry(merchantId: MerchantId, id: string, now: Date): Promise<void>
}

const row = z.object({
  id: z.string(),
  endpoint_id: z.string(),
  event_id: z.string(),
  type: z.string(),
  invoice_id: z.string(),
  sequence: z.int(),
  replayed: z.boolean(),
  state: z.enum(deliveryStates),
  tries: z.int(),
  next_try_at: z.date().nullable(),
  created_at: z.date(),
  finished_at: z.date().nullable(),
})

const waitingRow = z.object({ endpoint_id: z.string(), waiting: z.int() })

/** Beyond this a count says enough. */
const countedMax = 10_000

const attemptRow = z.object({
  delivery_id: z.string(),
  number: z.int(),
  started_at: z.date(),
  duration_ms: z.int(),
  http_status: z.int().nullable(),
  reason: z.string().nullable(),
  answer_sealed: z.instanceof(Uint8Array).nullable(),
})

export function openDeliveryLog(database: Database, seal: Seal): DeliveryLog {
  const complete = async (merchantId: MerchantId, rows: unknown[], opensAnswers = true) => {
    const stored = rows.map((raw) => row.parse(raw))
    const tries = await database.run(sql.attempts, [merchantId, stored.map(({ id }) => id)])
    const attempts = Map.groupBy(
      tries.map((raw) => attemptRow.parse(raw)),
      ({ delivery_id }) => delivery_id,
    )
    return stored.map((one) =>
      presentDelivery(
        one,
        (attempts.get(one.id) ?? []).map((attempt) => presentAttempt(merchantId, opensAnswers ? seal : null, attempt)),
      ),
    )
  }
  return {
    async list(merchantId, endpointId, { state, cursor, limit }) {
      const after = cursor === undefined ? { createdAt: null, id: null } : readCursor(cursor)
      const values = [merchantId, endpointId, state ?? null, after.createdAt, after.id, limit + 1]
      const rows = await database.run(sql.list, values)
      const data = await complete(merchantId, rows.slice(0, limit))
      const last = data.at(-1)
      return { data, next_cursor: rows.length > limit && last !== undefined ? writeCursor(last) : null }
    },
    async read(merchantId, id) {
      const [delivery] = await complete(merchantId, await database.run(sql.read, [merchantId, id]))
      return delivery ?? null
    },
    async ofInvoice(merchantId, invoiceId, opensAnswers) {
      return complete(merchantId, await database.run(sql.ofInvoice, [merchantId, invoiceId]), opensAnswers)
    },
    async countWaiting(merchantId) {
      const rows = await database.run(sql.countWaiting, [merchantId, countedMax])
      return new Map(rows.map((raw) => waitingRow.parse(raw)).map(({ endpoint_id, waiting }) => [endpoint_id, waiting]))
    },
    async retry(merchantId, id, now) {
      await database.run(sql.retry, [merchantId, id, now])
    },
  }
}

function presentDelivery(stored: z.infer<typeof row>, attempts: ReturnType<typeof presentAttempt>[]) {
  const { id, endpoint_id, event_id, type, invoice_id, sequence, replayed, state, tries } = stored
  return {
    ...{ id, webhook_endpoint_id: endpoint_id, event_id, event_type: type, invoice_id, sequence, replayed, state, tries },
    next_try_at: presentInstant(stored.next_try_at),
    created_at: presentInstant(stored.created_at),
    finished_at: presentInstant(stored.finished_at),
    attempts,
  }
}

function presentAttempt(merchantId: MerchantId, seal: Seal | null, attempt: z.infer<typeof attemptRow>) {
  const { delivery_id, number, started_at, duration_ms, http_status, reason, answer_sealed } = attempt
  const place = sealPlaces.answer(merchantId, delivery_id, number)
  const answer = answer_sealed === null || seal === null ? null : seal.open(place, answer_sealed).toString()
  return { number, started_at: presentInstant(started_at), duration_ms, http_status, reason, answer }
}

function writeCursor({ created_at, id }: Delivery): string {
  return Buffer.from(JSON.stringify([created_at, id])).toString('base64url')
}

const cursorSchema = z.tuple([z.iso.datetime(), z.string().regex(/^dlv_[0-9a-z]+$/)])

function readCursor(cursor: string): { createdAt: Date; id: string } {
  const json = parseJson(Buffer.from(cursor, 'base64url'))
  const parsed = cursorSchema.safeParse('fault' in json ? null : json.value)
  if (parsed.success) return { createdAt: new Date(parsed.data[0]), id: parsed.data[1] }
  throw new Problem('invalid_request', 'The cursor is not one of ours.', {
    errors: [{ pointer: '/cursor', detail: 'Use next_cursor of the page before, unchanged.' }],
  })
}
