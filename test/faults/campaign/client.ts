import type { Random } from './random.ts'
import { apiKey } from '../rig/gateway.ts'

/** A client that has not been answered by then tries again, as any client would. */
const patienceMs = 8_000

export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  body?: unknown
  key?: string | undefined
}

export interface ApiAnswer {
  status: number
  body: unknown
  isReplay: boolean
  startedMs: number
  endedMs: number
}

/** An instance that did not answer is left alone for a moment, as a load balancer would. */
const shunnedMs = 400

/** The merchant's programs, which know the addresses of all instances. */
export interface ApiClient {
  /** Null when no answer came. The instance is picked by chance unless its number is given. */
  send(request: ApiRequest, random: Random, instance?: number): Promise<ApiAnswer | null>
}

export function openClient(urls: readonly string[]): ApiClient {
  const shunnedUntilMs = urls.map(() => 0)
  const pick = (random: Random) => {
    const all = urls.map((_, number) => number)
    const willing = all.filter((number) => (shunnedUntilMs[number] ?? 0) < performance.now())
    return random.pick(willing.length === 0 ? all : willing)
  }
  return {
    async send(request, random, instance = pick(random)) {
      const startedMs = performance.now()
      try {
        const response = await fetch(new URL(request.path, urls[instance]), {
          method: request.method,
          headers: headersOf(request),
          signal: AbortSignal.timeout(patienceMs),
          ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
        })
        const body: unknown = await response.json()
        const isReplay = response.headers.get('idempotent-replayed') === 'true'
        return { status: response.status, body, isReplay, startedMs, endedMs: performance.now() }
      } catch {
        shunnedUntilMs[instance] = performance.now() + shunnedMs
        return null
      }
    },
  }
}

function headersOf({ body, key }: ApiRequest): Record<string, string> {
  return {
    authorization: `Bearer ${apiKey}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  }
}
