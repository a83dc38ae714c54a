import { z } from 'zod'
import type { MerchantId } from '../core/ids.ts'
import { parseJson } from '../core/parse-json.ts'
import { Problem } from '../core/problems.ts'
import type { FeedStore, PlacedEvent } from './feed-store.ts'

export interface FeedPage {
  data: PlacedEvent['event'][]
  next_cursor: string | null
}

const start = '0'

/**
 * The merchant's events after a cursor, oldest first. The cursor of an empty page is the one it was asked with: whoever asks again with it goes
 * on from there. Null is only for a merchant who has no event yet.
 */
export async function readFeed(
  store: Pick<FeedStore, 'read'>,
  merchantId: MerchantId,
  after: string | undefined,
  limit: number,
): Promise<FeedPage> {
  const placed = await store.read(merchantId, after === undefined ? start : readCursor(after), limit)
  const last = placed.at(-1)
  return {
    data: placed.map(({ event }) => event),
    next_cursor: last === undefined ? (after ?? null) : writeCursor(last.position),
  }
}

function writeCursor(position: string): string {
  return Buffer.from(JSON.stringify([position])).toString('base64url')
}

const cursor = z.tuple([z.string().regex(/^\d{1,18}$/)])

function readCursor(text: string): string {
  const json = parseJson(Buffer.from(text, 'base64url'))
  const parsed = cursor.safeParse('fault' in json ? null : json.value)
  if (parsed.success) return parsed.data[0]
  throw new Problem('invalid_request', 'The cursor is not one of ours.', {
    errors: [{ pointer: '/after', detail: 'Use next_cursor of the page before, unchanged.' }],
  })
}
