import { setTimeout as pause } from 'node:timers/promises'
import type { ApiClient } from './client.ts'
import type { FeedEvent } from './history.ts'
import type { Random } from './random.ts'
import { readFeedPage } from './wire-news.ts'

/** A program of the merchant that reads the feed of events, page after page. */
export interface FeedFollower {
  /** The ids of the events that it has read, in their order. */
  readonly followed: readonly string[]
  /** Reads on until there is nothing more, and ends. */
  finish(): Promise<void>
}

const pageSize = 100
const betweenPagesMs = 400

/** @param signal ends it at once, wherever it is. */
export function followFeed(client: ApiClient, random: Random, signal: AbortSignal): FeedFollower {
  const followed: string[] = []
  let cursor: string | null = null
  let finishing = false
  const isFinishing = () => finishing
  /** How many came; null when there was no answer. */
  const readPage = async (): Promise<number | null> => {
    const answer = await client.send({ method: 'GET', path: pathAfter(cursor) }, random)
    if (answer?.status !== 200) return null
    const { events, nextCursor } = readFeedPage(answer.body)
    followed.push(...events.map(({ id }) => id))
    cursor = nextCursor
    return events.length
  }
  const follow = async () => {
    while (!signal.aborted) {
      const wasFinishing = isFinishing()
      const count = await readPage()
      if (wasFinishing && count === 0) return
      if (count !== pageSize) await pause(betweenPagesMs)
    }
  }
  const following = follow()
  // Told by finish().
  following.catch(() => undefined)
  return {
    followed,
    async finish() {
      finishing = true
      await following
    },
  }
}

/** The whole feed, from its first page on. */
export async function readWholeFeed(readJson: (path: string) => Promise<unknown>): Promise<FeedEvent[]> {
  const all: FeedEvent[] = []
  let cursor: string | null = null
  for (;;) {
    const { events, nextCursor } = readFeedPage(await readJson(pathAfter(cursor)))
    if (events.length === 0) return all
    all.push(...events)
    cursor = nextCursor
  }
}

function pathAfter(cursor: string | null): string {
  return `/events?limit=${pageSize}${cursor === null ? '' : `&after=${encodeURIComponent(cursor)}`}`
}
