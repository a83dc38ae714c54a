import { asInvoiceId } from '../../core/ids.ts'
import { readInvoice } from '../../invoices/read-invoice.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { invoicePath, type RouteContext } from '../route-parts.ts'
import { event, listOf, answers } from '../schemas.ts'

export function addListEvents(app: App, { gate, invoices, reading }: RouteContext): void {
  app.get(
    '/invoices/:id/events',
    {
      onRequest: gate('invoices:read'),
      schema: {
        operationId: 'listInvoiceEvents',
        summary: 'Every change of an invoice, by sequence',
        tags: ['invoices'],
        params: invoicePath,
        response: answers({ 200: listOf(event) }, 'not_found'),
      },
    },
    async (request, reply) => {
      const { merchantId } = callerOf(request)
      const { id } = await readInvoice(invoices, merchantId, asInvoiceId(request.params.id))
      return reply.send({ data: await reading.events(merchantId, id), next_cursor: null })
    },
  )
}
