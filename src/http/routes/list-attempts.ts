import { asInvoiceId } from '../../core/ids.ts'
import { readInvoice } from '../../invoices/read-invoice.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { invoicePath, type RouteContext } from '../route-parts.ts'
import { attempt, listOf, answers } from '../schemas.ts'

export function addListAttempts(app: App, { gate, invoices, reading }: RouteContext): void {
  app.get(
    '/invoices/:id/attempts',
    {
      onRequest: gate('ops'),
      schema: {
        operationId: 'listAttempts',
        summary: 'What was tried, call by call, and why this provider was chosen',
        tags: ['operations'],
        params: invoicePath,
        response: answers({ 200: listOf(attempt) }, 'not_found'),
      },
    },
    async (request, reply) => {
      const { merchantId } = callerOf(request)
      const { id } = await readInvoice(invoices, merchantId, asInvoiceId(request.params.id))
      return reply.send({ data: await reading.attempts(merchantId, id), next_cursor: null })
    },
  )
}
