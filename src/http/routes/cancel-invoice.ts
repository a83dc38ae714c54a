import { z } from 'zod'
import { asInvoiceId } from '../../core/ids.ts'
import { cancelInvoice } from '../../invoices/cancel-invoice.ts'
import { runOnce } from '../../invoices/run-once.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { idempotencyKeyOf } from '../idempotency-header.ts'
import { idempotencyHeader, invoicePath, noBody, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, invoice, keyProblems, providerProblems } from '../schemas.ts'

export function addCancelInvoice(app: App, { gate, invoices }: RouteContext): void {
  app.post(
    '/invoices/:id/cancel',
    {
      onRequest: gate('invoices:write'),
      schema: {
        operationId: 'cancelInvoice',
        summary: 'Withdraw an invoice at its provider',
        description: '202: the provider’s answer was lost and the cancel is not confirmed.',
        tags: ['invoices'],
        params: invoicePath,
        headers: idempotencyHeader.optional,
        querystring: z.strictObject({
          keep_payments: z.enum(['true', 'false']).optional().describe('Cancel although part of it was paid'),
        }),
        body: noBody,
        response: answers(
          { 200: invoice, 202: invoice },
          ...(['invalid_request', 'not_found', 'invoice_state_conflict', 'operation_not_supported'] as const),
          ...(['provider_rejected', ...keyProblems, ...providerProblems] as const),
        ),
      },
    },
    async (request, reply) => {
      const { merchantId } = callerOf(request)
      const { id } = request.params
      const keepPayments = request.query.keep_payments === 'true'
      const keyed = {
        ...{ merchantId, key: idempotencyKeyOf(request), route: `POST /invoices/${id}/cancel`, requestId: request.id },
        sent: { keep_payments: keepPayments },
      }
      return sendAnswer(
        reply,
        await runOnce(invoices, keyed, () => cancelInvoice(invoices, { merchantId, id: asInvoiceId(id), keepPayments })),
      )
    },
  )
}
