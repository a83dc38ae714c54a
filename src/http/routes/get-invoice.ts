import { z } from 'zod'
import { asInvoiceId } from '../../core/ids.ts'
import { presentInvoice } from '../../core/invoice-wire.ts'
import { readInvoice } from '../../invoices/read-invoice.ts'
import { refreshInvoice } from '../../invoices/refresh-invoice.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { invoicePath, type RouteContext } from '../route-parts.ts'
import { answers, invoice, providerProblems } from '../schemas.ts'

export function addGetInvoice(app: App, { gate, invoices }: RouteContext): void {
  app.get(
    '/invoices/:id',
    {
      onRequest: gate('invoices:read'),
      schema: {
        operationId: 'getInvoice',
        summary: 'Read an invoice',
        tags: ['invoices'],
        params: invoicePath,
        querystring: z.strictObject({
          refresh: z.enum(['true', 'false']).optional().meta({ description: 'Ask the provider first' }),
        }),
        response: answers(
          { 200: invoice },
          ...([
            'invalid_request',
            'not_found',
            'operation_not_supported',
            'invoice_state_conflict',
            ...providerProblems,
          ] as const),
        ),
      },
    },
    async (request, reply) => {
      const { merchantId } = callerOf(request)
      const id = asInvoiceId(request.params.id)
      const read = request.query.refresh === 'true' ? refreshInvoice : readInvoice
      return reply.send(presentInvoice(await read(invoices, merchantId, id)))
    },
  )
}
