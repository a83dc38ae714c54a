import { asInvoiceId } from '../../core/ids.ts'
import { answerChanged } from '../../invoices/answer.ts'
import { refreshInvoice } from '../../invoices/refresh-invoice.ts'
import { runOnce } from '../../invoices/run-once.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { idempotencyKeyOf } from '../idempotency-header.ts'
import { idempotencyHeader, invoicePath, noBody, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, invoice, keyProblems, providerProblems } from '../schemas.ts'

export function addRefreshInvoice(app: App, { gate, invoices }: RouteContext): void {
  app.post(
    '/invoices/:id/refresh',
    {
      onRequest: gate('invoices:read'),
      schema: {
        operationId: 'refreshInvoice',
        summary: 'Ask the provider how the invoice stands',
        tags: ['invoices'],
        params: invoicePath,
        headers: idempotencyHeader.optional,
        body: noBody,
        response: answers(
          { 200: invoice },
          ...(['invalid_request', 'not_found', 'invoice_state_conflict', 'operation_not_supported'] as const),
          ...([...keyProblems, ...providerProblems] as const),
        ),
      },
    },
    async (request, reply) => {
      const { merchantId } = callerOf(request)
      const { id } = request.params
      const keyed = {
        merchantId,
        key: idempotencyKeyOf(request),
        route: `POST /invoices/${id}/refresh`,
        sent: {},
        requestId: request.id,
      }
      const refresh = async () => answerChanged(await refreshInvoice(invoices, merchantId, asInvoiceId(id)), true)
      return sendAnswer(reply, await runOnce(invoices, keyed, refresh))
    },
  )
}
