import { runOnce } from '../../invoices/run-once.ts'
import { replayEvents, rotateSecret, testEndpoint } from '../../webhooks/manage-endpoints.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { endpointPath, idempotencyHeader, keyedBy, noBody, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, bodyProblems, keyProblems } from '../schemas.ts'
import { endpointWithSecret, replayRequest, replayResult, testResult } from '../webhook-schemas.ts'

const shared = { tags: ['webhooks'], params: endpointPath, headers: idempotencyHeader.optional }
const mayMeet = ['invalid_request', 'not_found', ...keyProblems] as const

/** What is done with an endpoint beside changing it. */
export function addWebhookTools(app: App, context: RouteContext): void {
  addRotateSecret(app, context)
  addTest(app, context)
  addReplay(app, context)
}

function addRotateSecret(app: App, { gate, webhooks, invoices }: RouteContext): void {
  app.post(
    '/webhook-endpoints/:id/rotate-secret',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        ...shared,
        operationId: 'rotateWebhookSecret',
        summary: 'Give a webhook endpoint a new secret; the old one signs too, for 24 hours',
        body: noBody,
        response: answers({ 200: endpointWithSecret }, ...mayMeet),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { merchantId } = callerOf(request)
      const keyed = keyedBy(request, `POST /webhook-endpoints/${id}/rotate-secret`, {})
      const rotate = async () => answered(await rotateSecret(webhooks, merchantId, id))
      return sendAnswer(reply, await runOnce(invoices, keyed, rotate))
    },
  )
}

function addTest(app: App, { gate, webhooks, invoices }: RouteContext): void {
  app.post(
    '/webhook-endpoints/:id/test',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        ...shared,
        operationId: 'testWebhookEndpoint',
        summary: 'Send a test message now, and tell what came of it',
        description: 'Its type is `webhook.test`, its `data` is empty, and it is in no feed. It is sent once.',
        body: noBody,
        response: answers({ 200: testResult }, ...mayMeet),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { merchantId } = callerOf(request)
      const keyed = keyedBy(request, `POST /webhook-endpoints/${id}/test`, {})
      const test = async () => answered(await testEndpoint(webhooks, merchantId, id))
      return sendAnswer(reply, await runOnce(invoices, keyed, test))
    },
  )
}

function addReplay(app: App, { gate, webhooks, invoices }: RouteContext): void {
  app.post(
    '/webhook-endpoints/:id/replay',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        ...shared,
        operationId: 'replayEvents',
        summary: 'Send all events of a time again, those from before the endpoint too',
        body: replayRequest,
        response: answers({ 200: replayResult }, ...mayMeet, ...bodyProblems),
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const { body } = request
      const { merchantId } = callerOf(request)
      const keyed = keyedBy(request, `POST /webhook-endpoints/${id}/replay`, body)
      const span = { from: new Date(body.from), to: new Date(body.to) }
      const replay = async () => answered({ deliveries: await replayEvents(webhooks, merchantId, id, span) })
      return sendAnswer(reply, await runOnce(invoices, keyed, replay))
    },
  )
}

function answered(body: object) {
  return { status: 200, body: JSON.stringify(body), headers: {} }
}
