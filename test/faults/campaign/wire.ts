import { z } from 'zod'
import type { SeenEvent, SeenInvoice } from './history.ts'

/** The API's answers as the campaign reads them: its own words, not the gateway's. */
const invoice = z
  .object({
    id: z.string(),
    object: z.literal('invoice'),
    status: z.string(),
    version: z.int(),
    reference: z.string(),
    amount: z.string(),
    amount_due: z.string(),
    amount_paid: z.string(),
    provider: z.string(),
    provider_invoice_id: z.string().nullable(),
    exceptions: z.array(z.string()),
    metadata: z.record(z.string(), z.string()),
    created_at: z.string(),
  })
  .transform((told): SeenInvoice => ({
    ...{ id: told.id, status: told.status, version: told.version, reference: told.reference },
    ...{ amount: told.amount, amountDue: told.amount_due, amountPaid: told.amount_paid },
    ...{ provider: told.provider, providerInvoiceId: told.provider_invoice_id, exceptions: told.exceptions },
    ...{ mark: told.metadata['mark'] ?? null, createdAt: told.created_at },
  }))

const problem = z.object({ status: z.int(), code: z.string(), invoice_id: z.string().optional() })

const page = z.object({ data: z.array(invoice), next_cursor: z.string().nullable() })

const events = z.object({
  data: z.array(z.object({ id: z.string(), sequence: z.int(), data: z.object({ invoice }) })),
})

export interface SeenProblem {
  code: string
  invoiceId: string | null
}

export function readInvoice(body: unknown): SeenInvoice | null {
  const read = invoice.safeParse(body)
  return read.success ? read.data : null
}

export function readProblem(body: unknown): SeenProblem | null {
  const read = problem.safeParse(body)
  return read.success ? { code: read.data.code, invoiceId: read.data.invoice_id ?? null } : null
}

/** Throws when it is no page of invoices. */
export function readPage(body: unknown): { invoices: SeenInvoice[]; nextCursor: string | null } {
  const { data, next_cursor } = page.parse(body)
  return { invoices: data, nextCursor: next_cursor }
}

/** Throws when it is no list of events. */
export function readEvents(body: unknown): SeenEvent[] {
  return events.parse(body).data.map(({ id, sequence, data }) => {
    return { id, sequence, status: data.invoice.status, version: data.invoice.version }
  })
}
