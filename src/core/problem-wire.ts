import type { JsonObject } from './json.ts'
import { problems, type Problem } from './problems.ts'

export const problemContentType = 'application/problem+json; charset=utf-8'

/** The body of RFC 9457 that every error is answered with. */
export function presentProblem(problem: Problem, requestId: string): JsonObject {
  const { status, title } = problems[problem.code]
  const { errors, invoiceId, provider } = problem.extras
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    detail: problem.message,
    code: problem.code,
    request_id: requestId,
    ...(errors === undefined ? {} : { errors: errors.map(({ pointer, detail }) => ({ pointer, detail })) }),
    ...(invoiceId === undefined ? {} : { invoice_id: invoiceId }),
    ...(provider === undefined ? {} : { provider: { ...provider } }),
  }
}
