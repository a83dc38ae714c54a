import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { presentProblem, problemContentType } from '../core/problem-wire.ts'
import { Problem, problems } from '../core/problems.ts'

/** What the framework or the database threw, in the words of the catalogue. */
export type Translate = (error: unknown) => Problem | null

/** The one place where an error becomes a response. What nobody expected is a bare 500, and its cause stays in the log. */
export function answerError(translate: Translate) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const expected = error instanceof Problem ? error : (fromFramework(error) ?? translate(error))
    if (expected === null) request.log.error(describe(error), 'unexpected error')
    else if (problems[expected.code].status >= 500) {
      request.log.warn({ problem: expected.code, ...describe(error) }, 'request failed')
    }
    return sendProblem(
      request,
      reply,
      expected ?? new Problem('internal_error', 'Something went wrong here; the request id leads to it.'),
    )
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): FastifyReply {
  const { retryAfterSeconds, headers } = problem.extras
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds))
  if (headers !== undefined) void reply.headers(headers)
  return reply
    .code(problems[problem.code].status)
    .type(problemContentType)
    .send(JSON.stringify(presentProblem(problem, request.id)))
}

function fromFramework(error: unknown): Problem | null {
  switch (codeOf(error)) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem(
        'body_too_large',
        'The body is larger than this path takes: 64 KiB, or 256 KiB for a callback of a provider.',
      )
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('unsupported_media_type', 'Only application/json is taken.')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('invalid_request', 'The body is not as long as Content-Length says.')
    // PostgreSQL's, for a NUL in a query; those in bodies and paths do not come so far.
    case '22021':
      return new Problem('invalid_request', 'A text of the query holds a NUL; remove it.')
    default:
      return null
  }
}

function codeOf(error: unknown): string | null {
  const isCoded = (value: unknown): value is Pick<FastifyError, 'code'> =>
    typeof value === 'object' && value !== null && 'code' in value
  return isCoded(error) && typeof error.code === 'string' ? error.code : null
}

/** Name, code and place of an error; never its details, which may hold what a merchant sent. */
function describe(error: unknown) {
  if (typeof error !== 'object' || error === null || !('stack' in error) || typeof error.stack !== 'string')
    return { error: 'not an Error' }
  const places = error.stack.split('\n').filter((line) => /^\s+at /.test(line))
  const message = 'message' in error && typeof error.message === 'string' ? error.message.slice(0, 300) : ''
  return {
    error: 'name' in error ? String(error.name) : 'Error',
    code: codeOf(error),
    message,
    at: places.slice(0, 8).map((line) => line.trim()),
  }
}
