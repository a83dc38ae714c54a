import { createInvoice } from '../../invoices/create-invoice.ts'
import { createInvoiceRequest } from '../../invoices/invoice-request.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { requiredIdempotencyKeyOf } from '../idempotency-header.ts'
import { bearer, idempotencyHeader, sendAnswer, type RouteContext } from '../route-parts.ts'
import { invoice, answers } from '../schemas.ts'

export function addCreateInvoice(app: App, { gate, invoices, providerOptions }: RouteContext): void {
  app.post(
    '/invoices',
    {
      onRequest: gate('invoices:write'),
      schema: {
        operationId: 'createInvoice',
        summary: 'Create an invoice at a provider',
        description:
          'At most one invoice at one provider for each Idempotency-Key. 201: it exists there. 202: it is not known yet whether it does; never an error.',
        tags: ['invoices'],
        security: bearer,
        headers: idempotencyHeader.required,
        body: createInvoiceRequest(providerOptions).meta({ id: 'CreateInvoiceRequest' }),
        response: answers(
          { 201: invoice, 202: invoice },
          ...([
            'invalid_request',
            'idempotency_key_missing',
            'reference_already_used',
            'body_too_large',
            'unsupported_media_type',
          ] as const),
          ...(['provider_cannot_carry', 'provider_misconfigured'] as const),
        ),
      },
    },
    async (request, reply) => {
      const key = requiredIdempotencyKeyOf(request)
      const { merchantId } = callerOf(request)
      return sendAnswer(reply, await createInvoice(invoices, { merchantId, key, request: request.body, requestId: request.id }))
    },
  )
}
