import { z } from 'zod'
import { deliveryStates } from '../webhooks/delivery-log.ts'
import { subscribable } from '../webhooks/subscription.ts'

/** The shapes of webhooks that the API takes and answers. */
const instant = z.iso.datetime().describe('RFC 3339, in UTC')
const text = z.string().nullable()

const url = z.string().min(1).max(2000).describe('https, at a public address; networks of the operator’s choice excepted')
const events = z.array(z.enum(subscribable)).min(1).describe('`["*"]`, or types of events')
const description = z.string().max(500).nullable()

export const createEndpointRequest = z
  .strictObject({
    url,
    events: events.optional().describe('Default `["*"]`'),
    description: description.optional(),
    enabled: z.boolean().optional().describe('Default `true`'),
  })
  .meta({ id: 'CreateWebhookEndpointRequest' })

export const updateEndpointRequest = z
  .strictObject({
    url: url.optional(),
    events: events.optional(),
    description: description.optional(),
    enabled: z.boolean().optional().describe('`true`: what is pending is sent from now on'),
  })
  .meta({ id: 'UpdateWebhookEndpointRequest' })

const offset = z.iso.datetime({ offset: true, error: 'must be an RFC 3339 instant with its offset' })

export const replayRequest = z
  .strictObject({ from: offset.describe('From this instant on'), to: offset.describe('Until this instant, included') })
  .meta({ id: 'ReplayEventsRequest' })

const endpointMembers = {
  id: z.string().describe('`whe_` and a sortable id'),
  url: z.string(),
  events: z.array(z.string()),
  description: text,
  enabled: z.boolean().describe('While it is off, what happens waits for it'),
  disabled_reason: z
    .enum(['gone', 'failing'])
    .nullable()
    .describe('Why the gateway has switched it off. `gone`: it answered 410. `failing`: nothing has arrived for five days'),
  failing_since: instant.nullable().describe('Since when no try has succeeded'),
  created_at: instant,
  updated_at: instant,
}

export const webhookEndpoint = z.object(endpointMembers).meta({ id: 'WebhookEndpoint', description: 'The endpoint as it stands' })

export const endpointWithSecret = z
  .object({ ...endpointMembers, secret: z.string().describe('`whsec_…`, shown here and never again') })
  .meta({ id: 'WebhookEndpointWithSecret', description: 'The endpoint with its new secret' })

const tried = {
  duration_ms: z.int(),
  http_status: z.int().nullable().describe('Null when there was no answer'),
  reason: text.describe('Why there was no answer'),
  answer: text.describe('The first kilobyte of the answer'),
}

export const testResult = z
  .object({ delivered: z.boolean().describe('It was answered with 2xx'), event_id: z.string(), event_type: z.string(), ...tried })
  .meta({ id: 'WebhookTestResult', description: 'What came of it' })

export const replayResult = z
  .object({ deliveries: z.int().describe('How many events are sent again') })
  .meta({ id: 'ReplayResult', description: 'They are on their way' })

export const delivery = z
  .object({
    id: z.string(),
    webhook_endpoint_id: z.string(),
    event_id: z.string().describe('The `webhook-id` of every try'),
    event_type: z.string(),
    invoice_id: z.string(),
    sequence: z.int(),
    replayed: z.boolean().describe('Sent again because somebody asked for it'),
    state: z
      .enum(deliveryStates)
      .describe('`failed`: the schedule is at its end; it can be tried again or replayed. `cancelled`: the endpoint was deleted'),
    tries: z.int(),
    next_try_at: instant.nullable(),
    created_at: instant,
    finished_at: instant.nullable(),
    attempts: z.array(z.object({ number: z.int(), started_at: instant, ...tried })).describe('Each try, in order'),
  })
  .meta({ id: 'Delivery', description: 'One event on its way to one endpoint' })
