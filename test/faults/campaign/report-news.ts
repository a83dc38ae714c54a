import type { History } from './history.ts'
import type { Settled } from './settle.ts'
import type { Stage } from './stage.ts'

/** What became of money and of the news about it. */
export interface NewsReport {
  /** Payments and reversals at the providers. */
  money: Record<string, number>
  /** The providers' callbacks, by what they know of them at the end. */
  callbacks: Record<string, number>
  callbackFaults: Record<string, number>
  /** By provider, kind and answer. */
  forgeries: Record<string, number>
  /** The paid invoices, by how they came to be known. */
  known: Record<string, number>
  events: Record<string, number>
  webhooks: Record<string, number>
  listenerFaults: Record<string, number>
}

export function reportNews(stage: Stage, { known, deliveries }: Settled, history: History): NewsReport {
  const { ledger, feed, webhooks, forgeries } = history
  const moves = ledger.flatMap(({ provider, payments }) =>
    payments.flatMap(({ isReversed }) => [`${provider} paid`, ...(isReversed ? [`${provider} taken back`] : [])]),
  )
  return {
    money: countBy(moves),
    callbacks: countBy(stage.providers.callbacks.list().map(({ provider, state }) => `${provider} ${state}`)),
    callbackFaults: stage.callbackFaults.toObject(),
    forgeries: countBy(forgeries.map(({ provider, kind, status }) => `${provider}, ${kind}: ${status ?? 'no answer'}`)),
    known: known.toObject(),
    events: countBy(feed.map(({ type }) => type)),
    webhooks: {
      'received in all': webhooks.length,
      'events received': new Set(webhooks.filter(({ isTaken }) => isTaken).map(({ id }) => id)).size,
      'pending when the faults had stopped': deliveries.pending,
      'made due by hand': deliveries.retried,
    },
    listenerFaults: stage.listenerFaults.toObject(),
  }
}

export function countBy(kinds: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const kind of kinds.toSorted()) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return Object.fromEntries(counts)
}
