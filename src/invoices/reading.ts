import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/statement.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { auditEvents, type EventAudit } from './audit-events.ts'
import { openEventAuditStore } from './event-audit-store.ts'
import type { InvoiceFilter } from './invoice-filter.ts'
import { listInvoices, type Page } from './list-invoices.ts'
import { readAttemptEvidence, readExceptions } from './read-evidence.ts'
import { readAttempts, readEvents } from './read-history.ts'

/** What can be read of invoices beyond one by its id. */
export interface Reading {
  list: (merchantId: MerchantId, filter: InvoiceFilter) => Promise<Page<Invoice>>
  events: (merchantId: MerchantId, id: InvoiceId) => ReturnType<typeof readEvents>
  attempts: (merchantId: MerchantId, id: InvoiceId) => ReturnType<typeof readAttempts>
  /** For operators alone; providers' answers, which tell of persons, are opened only when they are asked for. */
  attemptEvidence: (invoice: Pick<Invoice, 'merchantId' | 'id'>, opensAnswers: boolean) => ReturnType<typeof readAttemptEvidence>
  exceptions: (merchantId: MerchantId, id: InvoiceId) => ReturnType<typeof readExceptions>
  /** Whether the merchant's newest so many invoices and their events agree. */
  auditEvents: (merchantId: MerchantId, newest: number) => Promise<EventAudit>
}

export function openReading(database: Database, prisma: PrismaClient, seal: Seal): Reading {
  const audits = openEventAuditStore(database)
  return {
    list: (merchantId, filter) => listInvoices(database, merchantId, filter),
    events: (merchantId, id) => readEvents(database, merchantId, id),
    attempts: (merchantId, id) => readAttempts(prisma, merchantId, id),
    attemptEvidence: (invoice, opensAnswers) => readAttemptEvidence({ prisma, seal }, invoice, opensAnswers),
    exceptions: (merchantId, id) => readExceptions(prisma, merchantId, id),
    auditEvents: (merchantId, newest) => auditEvents(audits, merchantId, newest),
  }
}
