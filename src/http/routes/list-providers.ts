import { z } from 'zod'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { type RouteContext } from '../route-parts.ts'
import { listOf, answers } from '../schemas.ts'

const text = z.string().nullable()

const provider = z
  .object({
    name: z.string(),
    title: z.string(),
    documentation: z.string(),
    capabilities: z.object({
      currencies: z.array(z.literal('IDR')),
      decimals: z.int(),
      payment_types: z.array(z.string()),
      payable_by: z.array(z.string()),
      update: z.array(z.string()).nullable().meta({ description: 'Members that can be changed at the provider; null: none' }),
      cancel: z.boolean(),
      refresh: z.boolean(),
      find_by_reference: z.boolean(),
      allocates_virtual_account_numbers: z.boolean(),
    }),
    carries: z.record(z.string(), z.enum(['required', 'carried', 'kept', 'refused'])),
    accounts: z.array(
      z.object({
        name: z.string(),
        health: z.object({ status: z.enum(['not_asked', 'answering', 'failing']), last_answer_at: text, last_failure_at: text }),
        callback_url: text.optional().meta({ description: 'Only to keys with the scope ops' }),
      }),
    ),
  })
  .meta({ id: 'Provider' })

export function addListProviders(app: App, { gate, describeProviders }: RouteContext): void {
  app.get(
    '/providers',
    {
      onRequest: gate('invoices:read'),
      schema: {
        operationId: 'listProviders',
        summary: 'What each provider can do and carry, and your accounts there',
        tags: ['providers'],
        response: answers({ 200: listOf(provider) }),
      },
    },
    async (request, reply) => {
      const { merchantId, scopes } = callerOf(request)
      return reply.send({ data: await describeProviders(merchantId, scopes.has('ops')), next_cursor: null })
    },
  )
}
