import { z } from 'zod'
import { readFeed } from '../../webhooks/event-feed.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import type { RouteContext } from '../route-parts.ts'
import { answers, event, listOf } from '../schemas.ts'

const query = z.strictObject({
  after: z.string().optional().describe('`next_cursor` of the page before; without it, from the first event on'),
  limit: z
    .string()
    .regex(/^([1-9]\d?|100)$/, 'must be a number from 1 to 100')
    .optional()
    .describe('1 to 100, default 20'),
})

export function addListFeed(app: App, { gate, webhooks }: RouteContext): void {
  app.get(
    '/events',
    {
      onRequest: gate('invoices:read'),
      schema: {
        operationId: 'listEvents',
        summary: 'Every event of all invoices, oldest first',
        description:
          'To catch up: an event never appears behind one that was already served, and within an invoice `sequence` counts up. `next_cursor` leads on even from an empty page; ask again with it later.',
        tags: ['events'],
        querystring: query,
        response: answers({ 200: listOf(event) }, 'invalid_request'),
      },
    },
    async (request, reply) => {
      const { after, limit } = request.query
      return reply.send(await readFeed(webhooks.feed, callerOf(request).merchantId, after, Number(limit ?? 20)))
    },
  )
}
