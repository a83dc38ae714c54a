import { z } from 'zod'
import { asInvoiceId } from '../../core/ids.ts'
import { resolveInvoice } from '../../invoices/resolve-invoice.ts'
import { runOnce } from '../../invoices/run-once.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { idempotencyKeyOf } from '../idempotency-header.ts'
import { idempotencyHeader, invoicePath, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, bodyProblems, invoice, keyProblems, providerProblems } from '../schemas.ts'

/** Here and in the command line. */
export const resolution = z
  .discriminatedUnion('outcome', [
    z.strictObject({ outcome: z.literal('created'), provider_invoice_id: z.string().min(1).max(200) }),
    z.strictObject({ outcome: z.literal('not_created'), note: z.string().min(1).max(1000) }),
  ])
  .meta({ id: 'ResolveInvoiceRequest' })

export function addResolveInvoice(app: App, { gate, invoices }: RouteContext): void {
  app.post(
    '/invoices/:id/resolve',
    {
      onRequest: gate('ops'),
      schema: {
        operationId: 'resolveInvoice',
        summary: 'End an unknown invoice by a person’s decision',
        description:
          'Recorded with the name of the API key. An id that is named is looked up first where the provider can be asked.',
        tags: ['operations'],
        params: invoicePath,
        headers: idempotencyHeader.optional,
        body: resolution,
        response: answers(
          { 200: invoice },
          ...(['invalid_request', 'not_found', 'invoice_state_conflict', ...keyProblems, ...bodyProblems] as const),
          ...providerProblems,
        ),
      },
    },
    async (request, reply) => {
      const { merchantId, keyName } = callerOf(request)
      const { id } = request.params
      const { body } = request
      const keyed = {
        merchantId,
        key: idempotencyKeyOf(request),
        route: `POST /invoices/${id}/resolve`,
        sent: body,
        requestId: request.id,
      }
      const resolve = () => resolveInvoice(invoices, { merchantId, id: asInvoiceId(id), resolution: body, by: keyName })
      return sendAnswer(reply, await runOnce(invoices, keyed, resolve))
    },
  )
}
