import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'

const bodyBytesMax = 1_048_576

/** A refusal in the provider's own words, ready to be sent. */
export class Refusal extends Error {
  readonly status: number
  readonly body: object

  constructor(status: number, body: object) {
    super(`refused with ${status}`)
    this.status = status
    this.body = body
  }
}

export interface ProviderServerOptions {
  /** The answer for a path or method that the provider does not have. */
  unknownRoute: () => Refusal
  /** The answer when the simulator itself fails. */
  failure: () => Refusal
}

/** A server whose handlers get every body as the bytes that came, because signatures are over bytes. */
export function createProviderServer(options: ProviderServerOptions): FastifyInstance {
  // The longest reference is 64 characters; percent-encoded it is longer than the router's default of 100.
  const server = fastify({ bodyLimit: bodyBytesMax, routerOptions: { maxParamLength: 500 } })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  server.setErrorHandler((error, _request, reply) => {
    const refusal = error instanceof Refusal ? error : options.failure()
    return reply.code(refusal.status).send(refusal.body)
  })
  server.setNotFoundHandler((_request, reply) => {
    const refusal = options.unknownRoute()
    return reply.code(refusal.status).send(refusal.body)
  })
  return server
}

function isAddressTaken(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE'
}

/** Listens on the wanted port, or on any free one when it is taken; answers the port. */
export async function listenOn(server: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    if (port === 0 || !isAddressTaken(error)) throw error
    await server.listen({ host, port: 0 })
  }
  const address = server.server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the simulator listens on no port')
  return address.port
}

/** The body as it came; empty when there was none. */
export function bodyOf(request: FastifyRequest): Buffer {
  return Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
}

/** A header that was sent once and is not empty; null otherwise. */
export function headerOf(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}

export function isJson(request: FastifyRequest): boolean {
  return /^application\/json\s*(;|$)/i.test(headerOf(request, 'content-type') ?? '')
}
