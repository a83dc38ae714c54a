/**
 * The catalogue of problems (RFC 9457). The code is the contract; `todo` is what `/problems/{code}` tells the reader to do.
 */
export const problems = {
  invalid_request: {
    status: 400,
    title: 'The request is not well-formed',
    todo: 'Correct the members named in `errors` and send the request again.',
  },
  idempotency_key_missing: {
    status: 400,
    title: 'Idempotency-Key is missing',
    todo: 'Send one Idempotency-Key header, new for each invoice and the same for each retry of it.',
  },
  idempotency_key_invalid: {
    status: 400,
    title: 'Idempotency-Key is malformed',
    todo: 'Send exactly one Idempotency-Key of 1 to 255 visible ASCII characters.',
  },
  unauthenticated: {
    status: 401,
    title: 'The API key is missing or not valid',
    todo: 'Send `Authorization: Bearer <api key>` with a key that is neither revoked nor expired.',
  },
  missing_scope: { status: 403, title: 'The API key lacks a scope', todo: 'Use a key that carries the scope named in `detail`.' },
  not_found: {
    status: 404,
    title: 'Nothing is here',
    todo: 'Check the path and the id; an object of another merchant is not found either.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The path does not take this method',
    todo: 'Use one of the methods in the Allow header.',
  },
  idempotency_key_in_use: {
    status: 409,
    title: 'A request with this Idempotency-Key is running',
    todo: 'Wait as long as Retry-After says, then send the same request with the same key.',
  },
  reference_already_used: {
    status: 409,
    title: 'The reference belongs to another invoice',
    todo: 'Look at the invoice in `invoice_id`, or use a new reference.',
  },
  va_number_in_use: {
    status: 409,
    title: 'The virtual account number belongs to another bill',
    todo: 'Use another number, or leave it out and one is allocated.',
  },
  invoice_state_conflict: {
    status: 409,
    title: 'The invoice is not in a state that allows this',
    todo: 'Read the invoice and decide on its present status.',
  },
  version_mismatch: {
    status: 412,
    title: 'The invoice has changed since it was read',
    todo: 'Read the invoice again and repeat the change with its present version in If-Match.',
  },
  body_too_large: { status: 413, title: 'The body is too large', todo: 'Send at most 64 KiB.' },
  unsupported_media_type: { status: 415, title: 'The body is not JSON', todo: 'Send `Content-Type: application/json`.' },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    todo: 'Use a new key for a new request.',
  },
  operation_not_supported: {
    status: 422,
    title: 'The provider has no such operation',
    todo: 'See GET /providers for what each provider can do.',
  },
  provider_requires: {
    status: 422,
    title: 'The provider cannot do without a value',
    todo: 'Give the members named in `errors`, or choose another provider.',
  },
  provider_cannot_carry: {
    status: 422,
    title: 'The provider cannot express a value',
    todo: 'Change the members named in `errors`, or choose another provider.',
  },
  provider_rejected: {
    status: 422,
    title: 'The provider refused',
    todo: 'Nothing was created. Read `provider`, correct the request and send it with a new Idempotency-Key.',
  },
  rate_limited: { status: 429, title: 'Too many requests', todo: 'Wait as long as Retry-After says, then go on more slowly.' },
  internal_error: {
    status: 500,
    title: 'The gateway failed',
    todo: 'Send the same request with the same Idempotency-Key again; if it lasts, give the request id to the operator.',
  },
  provider_misconfigured: {
    status: 502,
    title: 'The provider refuses our credentials',
    todo: 'Nothing was created. The operator must correct the credentials of the provider account; then the same key may try again.',
  },
  provider_unavailable: {
    status: 503,
    title: 'The provider could not be asked',
    todo: 'Nothing was created. Send the same request with the same key after Retry-After.',
  },
  unavailable: {
    status: 503,
    title: 'The gateway cannot serve now',
    todo: 'Send the same request with the same key after Retry-After; what was begun is not begun twice.',
  },
} as const satisfies Record<string, { status: number; title: string; todo: string }>

export type ProblemCode = keyof typeof problems

/** One member that is wrong: a JSON pointer (RFC 6901) and a sentence that says what to do. */
export interface Fault {
  pointer: string
  detail: string
}

/** What a provider said when it refused. */
export interface ProviderWord {
  name: string
  code: string | null
  message: string | null
  http_status: number | null
}

interface ProblemExtras {
  errors?: Fault[]
  invoiceId?: string
  provider?: ProviderWord
  retryAfterSeconds?: number
  headers?: Record<string, string>
}

/** An expected failure that is safe to show. Anything else that is thrown is a bug and becomes a bare 500. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    this.name = 'Problem'
    this.code = code
    this.extras = extras
  }
}
