import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import type { Database } from '../db/statement.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { listInvoices, type InvoiceFilter, type Page } from './list-invoices.ts'
import { readAttempts, readEvents } from './read-history.ts'

/** What can be read of invoices beyond one by its id. */
export interface Reading {
  list: (merchantId: MerchantId, filter: InvoiceFilter) => Promise<Page<Invoice>>
  events: (merchantId: MerchantId, id: InvoiceId) => ReturnType<typeof readEvents>
  attempts: (merchantId: MerchantId, id: InvoiceId) => ReturnType<typeof readAttempts>
}

export function openReading(database: Database, prisma: PrismaClient): Reading {
  return {
    list: (merchantId, filter) => listInvoices(database, merchantId, filter),
    events: (merchantId, id) => readEvents(prisma, merchantId, id),
    attempts: (merchantId, id) => readAttempts(prisma, merchantId, id),
  }
}
