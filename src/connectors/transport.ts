import { subscribe } from 'node:diagnostics_channel'
import { Pool, type Dispatcher } from 'undici'
import { failpoint } from '../core/failpoints.ts'
import { keepRecentlyUsed } from '../core/recently-used.ts'
import type { Clock } from '../core/time.ts'
import type { ProviderRequest } from './connector.ts'

/** The only door to the network for connectors. */
export interface Transport {
  /** After `sendBy` nothing is sent any more, also when the request waited for a connection until then. */
  send(to: Destination, request: ProviderRequest, sendBy?: Date): Promise<Sent>
  close(): Promise<void>
}

/** Each account has connections of its own, so that one that waits for its provider never holds another's. */
export interface Destination {
  accountKey: string
  /** Scheme, host and port. */
  origin: string
}

/** What came of one call. `bytesSent` is false only when it is certain that nothing of the request left this process. */
export type Sent =
  | { bytesSent: true; durationMs: number; answer: Answer }
  | { bytesSent: boolean; durationMs: number; answer: null; failure: string }

export interface Answer {
  status: number
  body: Buffer
}

export interface TransportLimits {
  /** Total time of one call, from the wait for a connection to the last byte. */
  timeoutMs: number
  answerBytesMax: number
  connectionsPerAccount: number
  /** A connection is used again only while it has been idle for less than this; default is far below any provider's own idle close. */
  idleReuseMs?: number
}

interface Mark {
  sent: boolean
}

/**
 * undici's error codes do not tell whether bytes left: ECONNRESET is both "reset on accept" and "read, then lost". Its diagnostics do:
 * on HTTP/1.1 `undici:client:sendHeaders` fires synchronously after the handler's `onRequestStart`, so that the mark of the request
 * that is being started is the one to set. Matching the event at dispatch instead is wrong as soon as a pool queues.
 */
let starting: Mark | null = null
subscribe('undici:client:sendHeaders', () => {
  if (starting === null) return
  starting.sent = true
  starting = null
  failpoint('after_headers')
})

const defaultIdleReuseMs = 1_000
const connectTimeoutMs = 3_000
/** An account that changes its credentials is another one; the connections of those not used any more are closed. */
const accountsMax = 2_000

export function openTransport(clock: Clock, limits: TransportLimits): Transport {
  const pools = keepRecentlyUsed<Pool>(accountsMax, (pool) => void pool.close())
  const { idleReuseMs = defaultIdleReuseMs } = limits

  function openPool(origin: string): Pool {
    return new Pool(origin, {
      connections: limits.connectionsPerAccount,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: idleReuseMs,
      keepAliveMaxTimeout: idleReuseMs,
      connectTimeout: Math.min(connectTimeoutMs, limits.timeoutMs),
      headersTimeout: limits.timeoutMs,
      bodyTimeout: limits.timeoutMs,
      maxResponseSize: limits.answerBytesMax,
    })
  }

  return {
    send: ({ accountKey, origin }, request, sendBy) => {
      const mayStart = (): boolean => sendBy === undefined || clock.now() <= sendBy
      const pool = pools.get(JSON.stringify([accountKey, origin]), () => openPool(origin))
      return dispatch(pool, request, clock, limits.timeoutMs, mayStart)
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()))
    },
  }
}

function dispatch(pool: Pool, request: ProviderRequest, clock: Clock, timeoutMs: number, mayStart: () => boolean): Promise<Sent> {
  const startedMs = clock.monotonicMs()
  return new Promise((resolve) => {
    const exchange = new Exchange(timeoutMs, mayStart, (end) => {
      const durationMs = Math.round(clock.monotonicMs() - startedMs)
      if ('failure' in end) resolve({ bytesSent: exchange.mark.sent, durationMs, answer: null, failure: end.failure })
      else resolve({ bytesSent: true, durationMs, answer: end })
    })
    const { method, path, headers, body } = request
    try {
      pool.dispatch({ method, path, headers: { ...headers, 'user-agent': 'tagih' }, body }, exchange)
    } catch (error) {
      // A request that undici refuses to send, such as one with a header that HTTP does not allow.
      exchange.fail(error)
    }
  })
}

/** One request on its way: marks what left, gathers what came back, and ends exactly once. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly mark: Mark = { sent: false }
  readonly #chunks: Buffer[] = []
  readonly #timer: NodeJS.Timeout
  readonly #mayStart: () => boolean
  readonly #end: (end: Answer | { failure: string }) => void
  #controller: Dispatcher.DispatchController | null = null
  #status = 0
  #ended = false

  constructor(timeoutMs: number, mayStart: () => boolean, end: (end: Answer | { failure: string }) => void) {
    this.#mayStart = mayStart
    this.#end = end
    this.#timer = setTimeout(() => {
      const late = new Error('no complete answer within the deadline')
      this.#finish({ failure: describe(late) })
      this.#controller?.abort(late)
    }, timeoutMs)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#ended || !this.#mayStart()) controller.abort(new Error('its time was over before there was a connection'))
    else starting = this.mark
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#finish({ status: this.#status, body: Buffer.concat(this.#chunks) })
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(error)
  }

  fail(error: unknown): void {
    this.#finish({ failure: describe(error) })
  }

  #finish(end: Answer | { failure: string }): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#timer)
    this.#end(end)
  }
}

/** The kind of failure and nothing that could name a secret: codes and class names only. */
function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'not an error'
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code
  return 'message' in error && typeof error.message === 'string' ? error.message.slice(0, 200) : 'an error without a message'
}
