import { createInvoice } from '../../invoices/create-invoice.ts'
import { createInvoiceRequest } from '../../invoices/invoice-request.ts'
import type { App } from '../app.ts'
import { located } from '../described-answer.ts'
import { callerOf } from '../authenticate.ts'
import { requiredIdempotencyKeyOf } from '../idempotency-header.ts'
import { idempotencyHeader, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, bodyProblems, invoice, keyProblems, providerProblems } from '../schemas.ts'

export function addCreateInvoice(app: App, { gate, invoices, providerOptions }: RouteContext): void {
  const admit = () => {
    invoices.admission.check()
    return Promise.resolve()
  }
  app.post(
    '/invoices',
    {
      // Before anything is read, let alone checked: to refuse must cost less than to do.
      onRequest: [admit, ...gate('invoices:write')],
      schema: {
        operationId: 'createInvoice',
        summary: 'Create an invoice at a provider',
        description:
          'At most one invoice at one provider for each Idempotency-Key. 201: it exists there. 202: it is not known yet whether it does; never an error.',
        tags: ['invoices'],
        headers: idempotencyHeader.required,
        body: createInvoiceRequest(providerOptions).meta({ id: 'CreateInvoiceRequest' }),
        response: answers(
          { 201: located(201, invoice), 202: located(202, invoice) },
          ...(['invalid_request', 'idempotency_key_missing', ...keyProblems, ...bodyProblems] as const),
          ...(['reference_already_used', 'va_number_in_use', 'provider_requires', 'provider_cannot_carry'] as const),
          ...(['provider_rejected', ...providerProblems] as const),
        ),
      },
    },
    async (request, reply) => {
      const key = requiredIdempotencyKeyOf(request)
      const { merchantId } = callerOf(request)
      const command = { merchantId, key, request: request.body, requestId: request.id }
      return sendAnswer(reply, await invoices.admission.hold(() => createInvoice(invoices, command)))
    },
  )
}
