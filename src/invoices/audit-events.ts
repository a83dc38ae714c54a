import type { MerchantId } from '../core/ids.ts'
import type { AuditedInvoice, AuditPlace, EventAuditStore } from './event-audit-store.ts'

export interface EventAudit {
  invoices: number
  events: number
  faults: { invoiceId: string; fault: string }[]
}

/** So few that the database is never kept busy for long. */
const readAtOnce = 200

/**
 * Holds a merchant's invoices, the newest so many of them, against their events: no change lacks its event, and no event lacks its change. Reads
 * and writes nothing; what it finds is a bug or somebody's hand.
 */
export async function auditEvents(store: EventAuditStore, merchantId: MerchantId, newest: number): Promise<EventAudit> {
  const found: EventAudit = { invoices: 0, events: 0, faults: [] }
  let after: AuditPlace | null = null
  while (found.invoices < newest) {
    const read: AuditedInvoice[] = await store.read(merchantId, after, Math.min(readAtOnce, newest - found.invoices))
    const last = read.at(-1)
    if (last === undefined) break
    after = { createdAt: last.created_at, id: last.id }
    found.invoices += read.length
    for (const invoice of read) {
      found.events += invoice.events
      found.faults.push(...faultsOf(invoice).map((fault) => ({ invoiceId: invoice.id, fault })))
    }
  }
  return found
}

function faultsOf(invoice: AuditedInvoice): string[] {
  const { events, first, last, last_sequence, misplaced } = invoice
  const isNumbered = events === last_sequence && (events === 0 || (first === 1 && last === last_sequence))
  return [
    ...(isNumbered ? [] : [`${events} events from ${first ?? '-'} to ${last ?? '-'} where 1 to ${last_sequence} belong`]),
    ...(misplaced ? ['its events stand in the feed in another order than their sequence'] : []),
    ...(events === 0 ? untold(invoice) : differences(invoice)),
  ]
}

/** Nobody hears of an invoice while its outcome is not known, nor ever of one that was given back as if it had never been. */
function untold({ listed, status }: AuditedInvoice): string[] {
  return !listed || isOutcomeless(status) ? [] : [`it is ${status} and no event says so`]
}

/** The newest event shows the invoice as it stands. An erasure counts as a version, and nobody is told of it. */
function differences(invoice: AuditedInvoice): string[] {
  const { status, version, amount_paid, erased, told_status, told_version, told_amount_paid } = invoice
  const isSameStatus = told_status === status || (told_status === 'pending' && status === 'unknown')
  const isSameVersion = told_version === version || (erased && told_version !== null && told_version < version)
  const pairs = [
    ...(isSameStatus ? [] : [['status', status, told_status]]),
    ...(isSameVersion ? [] : [['version', version, told_version]]),
    ...(told_amount_paid === amount_paid ? [] : [['amount_paid', amount_paid, told_amount_paid]]),
  ]
  return pairs.map(([member, is, told]) => `${member} is ${is} and the newest event says ${told}`)
}

function isOutcomeless(status: AuditedInvoice['status']): boolean {
  return status === 'pending' || status === 'unknown'
}
