import { z } from 'zod'
import { asInvoiceId } from '../../core/ids.ts'
import { exceptionCodes } from '../../core/invoice.ts'
import { resolveException } from '../../invoices/resolve-exception.ts'
import { runOnce } from '../../invoices/run-once.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { idempotencyKeyOf } from '../idempotency-header.ts'
import { idempotencyHeader, invoicePath, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, bodyProblems, invoice, keyProblems } from '../schemas.ts'

/** Here and in the command line. */
export const exceptionNote = z
  .strictObject({ note: z.string().min(1).max(1000).describe('What was found, for whoever looks at it later') })
  .meta({ id: 'ResolveExceptionRequest' })

const exceptionPath = invoicePath.extend({ code: z.enum(exceptionCodes).describe('The exception that a person has looked at') })

export function addResolveException(app: App, { gate, invoices }: RouteContext): void {
  app.post(
    '/invoices/:id/exceptions/:code/resolve',
    {
      onRequest: gate('ops'),
      schema: {
        operationId: 'resolveException',
        summary: 'Take an exception off the list, once a person has looked at it',
        description: 'Recorded with the name of the API key and the note. What is seen anew raises it again.',
        tags: ['operations'],
        params: exceptionPath,
        headers: idempotencyHeader.optional,
        body: exceptionNote,
        response: answers(
          { 200: invoice },
          ...(['invalid_request', 'not_found', 'invoice_state_conflict', ...keyProblems, ...bodyProblems] as const),
        ),
      },
    },
    async (request, reply) => {
      const { merchantId, keyName } = callerOf(request)
      const { id, code } = request.params
      const { body } = request
      const keyed = {
        merchantId,
        key: idempotencyKeyOf(request),
        route: `POST /invoices/${id}/exceptions/${code}/resolve`,
        sent: body,
        requestId: request.id,
      }
      const command = { merchantId, id: asInvoiceId(id), code, note: body.note, by: keyName }
      return sendAnswer(reply, await runOnce(invoices, keyed, () => resolveException(invoices, command)))
    },
  )
}
