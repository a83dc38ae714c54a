import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import { z } from 'zod'
import type { Scope } from '../access/scopes.ts'
import type { Answer } from '../invoices/answer.ts'
import { callerOf, requireScope } from './authenticate.ts'
import type { HttpDependencies } from './dependencies.ts'
import { idempotencyKeyOf } from './idempotency-header.ts'

/** What a route of the API is given: the parts it works with, and its gate. */
export interface RouteContext extends HttpDependencies {
  /** Authentication, scope and rate limit, in that order and before the body is read. */
  gate: (scope: Scope) => onRequestAsyncHookHandler[]
}

export function openGate(keys: HttpDependencies['keys'], limit: onRequestAsyncHookHandler | null) {
  return (scope: Scope): onRequestAsyncHookHandler[] => {
    const authenticated = requireScope(keys, scope)
    return limit === null ? [authenticated] : [authenticated, limit]
  }
}

/** Sends what a use case answered: the very text, which may be what is replayed. */
export function sendAnswer(reply: FastifyReply, { status, body, headers }: Answer): FastifyReply {
  return reply.code(status).type('application/json; charset=utf-8').headers(headers).send(body)
}

export const invoicePath = z.object({ id: z.string().describe('Id of the invoice') })
export const endpointPath = z.object({ id: z.string().describe('Id of the webhook endpoint') })

/** What makes a request with an Idempotency-Key the one that it is. */
export function keyedBy(request: FastifyRequest, route: string, sent: unknown) {
  return { merchantId: callerOf(request).merchantId, key: idempotencyKeyOf(request), route, sent, requestId: request.id }
}

/** For the document only: headers are read by idempotency-header.ts and conditional.ts. */
export const idempotencyHeader = {
  required: z.looseObject({
    'idempotency-key': z.string().describe('New for each invoice, the same for each retry: 1 to 255 visible ASCII characters'),
  }),
  optional: z.looseObject({
    'idempotency-key': z.string().optional().describe('With it the request takes effect once, however often it is sent'),
  }),
}

/** A body may be left out, or be an empty object. */
export const noBody = z.strictObject({}).nullish()
