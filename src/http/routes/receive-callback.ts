import { z } from 'zod'
import type { FastifyRequest } from 'fastify'
import { receiveCallback } from '../../callbacks/receive-callback.ts'
import type { App } from '../app.ts'
import { describeProblems, plainText, type DescribedAnswer } from '../described-answer.ts'
import type { RouteContext } from '../route-parts.ts'
import { problem } from '../schemas.ts'

/** Far more than any provider sends, for bodies are kept before anybody reads them. */
const bodyBytesMax = 256 * 1024

const path = z.object({
  provider: z.string().describe('`winpay`, `netzme`, `durianpay` or `bill_gateway`'),
  path_token: z.string().describe('The secret part: `GET /providers` shows the whole URL to keys with the scope `ops`'),
})

const response: Record<number, DescribedAnswer> = {
  200: plainText('It is kept; what each provider expects to hear'),
  401: plainText('The signature or token is wrong; nothing is kept'),
  ...describeProblems(problem, ['not_found', 'body_too_large', 'internal_error', 'unavailable']),
}

/** Where providers call. Whatever they send is taken as bytes: signatures are over these, and not over what a parser makes of them. */
export function addReceiveCallback(app: App, { callbacks }: RouteContext): void {
  void app.register((scope: App, _options, done) => {
    scope.addHook('onRequest', (request, _reply, next) => {
      // Whatever it calls its content, even in words that are no content type.
      request.headers['content-type'] = 'application/octet-stream'
      next()
    })
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, bytes, parsed) => {
      parsed(null, bytes)
    })
    scope.post(
      '/callbacks/:provider/:path_token',
      {
        schema: {
          operationId: 'receiveCallback',
          summary: 'For providers: a payment or another change',
          description: 'Kept before it is acknowledged, in the provider’s own words. Invoices follow from it soon afterwards.',
          tags: ['callbacks'],
          security: [],
          params: path,
          response,
        },
      },
      async (request, reply) => {
        const { provider, path_token } = request.params
        const { method, url, body } = request
        const call = { method, path: url, headers: headersOf(request), body: Buffer.isBuffer(body) ? body : Buffer.alloc(0) }
        const answer = await receiveCallback(callbacks, { provider, pathToken: path_token, call })
        return reply.code(answer.status).type(answer.contentType).serializer(asItIs).send(answer.body)
      },
    )
    done()
  })
}

/** As they came. A repeated one is joined by commas, as HTTP has it: then it is no signature and no token that anybody could have meant. */
function headersOf({ raw: { rawHeaders } }: FastifyRequest): Record<string, string> {
  const joined = new Map<string, string>()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2)
    const before = joined.get(name.toLowerCase())
    joined.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(joined)
}

function asItIs(text: string): string {
  return text
}
