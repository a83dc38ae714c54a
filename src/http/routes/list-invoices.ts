import { z } from 'zod'
import { exceptionCodes, invoiceStatuses } from '../../core/invoice.ts'
import { presentInvoice } from '../../core/invoice-wire.ts'
import type { InvoiceFilter } from '../../invoices/invoice-filter.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { type RouteContext } from '../route-parts.ts'
import { invoice, listOf, answers } from '../schemas.ts'

const status = z.enum(invoiceStatuses)
const instant = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 instant with its offset' })

/** What a list of invoices may be asked for, here and in the command line. */
export const invoiceQuery = z.strictObject({
  status: z
    .union([status, z.array(status)], { error: `must be one of ${invoiceStatuses.join(', ')}` })
    .optional()
    .meta({ description: 'May be repeated' }),
  provider: z.string().optional().describe('Name of a provider'),
  reference: z.string().optional().describe('Yours, whole'),
  idempotency_key: z.string().optional().describe('The one with which it was created'),
  customer_email: z.string().optional().describe('Whole'),
  customer_phone: z.string().optional().describe('Whole, as it was sent'),
  created_from: instant.optional().describe('From this instant on'),
  created_to: instant.optional().describe('Until this instant, included'),
  exception: z.enum(exceptionCodes).optional().describe('Those that carry this exception'),
  q: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Any part of reference, title, customer name, e-mail or provider invoice id' }),
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be a number from 1 to 100')
    .optional()
    .describe('1 to 100, default 20'),
  cursor: z.string().optional().describe('`next_cursor` of the page before'),
})

export function addListInvoices(app: App, { gate, reading }: RouteContext): void {
  app.get(
    '/invoices',
    {
      onRequest: gate('invoices:read'),
      schema: {
        operationId: 'listInvoices',
        summary: 'Find invoices, newest first',
        description:
          'A page may hold fewer than `limit`, even none, and there may be more all the same: the list ends where `next_cursor` is null. For `provider`, `exception` and `q` a page looks at ten thousand invoices at most.',
        tags: ['invoices'],
        querystring: invoiceQuery,
        response: answers({ 200: listOf(invoice) }, 'invalid_request'),
      },
    },
    async (request, reply) => {
      const page = await reading.list(callerOf(request).merchantId, toInvoiceFilter(request.query))
      return reply.send({ data: page.data.map(presentInvoice), next_cursor: page.next_cursor })
    },
  )
}

export function toInvoiceFilter(given: z.output<typeof invoiceQuery>): InvoiceFilter {
  const { status: statuses, limit, created_from, created_to, ...query } = given
  return {
    status: statuses === undefined ? [] : [statuses].flat(),
    provider: query.provider,
    reference: query.reference,
    idempotencyKey: query.idempotency_key,
    customerEmail: query.customer_email,
    customerPhone: query.customer_phone,
    createdFrom: toDate(created_from),
    createdTo: toDate(created_to),
    exception: query.exception,
    q: query.q,
    limit: Number(limit ?? 20),
    cursor: query.cursor,
  }
}

function toDate(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text)
}
