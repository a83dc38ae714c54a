import type { History, LedgerNote, SeenInvoice, Violation } from './history.ts'

const isLive = ({ status }: LedgerNote) => status === 'open' || status === 'paid'

/** I1: nobody can pay twice for one order. */
export function auditSingles({ ledger }: History): Violation[] {
  const live = Map.groupBy(ledger.filter(isLive), ({ reference }) => reference)
  return [...live].flatMap(([reference, entries]): Violation[] => {
    if (entries.length < 2) return []
    const where = entries.map(({ provider, id }) => `${id} at ${provider}`).join(', ')
    return [{ promise: 'at most one live invoice per request', subject: reference, words: `live are ${where}` }]
  })
}

/** I2: whatever a provider has made is known here, or was withdrawn there and shown to a person here. */
export function auditKnown({ ledger, invoices }: History): Violation[] {
  const ours = Map.groupBy(invoices, ({ reference }) => reference)
  return ledger.flatMap((entry): Violation[] => {
    const same = ours.get(entry.reference) ?? []
    if (same.some((invoice) => isKnownBy(entry, invoice))) return []
    const shown = same.map(({ id, status, providerInvoiceId }) => `${id} ${status} ${providerInvoiceId ?? 'without an id'}`)
    const words = `${entry.id} at ${entry.provider} (${entry.status}) is not ours: ${shown.join(', ') || 'nothing of this reference'}`
    return [{ promise: 'every provider invoice is known', subject: entry.reference, words }]
  })
}

function isKnownBy(entry: LedgerNote, { provider, providerInvoiceId, status, exceptions }: SeenInvoice): boolean {
  if (provider === entry.provider && providerInvoiceId === entry.id) return status !== 'failed'
  return status === 'failed' && (!isLive(entry) || exceptions.includes('needs_review'))
}

/** What we say of an invoice is what the provider says of it. */
export function auditAgreement({ ledger, invoices }: History): Violation[] {
  const entries = new Map(ledger.map((entry) => [`${entry.provider} ${entry.id}`, entry]))
  return invoices.flatMap((invoice): Violation[] => {
    const { reference, provider, providerInvoiceId, status } = invoice
    const subject = reference
    const promise = 'what we say is what the provider says'
    if (status === 'failed' || status === 'pending' || status === 'unknown') return []
    const entry = entries.get(`${provider} ${providerInvoiceId ?? ''}`)
    if (entry === undefined) return [{ promise, subject, words: `${invoice.id} is ${status} and not at ${provider}` }]
    if (statusesOf(entry).includes(status)) return []
    return [{ promise, subject, words: `${invoice.id} is ${status} here and ${entry.status} at ${provider}` }]
  })
}

/** Whether its time was over is the events' matter. */
function statusesOf({ status, payments }: LedgerNote): string[] {
  switch (status) {
    case 'open':
      return [payments.every(({ isReversed }) => isReversed) ? 'open' : 'partially_paid', 'expired']
    case 'paid':
      return ['paid']
    case 'blocked':
    case 'cancelled':
      return ['cancelled', 'expired']
  }
}
