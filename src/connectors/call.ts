import { randomInt } from 'node:crypto'
import { failpoint } from '../core/failpoints.ts'
import { newOperationId, type OperationId } from '../core/ids.ts'
import type { Clock } from '../core/time.ts'
import type { Connector, Operation, Operations, Token } from './connector.ts'
import type { OperationKind } from './manifest.ts'
import { classify, type Verdict } from './outcome.ts'
import type { Tokens } from './tokens.ts'
import type { Transport } from './transport.ts'

/** A provider account, ready to be called. */
export interface OpenAccount {
  /** Unlike that of any other account, and another one when its credentials change. */
  key: string
  connector: Connector
  operations: Operations
}

/** One outgoing HTTP call as operators see it. */
export interface OperationTrace {
  /** Given once, so that a call that is written twice is on record once. */
  id: OperationId
  kind: OperationKind
  method: string
  path: string
  bytesSent: boolean
  httpStatus: number | null
  durationMs: number
  outcome: Verdict<unknown>['kind']
  startedAt: Date
  /** Null also for a token's answer: it is a secret. */
  answer: Buffer | null
}

export interface Called<Result> {
  verdict: Verdict<Result>
  trace: OperationTrace[]
}

export interface Caller {
  /** Calls one operation to its end: token, pages, and one more try with a new token where the provider says that the old one is not valid. */
  call<Input, Result>(
    account: OpenAccount,
    kind: OperationKind,
    operation: Operation<Input, Result>,
    input: Input,
    options?: CallOptions,
  ): Promise<Called<Result>>
}

interface CallOptions {
  /** Nothing is sent after this instant: whoever waits for us may have given up and begun to ask. */
  sendBy?: Date
}

/** A list is read at most this far; what lies further is not known, never absent. */
const pagesMax = 50

export function openCaller(transport: Transport, tokens: Tokens, clock: Clock): Caller {
  return {
    async call(account, kind, operation, input, options = {}) {
      const run = new Run(transport, tokens, clock, account, options)
      const verdict = await run.pages(kind, operation, input)
      return { verdict, trace: run.trace }
    },
  }
}

class Run {
  readonly trace: OperationTrace[] = []
  readonly #transport: Transport
  readonly #tokens: Tokens
  readonly #clock: Clock
  readonly #account: OpenAccount
  readonly #options: CallOptions

  constructor(transport: Transport, tokens: Tokens, clock: Clock, account: OpenAccount, options: CallOptions) {
    this.#transport = transport
    this.#tokens = tokens
    this.#clock = clock
    this.#account = account
    this.#options = options
  }

  async pages<Input, Result>(kind: OperationKind, operation: Operation<Input, Result>, input: Input): Promise<Verdict<Result>> {
    const ways = operation.ways?.(input) ?? 1
    if (ways === 0) return { kind: 'not_sent', reason: 'it cannot be asked now' }
    let soFar: Result | undefined
    for (let page = 0; page < pagesMax; page += 1) {
      const verdict = await this.#withToken(kind, operation, hasPage(input) ? { ...input, page } : input, soFar)
      const isLastWay = page + 1 >= ways
      const foundNothing = verdict.kind === 'refused' && verdict.meaning === 'absent'
      if (verdict.kind !== 'next_page' && !(foundNothing && !isLastWay)) return verdict
      if (verdict.kind === 'next_page') soFar = verdict.soFar
    }
    return { kind: 'unknown', reason: `the list is longer than ${pagesMax} pages`, code: null, message: null, httpStatus: null }
  }

  async #withToken<Input, Result>(
    kind: OperationKind,
    operation: Operation<Input, Result>,
    input: Input,
    soFar?: Result,
  ): Promise<Verdict<Result>> {
    const { key, operations } = this.#account
    const fetchToken = operations.token
    if (fetchToken === undefined || kind === 'token') return this.#once(kind, operation, input, '', soFar)
    const fetch = (): Promise<Verdict<Token>> => this.#once('token', fetchToken, null, '')
    const first = await this.#tokens.get(key, fetch)
    if (first.kind !== 'done') return withoutToken(first)
    const verdict = await this.#once(kind, operation, input, first.result, soFar)
    if (verdict.kind !== 'refused' || verdict.meaning !== 'token_invalid') return verdict
    this.#tokens.drop(key, first.result)
    const second = await this.#tokens.get(key, fetch)
    return second.kind === 'done' ? this.#once(kind, operation, input, second.result, soFar) : withoutToken(second)
  }

  async #once<Input, Result>(
    kind: OperationKind,
    operation: Operation<Input, Result>,
    input: Input,
    token: string,
    soFar?: Result,
  ): Promise<Verdict<Result>> {
    const startedAt = this.#clock.now()
    if (this.#options.sendBy !== undefined && startedAt > this.#options.sendBy) {
      return { kind: 'not_sent', reason: 'the time in which it might be sent is over' }
    }
    const request = operation.build(input, { now: startedAt, token, externalId: newExternalId() })
    const { key, operations } = this.#account
    const sent = await this.#transport.send({ accountKey: key, origin: operations.origin }, request, this.#options.sendBy)
    failpoint('after_answer')
    const verdict = classify(this.#account.connector, kind, sent, (body) => operation.read(body, input, soFar))
    const { method, path } = request
    const { bytesSent, durationMs, answer } = sent
    const httpStatus = answer?.status ?? null
    this.trace.push({
      id: newOperationId(),
      kind,
      method,
      path,
      bytesSent,
      httpStatus,
      durationMs,
      outcome: verdict.kind,
      startedAt,
      answer: kind === 'token' ? null : (answer?.body ?? null),
    })
    return verdict
  }
}

/** Without a token the operation itself was never sent; a token that is refused is a matter of credentials. */
function withoutToken(verdict: Exclude<Verdict<unknown>, { kind: 'done' }>): Verdict<never> {
  if (verdict.kind === 'refused') return { ...verdict, meaning: 'bad_credentials' }
  if (verdict.kind === 'next_page') return { kind: 'not_sent', reason: 'no access token' }
  const words = verdict.kind === 'unknown' ? [verdict.code, verdict.message].filter((word) => word !== null) : []
  return { kind: 'not_sent', reason: [`no access token: ${verdict.reason}`, ...words].join('; ') }
}

function hasPage<Input>(input: Input): input is Input & { page: number } {
  return typeof input === 'object' && input !== null && 'page' in input
}

/** 32 random digits: unique for a provider that wants a numeric id, new for every call. */
function newExternalId(): string {
  return Array.from({ length: 4 }, () =>
    randomInt(0, 10 ** 8)
      .toString()
      .padStart(8, '0'),
  ).join('')
}
