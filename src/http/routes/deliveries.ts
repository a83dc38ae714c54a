import { z } from 'zod'
import { runOnce } from '../../invoices/run-once.ts'
import { deliveryStates } from '../../webhooks/delivery-log.ts'
import { readEndpoint, retryDelivery } from '../../webhooks/manage-endpoints.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { endpointPath, idempotencyHeader, keyedBy, noBody, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, keyProblems, listOf } from '../schemas.ts'
import { delivery } from '../webhook-schemas.ts'

/** What a list of deliveries may be asked for, here and in the command line. */
export const deliveryQuery = z.strictObject({
  state: z.enum(deliveryStates).optional().describe('Those in this state'),
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be a number from 1 to 100')
    .optional()
    .describe('1 to 100, default 20'),
  cursor: z.string().optional().describe('`next_cursor` of the page before'),
})

export function addDeliveries(app: App, context: RouteContext): void {
  addList(app, context)
  addRetry(app, context)
}

function addList(app: App, { gate, webhooks }: RouteContext): void {
  app.get(
    '/webhook-endpoints/:id/deliveries',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        operationId: 'listDeliveries',
        summary: 'What was sent to a webhook endpoint and what it answered, newest first',
        tags: ['webhooks'],
        params: endpointPath,
        querystring: deliveryQuery,
        response: answers({ 200: listOf(delivery) }, 'invalid_request', 'not_found'),
      },
    },
    async (request, reply) => {
      const { merchantId } = callerOf(request)
      const { state, limit, cursor } = request.query
      const { id } = await readEndpoint(webhooks, merchantId, request.params.id)
      return reply.send(await webhooks.log.list(merchantId, id, { state, cursor, limit: Number(limit ?? 20) }))
    },
  )
}

function addRetry(app: App, { gate, webhooks, invoices }: RouteContext): void {
  app.post(
    '/deliveries/:id/retry',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        operationId: 'retryDelivery',
        summary: 'Try a delivery once more, as soon as its endpoint is on',
        tags: ['webhooks'],
        params: z.object({ id: z.string().describe('Id of the delivery') }),
        headers: idempotencyHeader.optional,
        body: noBody,
        response: answers({ 200: delivery }, 'invalid_request', 'not_found', ...keyProblems),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { merchantId } = callerOf(request)
      const retry = async () => {
        const retried = await retryDelivery(webhooks, merchantId, id)
        return { status: 200, body: JSON.stringify(retried), headers: {} }
      }
      return sendAnswer(reply, await runOnce(invoices, keyedBy(request, `POST /deliveries/${id}/retry`, {}), retry))
    },
  )
}
