import { z } from 'zod'
import { asInvoiceId } from '../../core/ids.ts'
import { toJsonObject } from '../../core/json.ts'
import { Problem } from '../../core/problems.ts'
import { updateInvoiceRequest } from '../../invoices/invoice-request.ts'
import { runOnce } from '../../invoices/run-once.ts'
import { updateInvoice } from '../../invoices/update-invoice.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { idempotencyKeyOf } from '../idempotency-header.ts'
import { idempotencyHeader, invoicePath, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, bodyProblems, invoice, keyProblems, providerProblems } from '../schemas.ts'

export function addUpdateInvoice(app: App, { gate, invoices }: RouteContext): void {
  app.patch(
    '/invoices/:id',
    {
      onRequest: gate('invoices:write'),
      schema: {
        operationId: 'updateInvoice',
        summary: 'Change an invoice: absent stays, null clears',
        description:
          'What the provider must know is changed there first. 202: the answer was lost and the change is not confirmed.',
        tags: ['invoices'],
        params: invoicePath,
        headers: idempotencyHeader.optional.extend({
          'if-match': z
            .string()
            .optional()
            .describe('The version that you have read, such as "3"; another one is refused with 412'),
        }),
        body: updateInvoiceRequest.meta({ id: 'UpdateInvoiceRequest' }),
        response: answers(
          { 200: invoice, 202: invoice },
          ...(['invalid_request', 'not_found', 'invoice_state_conflict', 'version_mismatch'] as const),
          ...([...keyProblems, ...bodyProblems, 'operation_not_supported', 'provider_requires'] as const),
          ...(['provider_cannot_carry', 'provider_rejected', ...providerProblems] as const),
        ),
      },
    },
    async (request, reply) => {
      const { merchantId } = callerOf(request)
      const { id } = request.params
      const ifMatch = readIfMatch(request.headers['if-match'])
      const patch = toJsonObject(request.body)
      const keyed = {
        ...{ merchantId, key: idempotencyKeyOf(request), route: `PATCH /invoices/${id}`, requestId: request.id },
        sent: ifMatch === null ? patch : { if_match: ifMatch, patch },
      }
      return sendAnswer(
        reply,
        await runOnce(invoices, keyed, () => updateInvoice(invoices, { merchantId, id: asInvoiceId(id), patch, ifMatch })),
      )
    },
  )
}

/** `"3"` or `W/"3"`; `*` is any version. */
function readIfMatch(header: string | string[] | undefined): number | null {
  if (header === undefined || header === '*') return null
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(String(header))?.[1]
  if (version !== undefined) return Number(version)
  throw new Problem('invalid_request', 'If-Match must be a version, such as "3".')
}
