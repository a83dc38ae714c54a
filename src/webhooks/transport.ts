import type { LookupFunction } from 'node:net'
import { Client, type buildConnector } from 'undici'
import type { Clock } from '../core/time.ts'
import { Networks } from './addresses.ts'
import { isSecure, whyAddressNotAllowed, whyNotAllowed } from './allowed-url.ts'
import { GivenUp } from './given-up.ts'
import { guardedConnector } from './guarded-connector.ts'
import { readAnswer, type ReadAnswer } from './read-answer.ts'
import { resolveNames } from './resolve-name.ts'

/** The only door to the network for webhooks: whatever the URL, nothing is sent to an address that is not allowed. */
export interface WebhookTransport {
  /** Never throws. A redirect is an answer like any other and is not followed. */
  post(url: string, headers: Record<string, string>, body: string | Buffer): Promise<Posted>
  /** Ends what is under way as failed. */
  close(): Promise<void>
}

/**
 * What came of one post. `answered` as soon as there is a status, also when the rest of the answer never came. `retryAfter` is the
 * header as it was sent. `reason` is a code or words of ours: never anything that the other side, or a secret, could have put into it.
 */
export type Posted =
  | { kind: 'answered'; status: number; retryAfter: string | null; firstKilobyte: string; durationMs: number }
  | { kind: 'failed'; reason: string; durationMs: number }

export interface WebhookTransportOptions {
  clock: Clock
  /** CIDR networks or addresses that may be reached though they are not public, over http too. */
  allowedNetworks: readonly string[]
  /** Of one post in all, from the look-up of the name to the last byte read. */
  timeoutMs?: number
  /** How names become addresses; asked anew for every post. */
  lookup?: LookupFunction
}

const defaultTimeoutMs = 15_000
const headerBytesMax = 16_384

export function openWebhookTransport(options: WebhookTransportOptions): WebhookTransport {
  const { clock, allowedNetworks, timeoutMs = defaultTimeoutMs } = options
  const lookup = options.lookup ?? resolveNames({ localNames: allowedNetworks.length > 0 })
  const networks = new Networks(allowedNetworks)
  const underWay = new Map<AbortController, Promise<unknown>>()

  async function exchange(
    url: string,
    headers: Record<string, string>,
    body: string | Buffer,
    signal: AbortSignal,
  ): Promise<ReadAnswer> {
    const refused = whyNotAllowed(url, allowedNetworks)
    if (refused !== null) throw new GivenUp(refused)
    const target = new URL(url)
    const judge = (address: string) => whyAddressNotAllowed(address, isSecure(target), networks)
    const client = openClient(target, guardedConnector({ judge, lookup, timeoutMs, signal }))
    try {
      const path = `${target.pathname}${target.search}`
      const request = { method: 'POST', path, headers: { ...headers, 'user-agent': 'tagih' }, body, signal, reset: true } as const
      return await readAnswer(await client.request(request))
    } finally {
      await client.destroy()
    }
  }

  return {
    async post(url, headers, body) {
      const startedMs = clock.monotonicMs()
      const ending = new AbortController()
      const deadline = setTimeout(() => {
        ending.abort(new GivenUp('no answer within the deadline'))
      }, timeoutMs)
      const running = exchange(url, headers, body, ending.signal).catch((error: unknown) => ({
        reason: describe(ending.signal.aborted ? ending.signal.reason : error),
      }))
      underWay.set(ending, running)
      const outcome = await running
      clearTimeout(deadline)
      underWay.delete(ending)
      const durationMs = Math.round(clock.monotonicMs() - startedMs)
      return 'reason' in outcome ? { kind: 'failed', ...outcome, durationMs } : { kind: 'answered', ...outcome, durationMs }
    },
    async close() {
      for (const ending of underWay.keys()) ending.abort(new GivenUp('the gateway is stopping'))
      await Promise.all(underWay.values())
    },
  }
}

/** One post, one connection: what another post resolved, or a connection that it left, is never used again. */
function openClient(target: URL, connect: buildConnector.connector): Client {
  // The one deadline is the caller's.
  return new Client(target.origin, { connect, allowH2: false, maxHeaderSize: headerBytesMax, headersTimeout: 0, bodyTimeout: 0 })
}

/** Words of ours or a code; the messages of others may quote what they failed at. */
function describe(error: unknown): string {
  if (error instanceof GivenUp) return error.message
  if (typeof error !== 'object' || error === null) return 'not an error'
  if ('code' in error && typeof error.code === 'string' && error.code !== '') return error.code
  return 'name' in error && typeof error.name === 'string' ? error.name : 'an error without a name'
}
