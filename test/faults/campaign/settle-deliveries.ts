import { setTimeout as pause } from 'node:timers/promises'
import type { ApiReader } from './read-api.ts'
import { readDeliveries, type DeliveryPage } from './wire-news.ts'

type Delivery = DeliveryPage['data'][number]

export interface SettledDeliveries {
  seconds: number
  /** How many were still to be delivered when the faults had stopped, and how often one of them was made due by hand. */
  pending: number
  retried: number
  /** What was never delivered, in words. */
  stuck: string[]
}

/** The lease of a dead process is 30 s; the rest is for a slow machine. */
const withoutProgressMs = 90_000
const betweenLooksMs = 500
/** What is due so soon comes by itself. */
const soonMs = 2_000

/**
 * What failed waits for minutes or hours by its schedule: the merchant, who is well again, asks for each of them to be tried now, as the
 * documentation says. Ends when nothing is pending.
 */
export async function settleDeliveries(reader: ApiReader, endpointId: string, signal: AbortSignal): Promise<SettledDeliveries> {
  const startedMs = performance.now()
  let left = await listPending(reader, endpointId)
  const pending = left.length
  let [progressMs, retried, tries] = [startedMs, 0, triesOf(left)]
  while (left.length > 0 && performance.now() - progressMs < withoutProgressMs) {
    for (const { id } of left.filter(waitsLong)) {
      await reader.send({ method: 'POST', path: `/deliveries/${id}/retry` })
      retried += 1
    }
    await pause(betweenLooksMs, undefined, { signal })
    const before = left.length
    left = await listPending(reader, endpointId)
    if (left.length < before || triesOf(left) > tries) progressMs = performance.now()
    tries = triesOf(left)
  }
  const failed = await list(reader, endpointId, 'failed')
  const stuck = [...left, ...failed].map(
    ({ id, event_id, tries: count }) => `${id} of ${event_id} is not delivered after ${count} tries`,
  )
  return { seconds: Math.round((performance.now() - startedMs) / 1_000), pending, retried, stuck }
}

function waitsLong({ next_try_at }: Delivery): boolean {
  return next_try_at !== null && Date.parse(next_try_at) > Date.now() + soonMs
}

function triesOf(deliveries: readonly Delivery[]): number {
  return deliveries.reduce((sum, { tries }) => sum + tries, 0)
}

function listPending(reader: ApiReader, endpointId: string): Promise<Delivery[]> {
  return list(reader, endpointId, 'pending')
}

async function list(reader: ApiReader, endpointId: string, state: string): Promise<Delivery[]> {
  const all: Delivery[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const path = `/webhook-endpoints/${endpointId}/deliveries?limit=100&state=${state}${page}`
    const { data, next_cursor } = readDeliveries((await reader.send({ method: 'GET', path })).body)
    all.push(...data)
    cursor = next_cursor
  }
  return all
}
