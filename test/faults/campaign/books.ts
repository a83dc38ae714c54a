import type { FeedEvent, History, LedgerNote, OrderNote, SeenInvoice } from './history.ts'
import { sen } from './rupiah.ts'

/** What all the books say of one invoice. */
export interface Story {
  invoice: SeenInvoice
  order: OrderNote | undefined
  /** At the provider; undefined when it is not there. */
  entry: LedgerNote | undefined
  /** Of the feed, in its order. */
  events: readonly FeedEvent[]
}

/** The story of each invoice that the API lists. */
export function storiesOf({ invoices, orders, ledger, feed }: History): Story[] {
  const ordered = new Map(orders.map((order) => [order.reference, order]))
  const entries = new Map(ledger.map((entry) => [`${entry.provider} ${entry.id}`, entry]))
  const events = Map.groupBy(feed, ({ invoiceId }) => invoiceId)
  return invoices.map((invoice) => ({
    invoice,
    order: ordered.get(invoice.reference),
    entry: entries.get(`${invoice.provider} ${invoice.providerInvoiceId ?? ''}`),
    events: events.get(invoice.id) ?? [],
  }))
}

/** How often the provider has taken back money of this invoice. */
export function reversalsOf(entry: LedgerNote | undefined): number {
  return entry?.payments.filter(({ isReversed }) => isReversed).length ?? 0
}

/** All that has ever come in, whether or not it was taken back. */
export function everPaid(entry: LedgerNote | undefined): bigint {
  return (entry?.payments ?? []).reduce((sum, { amount }) => sum + sen(amount), 0n)
}

/** The id under which a payment must be known, by each provider's own rule (contract, "Callbacks and payments"). */
export function nameOf({ provider, id }: LedgerNote, payment: { id: string }): string {
  if (provider === 'winpay') return id
  return provider === 'netzme' ? payment.id.replaceAll('-', '') : payment.id
}
