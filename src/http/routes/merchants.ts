import { z } from 'zod'
import { runOnce } from '../../invoices/run-once.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { idempotencyKeyOf } from '../idempotency-header.ts'
import { idempotencyHeader, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, bodyProblems, keyProblems, listOf, merchant } from '../schemas.ts'

export function addMerchants(app: App, { gate, merchants, invoices }: RouteContext): void {
  const shared = { tags: ['administration'] }
  app.post(
    '/merchants',
    {
      onRequest: gate('admin'),
      schema: {
        ...shared,
        operationId: 'createMerchant',
        summary: 'Create a merchant',
        headers: idempotencyHeader.optional,
        body: z.strictObject({ name: z.string().min(1).max(200) }).meta({ id: 'CreateMerchantRequest' }),
        response: answers({ 201: merchant }, 'invalid_request', ...keyProblems, ...bodyProblems),
      },
    },
    async (request, reply) => {
      const { body } = request
      const keyed = {
        merchantId: callerOf(request).merchantId,
        key: idempotencyKeyOf(request),
        route: 'POST /merchants',
        sent: body,
        requestId: request.id,
      }
      const create = async () => ({ status: 201, body: JSON.stringify(await merchants.create(body.name)), headers: {} })
      return sendAnswer(reply, await runOnce(invoices, keyed, create))
    },
  )
  app.get(
    '/merchants',
    {
      onRequest: gate('admin'),
      schema: {
        ...shared,
        operationId: 'listMerchants',
        summary: 'List merchants',
        response: answers({ 200: listOf(merchant) }),
      },
    },
    async (_request, reply) => reply.send({ data: await merchants.list(), next_cursor: null }),
  )
}
