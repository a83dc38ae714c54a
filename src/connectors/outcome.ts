import type { Invoice } from '../core/invoice.ts'
import { holdsUnstorable, type Json } from '../core/json.ts'
import { parseJson } from '../core/parse-json.ts'
import { differsByLessThanARupiah } from '../core/money.ts'
import type { Connector, ProviderInvoice, Reading } from './connector.ts'
import type { Meaning, OperationKind, Refusal } from './manifest.ts'
import type { Sent } from './transport.ts'

/** The five classes of a create; there are no others. */
export const outcomes = ['NOT_SENT', 'REJECTED', 'CREATED', 'DUPLICATE', 'UNKNOWN'] as const
export type Outcome = (typeof outcomes)[number]

/** What a provider said, as far as it could be understood. */
export interface Said {
  code: string | null
  message: string | null
  httpStatus: number | null
}

/** What is proved about one call. Whatever is not proved is `unknown`. */
export type Verdict<Result> =
  | { kind: 'done'; result: Result }
  | { kind: 'next_page'; soFar?: Result }
  | ({ kind: 'refused'; meaning: Meaning } & Said)
  | { kind: 'not_sent'; reason: string }
  | ({ kind: 'unknown'; reason: string } & Said)

const nothingSaid: Said = { code: null, message: null, httpStatus: null }

/** The one classifier: from what the transport saw to what is proved. */
export function classify<Result>(
  connector: Connector,
  operation: OperationKind,
  sent: Sent,
  read: (body: Json) => Reading<Result>,
): Verdict<Result> {
  if (sent.answer === null) {
    return sent.bytesSent ? { kind: 'unknown', reason: sent.failure, ...nothingSaid } : { kind: 'not_sent', reason: sent.failure }
  }
  const httpStatus = sent.answer.status
  const body = parseJson(sent.answer.body)
  if ('fault' in body) return { kind: 'unknown', reason: 'the answer is not JSON', code: null, message: null, httpStatus }
  if (holdsUnstorable(body.value))
    return { kind: 'unknown', reason: 'the answer holds text that cannot be kept', code: null, message: null, httpStatus }
  const { code, message, success, undocumented } = connector.envelope(body.value)
  const said: Said = { code, message, httpStatus }
  const refusal = findRefusal(connector.manifest.refusals, operation, said, undocumented !== true)
  if (refusal !== undefined) return { kind: 'refused', meaning: refusal.means, ...said }
  if (httpStatus < 200 || httpStatus > 299) return { kind: 'unknown', reason: 'an answer that proves nothing', ...said }
  if (!success) return { kind: 'unknown', reason: 'a 2xx answer without the code of success', ...said }
  return readSuccess(said, body.value, read)
}

function readSuccess<Result>(said: Said, body: Json, read: (body: Json) => Reading<Result>): Verdict<Result> {
  try {
    const reading = read(body)
    if ('found' in reading) return { kind: 'done', result: reading.found }
    if ('absent' in reading) return { kind: 'refused', meaning: 'absent', ...said }
    return reading.soFar === undefined ? { kind: 'next_page' } : { kind: 'next_page', soFar: reading.soFar }
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 300) : 'it could not be read'
    return { kind: 'unknown', reason: `an answer unlike the documented one: ${why}`, ...said }
  }
}

function findRefusal(
  refusals: readonly Refusal[],
  operation: OperationKind,
  said: Said,
  isDocumented: boolean,
): Refusal | undefined {
  return refusals.find(
    (refusal) =>
      (refusal.operation === 'any' || refusal.operation === operation) &&
      refusal.status === said.httpStatus &&
      (refusal.code === null ? isDocumented && said.code === null : matchesCode(refusal.code, said.code)),
  )
}

function matchesCode(pattern: string, code: string | null): boolean {
  if (code === null) return false
  return pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern
}

/**
 * Whether a provider's invoice is the one we asked for. Another reference, or an amount off by a rupiah or more, is not:
 * the outcome is unknown. One off by less is ours, rounded.
 */
export function compareEcho(invoice: Invoice, told: ProviderInvoice): 'same' | 'rounded' | 'other' {
  if (told.reference !== null && told.reference !== invoice.reference) return 'other'
  if (told.amount === null || told.amount === invoice.amount) return 'same'
  return differsByLessThanARupiah(told.amount, invoice.amount) ? 'rounded' : 'other'
}

/** The class of a create, from its verdict after the echo was compared. */
export function toOutcome(verdict: Verdict<unknown>): Outcome {
  switch (verdict.kind) {
    case 'done':
      return 'CREATED'
    case 'not_sent':
      return 'NOT_SENT'
    case 'unknown':
    case 'next_page':
      return 'UNKNOWN'
    case 'refused':
      return outcomeOfRefusal(verdict.meaning)
  }
}

function outcomeOfRefusal(meaning: Meaning): Outcome {
  switch (meaning) {
    case 'not_created':
    case 'bad_credentials':
    case 'token_invalid':
      return 'REJECTED'
    case 'duplicate':
      return 'DUPLICATE'
    case 'absent':
    case 'already_paid':
    case 'refused':
      return 'UNKNOWN'
  }
}
