import { z } from 'zod'
import { scopes } from '../../access/scopes.ts'
import { asApiKeyId, asMerchantId } from '../../core/ids.ts'
import { runOnce } from '../../invoices/run-once.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { idempotencyKeyOf } from '../idempotency-header.ts'
import { idempotencyHeader, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, apiKey, bodyProblems, keyProblems, listOf } from '../schemas.ts'

const createRequest = z
  .strictObject({
    merchant_id: z.string().nullish().meta({ description: 'Default: the merchant of the calling key' }),
    name: z.string().min(1).max(100),
    scopes: z.array(z.enum(scopes)).min(1),
    expires_at: z.iso.datetime({ offset: true }).nullish(),
  })
  .meta({ id: 'CreateApiKeyRequest' })

const created = z
  .object({
    ...{
      id: z.string(),
      merchant_id: z.string(),
      name: z.string(),
      scopes: z.array(z.string()),
      expires_at: z.string().nullable(),
    },
    key: z.string().meta({ description: 'Shown here and never again' }),
  })
  .meta({ id: 'CreatedApiKey' })

const shared = { tags: ['administration'] }

export function addApiKeys(app: App, context: RouteContext): void {
  addCreate(app, context)
  addList(app, context)
  addRevoke(app, context)
}

function addCreate(app: App, { gate, keys, merchants, invoices }: RouteContext): void {
  app.post(
    '/api-keys',
    {
      onRequest: gate('admin'),
      schema: {
        ...shared,
        operationId: 'createApiKey',
        summary: 'Create an API key',
        headers: idempotencyHeader.optional,
        body: createRequest,
        response: answers({ 201: created }, 'invalid_request', ...keyProblems, ...bodyProblems),
      },
    },
    async (request, reply) => {
      const { body } = request
      const { merchantId: own } = callerOf(request)
      const create = async () => {
        const merchantId = await merchants.require(body.merchant_id ?? own, '/merchant_id')
        const expiresAt = body.expires_at == null ? null : new Date(body.expires_at)
        const { id, key } = await keys.create({ merchantId, name: body.name, scopes: body.scopes, expiresAt })
        const shown = {
          id,
          merchant_id: merchantId,
          name: body.name,
          scopes: body.scopes,
          expires_at: expiresAt?.toISOString() ?? null,
          key,
        }
        return { status: 201, body: JSON.stringify(shown), headers: {} }
      }
      const keyed = {
        merchantId: own,
        key: idempotencyKeyOf(request),
        route: 'POST /api-keys',
        sent: body,
        requestId: request.id,
      }
      return sendAnswer(reply, await runOnce(invoices, keyed, create))
    },
  )
}

function addList(app: App, { gate, keys }: RouteContext): void {
  app.get(
    '/api-keys',
    {
      onRequest: gate('admin'),
      schema: {
        ...shared,
        operationId: 'listApiKeys',
        summary: 'List API keys, without the keys themselves',
        querystring: z.strictObject({ merchant_id: z.string().optional().describe('Default: the keys of all merchants') }),
        response: answers({ 200: listOf(apiKey) }, 'invalid_request'),
      },
    },
    async (request, reply) => {
      const { merchant_id: merchantId } = request.query
      return reply.send({ data: await keys.list(merchantId === undefined ? null : asMerchantId(merchantId)), next_cursor: null })
    },
  )
}

function addRevoke(app: App, { gate, keys }: RouteContext): void {
  app.delete(
    '/api-keys/:id',
    {
      onRequest: gate('admin'),
      schema: {
        ...shared,
        operationId: 'revokeApiKey',
        summary: 'Revoke an API key; works within 10 s on every instance',
        params: z.object({ id: z.string().describe('Id of the API key') }),
        response: answers({ 204: z.null() }, 'not_found'),
      },
    },
    async (request, reply) => {
      await keys.revoke(asApiKeyId(request.params.id))
      return reply.code(204).send(null)
    },
  )
}
