import { z } from 'zod'
import { asMerchantId, type MerchantId } from '../core/ids.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/statement.ts'
import * as sql from './delivery-statements.ts'
import { storedEventData, type StoredEvent } from './message.ts'
import { sealPlaces } from './seal-places.ts'

/** A delivery that this process has taken, for one try. */
export interface DueDelivery {
  merchantId: MerchantId
  id: string
  endpointId: string
  url: string
  /** Which try this is, from 1; also what names the present owner. */
  number: number
  event: StoredEvent
}

/** What came of a try. */
export interface Tried {
  startedAt: Date
  durationMs: number
  status: number | null
  /** Why there was no answer; null when there was one. */
  reason: string | null
  answer: string | null
}

/** What follows from it. */
export interface Settlement {
  state: 'pending' | 'delivered' | 'failed'
  nextTryAt: Date | null
  succeeded: boolean
  /** The endpoint says that it is no more. */
  gone: boolean
  /** Until when the endpoint wants to be left alone. */
  pausedUntil: Date | null
}

/** An endpoint is switched off when it has failed since then or longer, and at least so many times. */
export interface Patience {
  failingSince: Date
  failuresMin: number
}

export type DisabledReason = 'gone' | 'failing'

export interface DeliveryStore {
  /** Takes at most `limit` due ones, and of one endpoint at most `perEndpoint` at once; nobody else tries them before `leaseUntil`. */
  take(now: Date, leaseUntil: Date, limit: number, perEndpoint: number): Promise<DueDelivery[]>
  /** Writes a try and what follows; only the try when somebody else has the delivery by now. Answers why the endpoint was switched off by this, if it was. */
  settle(delivery: DueDelivery, tried: Tried, settlement: Settlement, patience: Patience): Promise<DisabledReason | null>
  /** Cancels at most `limit` of what is pending for deleted endpoints; answers how many. */
  cancelDeleted(now: Date, limit: number): Promise<number>
  countOpen(): Promise<z.infer<typeof openCounts>>
}

/** Beyond this a gauge says enough. */
const countedMax = 10_000

const row = z.object({
  merchant_id: z.string(),
  id: z.string(),
  endpoint_id: z.string(),
  tries: z.int(),
  url: z.string(),
  event_id: z.string(),
  type: z.string(),
  sequence: z.int(),
  created_at: z.date(),
  data: storedEventData,
})
const settled = z.object({ disabled: z.enum(['gone', 'failing']).nullable() })
const openCounts = z.object({ unrelayed_events: z.int(), pending_deliveries: z.int() })

export function openDeliveryStore(database: Database, seal: Seal): DeliveryStore {
  return {
    async take(now, leaseUntil, limit, perEndpoint) {
      return (await database.run(sql.take, [now, leaseUntil, limit, perEndpoint])).map(fromRow)
    },
    async settle({ merchantId, id, number }, tried, settlement, { failingSince, failuresMin }) {
      const { startedAt, durationMs, status, reason, answer } = tried
      const { state, nextTryAt, succeeded, gone, pausedUntil } = settlement
      const now = new Date(startedAt.getTime() + durationMs)
      const sealed = answer === null ? null : seal.seal(sealPlaces.answer(merchantId, id, number), answer)
      const values = [state, nextTryAt, now, startedAt, durationMs, status, reason, sealed, succeeded, gone, pausedUntil]
      const [one] = await database.run(sql.settle, [merchantId, id, number, ...values, failingSince, failuresMin])
      return settled.parse(one).disabled
    },
    async cancelDeleted(now, limit) {
      return (await database.run(sql.cancelDeleted, [now, limit])).length
    },
    async countOpen() {
      const [one] = await database.run(sql.countOpen, [countedMax])
      return openCounts.parse(one)
    },
  }
}

function fromRow(raw: unknown): DueDelivery {
  const { merchant_id, id, endpoint_id, tries, url, event_id, type, sequence, created_at, data } = row.parse(raw)
  return {
    ...{ merchantId: asMerchantId(merchant_id), id, endpointId: endpoint_id, url, number: tries },
    event: { id: event_id, type, sequence, createdAt: created_at, data },
  }
}
