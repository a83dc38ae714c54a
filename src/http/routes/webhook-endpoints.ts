import { z } from 'zod'
import { runOnce } from '../../invoices/run-once.ts'
import { createEndpoint, deleteEndpoint, readEndpoint, updateEndpoint } from '../../webhooks/manage-endpoints.ts'
import type { App } from '../app.ts'
import { callerOf } from '../authenticate.ts'
import { located } from '../described-answer.ts'
import { endpointPath, idempotencyHeader, keyedBy, sendAnswer, type RouteContext } from '../route-parts.ts'
import { answers, bodyProblems, keyProblems, listOf } from '../schemas.ts'
import { createEndpointRequest, endpointWithSecret, updateEndpointRequest, webhookEndpoint } from '../webhook-schemas.ts'

const shared = { tags: ['webhooks'] }
const changeProblems = ['invalid_request', ...keyProblems, ...bodyProblems] as const

export function addWebhookEndpoints(app: App, context: RouteContext): void {
  addCreate(app, context)
  addList(app, context)
  addRead(app, context)
  addUpdate(app, context)
  addDelete(app, context)
}

function addCreate(app: App, { gate, webhooks, invoices }: RouteContext): void {
  app.post(
    '/webhook-endpoints',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        ...shared,
        operationId: 'createWebhookEndpoint',
        summary: 'Be told of what happens from now on',
        description: 'The secret, with which each message is signed by Standard Webhooks, is shown here and never again.',
        headers: idempotencyHeader.optional,
        body: createEndpointRequest,
        response: answers({ 201: located(201, endpointWithSecret) }, ...changeProblems),
      },
    },
    async (request, reply) => {
      const { body } = request
      const { merchantId } = callerOf(request)
      const wish = { url: body.url, events: body.events ?? ['*'], description: body.description ?? null }
      const create = async () => {
        const created = await createEndpoint(webhooks, merchantId, { ...wish, enabled: body.enabled ?? true })
        const headers = { location: `/webhook-endpoints/${created.id}` }
        return { status: 201, body: JSON.stringify(created), headers }
      }
      return sendAnswer(reply, await runOnce(invoices, keyedBy(request, 'POST /webhook-endpoints', body), create))
    },
  )
}

function addList(app: App, { gate, webhooks }: RouteContext): void {
  app.get(
    '/webhook-endpoints',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        ...shared,
        operationId: 'listWebhookEndpoints',
        summary: 'List webhook endpoints, without their secrets',
        response: answers({ 200: listOf(webhookEndpoint) }),
      },
    },
    async (request, reply) =>
      reply.send({ data: await webhooks.endpoints.list(callerOf(request).merchantId), next_cursor: null }),
  )
}

function addRead(app: App, { gate, webhooks }: RouteContext): void {
  app.get(
    '/webhook-endpoints/:id',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        ...shared,
        operationId: 'getWebhookEndpoint',
        summary: 'Read a webhook endpoint',
        params: endpointPath,
        response: answers({ 200: webhookEndpoint }, 'not_found'),
      },
    },
    async (request, reply) => reply.send(await readEndpoint(webhooks, callerOf(request).merchantId, request.params.id)),
  )
}

function addUpdate(app: App, { gate, webhooks, invoices }: RouteContext): void {
  app.patch(
    '/webhook-endpoints/:id',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        ...shared,
        operationId: 'updateWebhookEndpoint',
        summary: 'Change a webhook endpoint, or switch it on or off: absent stays',
        params: endpointPath,
        headers: idempotencyHeader.optional,
        body: updateEndpointRequest,
        response: answers({ 200: webhookEndpoint }, 'not_found', ...changeProblems),
      },
    },
    async (request, reply) => {
      const { body, params } = request
      const { merchantId } = callerOf(request)
      const update = async () => {
        const updated = await updateEndpoint(webhooks, merchantId, params.id, body)
        return { status: 200, body: JSON.stringify(updated), headers: {} }
      }
      const keyed = keyedBy(request, `PATCH /webhook-endpoints/${params.id}`, body)
      return sendAnswer(reply, await runOnce(invoices, keyed, update))
    },
  )
}

function addDelete(app: App, { gate, webhooks }: RouteContext): void {
  app.delete(
    '/webhook-endpoints/:id',
    {
      onRequest: gate('webhooks:manage'),
      schema: {
        ...shared,
        operationId: 'deleteWebhookEndpoint',
        summary: 'Delete a webhook endpoint; what is pending for it is cancelled',
        params: endpointPath,
        response: answers({ 204: z.null() }, 'not_found'),
      },
    },
    async (request, reply) => {
      await deleteEndpoint(webhooks, callerOf(request).merchantId, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
