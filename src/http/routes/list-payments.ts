import { asInvoiceId } from '../../core/ids.ts'
import { presentPayment } from '../../core/payment-wire.ts'
import { readInvoice } from '../../invoices/read-invoice.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { invoicePath, type RouteContext } from '../route-parts.ts'
import { listOf, answers, receivedPayment } from '../schemas.ts'

export function addListPayments(app: App, { gate, invoices }: RouteContext): void {
  app.get(
    '/invoices/:id/payments',
    {
      onRequest: gate('invoices:read'),
      schema: {
        operationId: 'listPayments',
        summary: 'Every payment that the provider told of, oldest first',
        description:
          'Each is here once, whether a callback or a look-up brought it. The sum of those that are `received` is the invoice’s `amount_paid`.',
        tags: ['invoices'],
        params: invoicePath,
        response: answers({ 200: listOf(receivedPayment) }, 'not_found'),
      },
    },
    async (request, reply) => {
      const { merchantId } = callerOf(request)
      const invoice = await readInvoice(invoices, merchantId, asInvoiceId(request.params.id))
      const payments = await invoices.store.readPayments(invoice)
      return reply.send({ data: payments.map(presentPayment), next_cursor: null })
    },
  )
}
