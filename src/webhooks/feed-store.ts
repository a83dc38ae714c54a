import { z } from 'zod'
import type { MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import type { Database } from '../db/statement.ts'
import * as sql from './feed-statements.ts'
import { storedEventData } from './message.ts'

/** An event in the feed, as the API shows it, with its place. */
export interface PlacedEvent {
  /** Decimal digits: more than a double holds. */
  position: string
  event: ReturnType<typeof presentEvent>
}

export interface Replayed {
  planned: number
  /** Null when there was nothing left. */
  lastPosition: string | null
}

export interface ReplayPart {
  merchantId: MerchantId
  endpointId: string
  from: Date
  to: Date
  after: string
  limit: number
  now: Date
}

export interface FeedStore {
  /** Places committed events, some hundred at most, and plans their deliveries; answers how many. Zero too while another instance does it. */
  relay(now: Date): Promise<number>
  read(merchantId: MerchantId, after: string, limit: number): Promise<PlacedEvent[]>
  /** Plans again what an endpoint wants of a time. */
  replay(part: ReplayPart): Promise<Replayed>
}

const row = z.object({
  invoice_id: z.string(),
  sequence: z.int(),
  id: z.string(),
  type: z.string(),
  data: storedEventData,
  created_at: z.date(),
  position: z.string(),
})

const counted = z.object({ relayed: z.int() })
const replayed = z.object({ planned: z.int(), last_position: z.string().nullable() })

export function openFeedStore(database: Database): FeedStore {
  return {
    async relay(now) {
      const [one] = await database.run(sql.relay, [now])
      return counted.parse(one).relayed
    },
    async read(merchantId, after, limit) {
      return (await database.run(sql.readFeed, [merchantId, after, limit])).map((raw) => {
        const stored = row.parse(raw)
        return { position: stored.position, event: presentEvent(stored) }
      })
    },
    async replay({ merchantId, endpointId, from, to, after, limit, now }) {
      const [one] = await database.run(sql.replay, [merchantId, endpointId, from, to, after, limit, now])
      const { planned, last_position } = replayed.parse(one)
      return { planned, lastPosition: last_position }
    },
  }
}

function presentEvent({ id, type, sequence, invoice_id, created_at, data }: z.infer<typeof row>) {
  return { id, type, sequence, invoice_id, created_at: presentInstant(created_at), data }
}
