import rateLimit from '@fastify/rate-limit'
import { randomUUID } from 'node:crypto'
import { maxHeaderSize } from 'node:http'
import Fastify, { LogController, type FastifyBaseLogger, type onRequestAsyncHookHandler } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { toFaults } from '../core/faults.ts'
import { Problem } from '../core/problems.ts'
import { withTimings } from '../core/timings.ts'
import { watchMethods } from './allowed-methods.ts'
import type { App } from './app.ts'
import type { HttpDependencies } from './dependencies.ts'
import { countInFlight } from './close-http.ts'
import { takeJsonOnly } from './json-body.ts'
import { readableUrl } from './readable-url.ts'
import { addOpenApi } from './openapi.ts'
import { answerError, sendProblem } from './problem.ts'
import { openGate } from './route-parts.ts'
import { addApiRoutes } from './routes.ts'
import { answerUnreadable } from './unreadable-request.ts'

/** Waiting for a request's headers and body together; a client that dawdles longer is cut off. */
const requestTimeoutMs = 30_000
/** Longer than a load balancer's own idle time (60 s is usual), so that it never meets a connection that has just been closed. */
const keepAliveTimeoutMs = 72_000

/** The HTTP border: everything between a socket and a use case. */
export async function buildHttp(dependencies: HttpDependencies, logger: FastifyBaseLogger): Promise<App> {
  const { limits, readiness } = dependencies
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestIdHeader: false,
    genReqId: ({ headers }) => acceptRequestId(headers['x-request-id']) ?? newRequestId(),
    clientErrorHandler: answerUnreadable(newRequestId),
    rewriteUrl: ({ url = '/' }) => readableUrl(url),
    // An id that is too long is looked for and not found, like any other that nobody has.
    routerOptions: { maxParamLength: maxHeaderSize },
    trustProxy: limits.trustProxy.length === 0 ? false : limits.trustProxy,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    return503OnClosing: false,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(
    ({ schema, httpPart }) =>
      (data: unknown) =>
        validate(schema, httpPart, data),
  )
  app.setSerializerCompiler(() => (data) => JSON.stringify(data))
  app.setErrorHandler(answerError(dependencies.translate))
  takeJsonOnly(app)
  countInFlight(app)
  addRequestHooks(app, dependencies)
  const methodsOf = watchMethods(app)
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsOf(request.url.split('?')[0] ?? '')
    if (allowed.length === 0) return sendProblem(request, reply, new Problem('not_found', 'There is nothing at this path.'))
    const headers = { allow: allowed.join(', ') }
    return sendProblem(request, reply, new Problem('method_not_allowed', `The path takes ${headers.allow}.`, { headers }))
  })
  await addOpenApi(app)
  await app.register(rateLimit, { global: false })
  const limit = limits.ratePerSecond === 0 ? null : limitPerKey(app, limits.ratePerSecond)
  app.after(() => {
    addApiRoutes(app, { ...dependencies, gate: openGate(dependencies.keys, limit) })
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    // A client that keeps its connection would otherwise hold the closing process for as long as it likes.
    if (readiness.isDraining()) void reply.header('connection', 'close')
    done(null, payload)
  })
  return app
}

function newRequestId(): string {
  return `req_${randomUUID().replaceAll('-', '')}`
}

function acceptRequestId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(header) ? header : null
}

/** zod's word is final: nothing is coerced and nothing removed. Headers are documented by schemas and read elsewhere. */
function validate(schema: unknown, httpPart: string | undefined, data: unknown): { value: unknown } | { error: Error } {
  if (httpPart === 'headers' || !(schema instanceof z.ZodType)) return { value: data }
  const parsed = schema.safeParse(data)
  if (parsed.success) return { value: parsed.data }
  const errors = toFaults(parsed.error)
  return {
    error: new Problem('invalid_request', `The ${httpPart === 'body' ? 'body' : 'request'} is not well-formed.`, { errors }),
  }
}

function addRequestHooks(app: App, { metrics }: HttpDependencies): void {
  app.decorateRequest('caller', null)
  app.decorateReply('whenAnswered', () => undefined)
  app.decorateRequest('timings')
  app.decorateRequest('startedMs', 0)
  app.addHook('onRequest', (request, reply, done) => {
    request.startedMs = performance.now()
    request.timings = { auth: 0, db: 0, provider: 0 }
    void reply.headers({ 'cache-control': 'no-store', 'x-request-id': request.id, 'x-content-type-options': 'nosniff' })
    withTimings(request.timings, done)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const { auth, db, provider } = request.timings
    const total = performance.now() - request.startedMs
    const lines = Object.entries({ auth, db, provider, total }).map(([name, ms]) => `${name};dur=${ms.toFixed(1)}`)
    void reply.header('server-timing', lines.join(', '))
    done(null, payload)
  })
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const ms = performance.now() - request.startedMs
    const { method } = request
    const status = reply.statusCode
    metrics.requests.observe({ method, route, status: String(status) }, ms / 1_000)
    const who = request.caller === null ? {} : { merchant_id: request.caller.merchantId, key_id: request.caller.keyId }
    request.log.info({ method, route, status, duration_ms: Math.round(ms), ...who }, 'request')
    done()
  })
}

function limitPerKey(app: App, max: number): onRequestAsyncHookHandler {
  const check = app.createRateLimit({ max, timeWindow: 1_000, keyGenerator: ({ caller }) => caller?.keyId ?? 'nobody' })
  return async (request) => {
    const state = await check(request)
    if (state.isAllowed || !state.isExceeded) return
    throw new Problem('rate_limited', `This key may send ${max} requests per second.`, {
      retryAfterSeconds: Math.max(1, state.ttlInSeconds),
    })
  }
}
