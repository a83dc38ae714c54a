import { z } from 'zod'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { type RouteContext } from '../route-parts.ts'
import { answers, bodyProblems, listOf, providerAccount } from '../schemas.ts'

const json = z.record(z.string(), z.unknown())

const putRequest = z
  .strictObject({
    merchant_id: z.string().nullish().meta({ description: 'Default: the merchant of the calling key' }),
    credentials: json.meta({ description: 'Write-only; the members that this connector needs, see the README of each' }),
    settings: json.nullish().meta({ description: 'How this connector behaves; each has a documented default' }),
  })
  .meta({ id: 'PutProviderAccountRequest' })

export function addProviderAccounts(app: App, { gate, accounts, merchants }: RouteContext): void {
  const shared = { tags: ['administration'] }
  app.put(
    '/provider-accounts/:provider/:name',
    {
      onRequest: gate('admin'),
      schema: {
        ...shared,
        operationId: 'putProviderAccount',
        summary: 'Create or replace a provider account',
        params: z.object({
          provider: z.string().describe('`winpay`, `netzme`, `durianpay` or `bill_gateway`'),
          name: z
            .string()
            .regex(/^[a-z0-9_-]{1,64}$/, 'must be 1 to 64 of a-z 0-9 _ -')
            .describe('Yours; `default` is used when an invoice names no account'),
        }),
        body: putRequest,
        response: answers({ 200: providerAccount, 201: providerAccount }, 'invalid_request', 'not_found', ...bodyProblems),
      },
    },
    async (request, reply) => {
      const { credentials, settings, merchant_id } = request.body
      const merchantId = await merchants.require(merchant_id ?? callerOf(request).merchantId, '/merchant_id')
      const { account, created } = await accounts.put({ merchantId, ...request.params, credentials, settings: settings ?? {} })
      return reply.code(created ? 201 : 200).send(account)
    },
  )
  app.get(
    '/provider-accounts',
    {
      onRequest: gate('admin'),
      schema: {
        ...shared,
        operationId: 'listProviderAccounts',
        summary: 'List provider accounts, without credentials',
        querystring: z.strictObject({ merchant_id: z.string().optional().describe('Default: the merchant of the calling key') }),
        response: answers({ 200: listOf(providerAccount) }, 'invalid_request'),
      },
    },
    async (request, reply) => {
      const merchantId = await merchants.require(request.query.merchant_id ?? callerOf(request).merchantId, '/merchant_id')
      return reply.send({ data: await accounts.list(merchantId), next_cursor: null })
    },
  )
}
