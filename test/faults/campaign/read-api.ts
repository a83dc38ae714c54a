import { setTimeout as pause } from 'node:timers/promises'
import type { ApiAnswer, ApiClient, ApiRequest } from './client.ts'
import { readWholeFeed } from './follow-feed.ts'
import type { FeedEvent, SeenEvent, SeenInvoice, SeenPayment } from './history.ts'
import type { Random } from './random.ts'
import { readEvents, readPage } from './wire.ts'
import { readPayments } from './wire-news.ts'

const triesMax = 40
const atOnce = 12

/** What the API says when nothing breaks any more. Throws when it does not answer even then. */
export interface ApiReader {
  /** Every invoice that fits, such as `status=unknown`; all of them without a filter. */
  list(filter?: string): Promise<SeenInvoice[]>
  events(id: string): Promise<SeenEvent[]>
  payments(id: string): Promise<SeenPayment[]>
  feed(): Promise<FeedEvent[]>
  /** Sends until there is an answer that is not a 503, nor that of a key that is in use. */
  send(request: ApiRequest): Promise<ApiAnswer>
}

export function openReader(client: ApiClient, random: Random): ApiReader {
  const send = async (request: ApiRequest): Promise<ApiAnswer> => {
    for (let tries = 0; tries < triesMax; tries += 1) {
      const answer = await client.send(request, random)
      if (answer !== null && answer.status !== 503 && !isBusy(answer)) return answer
      await pause(500)
    }
    throw new Error(`${request.method} ${request.path} has no answer although nothing breaks any more`)
  }
  const readJson = async (path: string) => (await send({ method: 'GET', path })).body
  return {
    send,
    async list(filter = '') {
      const all: SeenInvoice[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const path = `/invoices?limit=100&${filter}${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`
        const page = readPage(await readJson(path))
        all.push(...page.invoices)
        cursor = page.nextCursor
      }
      return all
    },
    async events(id) {
      return readEvents(await readJson(`/invoices/${id}/events`))
    },
    async payments(id) {
      return readPayments(await readJson(`/invoices/${id}/payments`))
    },
    feed: () => readWholeFeed(readJson),
  }
}

function isBusy({ status, body }: ApiAnswer): boolean {
  return status === 409 && JSON.stringify(body).includes('idempotency_key_in_use')
}

/** Does the work for each, a few at once. */
export async function forEach<Entry>(entries: readonly Entry[], work: (entry: Entry) => Promise<void>): Promise<void> {
  const left = entries.values()
  const worker = async () => {
    for (const entry of left) await work(entry)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}
