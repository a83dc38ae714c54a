import { z } from 'zod'
import { problems, type ProblemCode } from '../core/problems.ts'

/** One status of a route as the OpenAPI document tells of it. */
export interface DescribedAnswer {
  description: string
  headers: readonly AnswerHeader[]
  /** The problems that share this status. */
  problems: readonly ProblemCode[]
  content: Record<string, { schema: z.ZodType }>
}

export const answerHeaders = {
  Location: 'Path of the new object',
  'Retry-After': 'Seconds after which to look or to try again',
  'Idempotent-Replayed': '`true`: this Idempotency-Key was answered before, and this is that answer',
  'WWW-Authenticate': '`Bearer`',
} as const
export type AnswerHeader = keyof typeof answerHeaders

/** Whoever is told to wait is told for how long. */
const headersOfProblem: Partial<Record<ProblemCode, AnswerHeader>> = {
  unauthenticated: 'WWW-Authenticate',
  idempotency_key_in_use: 'Retry-After',
  rate_limited: 'Retry-After',
  provider_unavailable: 'Retry-After',
  unavailable: 'Retry-After',
}

const meanings: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Created',
  202: 'Not known yet: the provider’s answer was lost, and the gateway is finding out',
  204: 'Done; there is nothing to tell',
}

/** A shape in JSON with the words that it brings; an answer without a body stays as it is. */
export function describeShape(status: number, shape: z.ZodType | DescribedAnswer): z.ZodType | DescribedAnswer {
  if (!(shape instanceof z.ZodType)) return shape
  const description = (status === 202 ? undefined : shape.description) ?? meanings[status] ?? 'Answered'
  return shape instanceof z.ZodNull ? shape.describe(description) : inJson(status, description, shape, [])
}

/** An answer that says where the new object is. */
export function located(status: 201 | 202, schema: z.ZodType): DescribedAnswer {
  return inJson(status, meanings[status] ?? '', schema, ['Location'])
}

function inJson(status: number, description: string, schema: z.ZodType, headers: readonly AnswerHeader[]): DescribedAnswer {
  const waiting: readonly AnswerHeader[] = status === 202 ? ['Retry-After'] : []
  return { description, headers: [...headers, ...waiting], problems: [], content: { 'application/json': { schema } } }
}

/** An answer that is not JSON. */
export function plainText(description: string): DescribedAnswer {
  return { description, headers: [], problems: [], content: { 'text/plain': { schema: z.string() } } }
}

/** Problems by their status; the description names the codes. */
export function describeProblems(schema: z.ZodType, codes: readonly ProblemCode[]): Record<number, DescribedAnswer> {
  const byStatus = Map.groupBy(new Set(codes), (code) => problems[code].status)
  const described = [...byStatus].map(([status, met]): [number, DescribedAnswer] => {
    const lines = met.map((code) => `\`${code}\`: ${problems[code].title}`)
    const description = lines.length === 1 ? lines.join() : lines.map((line) => `- ${line}`).join('\n')
    const headers = new Set(met.flatMap((code) => headersOfProblem[code] ?? []))
    return [status, { description, headers: [...headers], problems: met, content: { 'application/problem+json': { schema } } }]
  })
  return Object.fromEntries(described)
}

/** What the generator of the document does not understand travels beside it, in a member of the operation. */
export const notesMember = 'x-answers'

export const answerNotes = z.record(z.string(), z.object({ headers: z.array(z.string()), problems: z.array(z.string()) }))

export function notesOf(response: unknown): Record<string, z.infer<typeof answerNotes>> {
  const described = z.record(z.string(), z.unknown()).catch({}).parse(response)
  const notes = Object.entries(described).flatMap(([status, answer]) => {
    const note = answerNotes.valueType.safeParse(answer)
    return note.success ? [[status, note.data] as const] : []
  })
  return { [notesMember]: Object.fromEntries(notes) }
}
