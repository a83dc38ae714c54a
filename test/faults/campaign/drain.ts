import { setTimeout as pause } from 'node:timers/promises'
import type { SeenInvoice } from './history.ts'
import type { CampaignOptions } from './options.ts'
import type { ApiReader } from './read-api.ts'

/** How open work ended once the faults had stopped. */
export interface Drained {
  /** Seconds until the gateway had ended all that it promises to end by itself. */
  seconds: number
  /** What was open when the faults stopped, by provider. */
  opened: Record<string, number>
  /** What nobody but a person can end, or would be asked for again only in an hour. */
  left: SeenInvoice[]
  /** Still open although the gateway should have ended them, in words. */
  stuck: string[]
}

/**
 * A lost create may still appear for a minute, is then asked for twice with a minute in between, and whoever took it last may have died with a
 * lease of ten seconds, more than once; the rest is for a slow machine.
 */
const ownTimeMs = 180_000
/** Within this time an account's invoices may still appear at the provider: an older unknown may be asked for only hourly by now. */
const horizonMs = 60_000
const betweenLooksMs = 1_000

/** Waits until the gateway has ended by itself what it promises to end; by hand, only until it knows what it does not know. */
export async function drain(
  reader: ApiReader,
  { drains, signal }: Pick<CampaignOptions, 'drains' | 'signal'>,
  faultsEndedAt: Date,
): Promise<Drained> {
  const isFresh = ({ provider, createdAt }: SeenInvoice) =>
    provider !== 'netzme' && Date.parse(createdAt) > faultsEndedAt.getTime() - horizonMs
  const mustEnd = (invoice: SeenInvoice) => invoice.status === 'pending' || (drains === 'by_itself' && isFresh(invoice))
  const startedMs = performance.now()
  const opened = await listOpen(reader)
  let left = opened
  while (left.some(mustEnd) && performance.now() - startedMs < ownTimeMs) {
    await pause(betweenLooksMs, undefined, { signal })
    left = await listOpen(reader)
  }
  const seconds = Math.round((performance.now() - startedMs) / 1_000)
  const stuck = left.filter(mustEnd).map((one) => `${one.id} (${one.provider}, ${one.reference}) is still ${one.status}`)
  return { seconds, opened: countByProvider(opened), left, stuck }
}

export function listOpen(reader: ApiReader): Promise<SeenInvoice[]> {
  return reader.list('status=pending&status=unknown')
}

function countByProvider(invoices: readonly SeenInvoice[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { provider } of invoices) counts[provider] = (counts[provider] ?? 0) + 1
  return counts
}
