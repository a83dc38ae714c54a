import type { Clock } from '../core/time.ts'
import type { Token } from './connector.ts'
import type { Verdict } from './outcome.ts'

/** Access tokens, one per account, fetched by one request at a time. */
export interface Tokens {
  get(account: string, fetch: () => Promise<Verdict<Token>>): Promise<Verdict<string>>
  /** Forgets a token that the provider refused, unless a newer one has taken its place. */
  drop(account: string, value: string): void
}

interface Held {
  value: string
  /** On the monotonic clock, in milliseconds. */
  renewAtMs: number
}

/** A token is renewed when this part of its life is over, so that none expires on its way to the provider. */
const usableShare = 0.85

export function holdTokens(clock: Clock): Tokens {
  const held = new Map<string, Held>()
  const running = new Map<string, Promise<Verdict<string>>>()

  async function renew(account: string, fetch: () => Promise<Verdict<Token>>): Promise<Verdict<string>> {
    const startedMs = clock.monotonicMs()
    const verdict = await fetch()
    if (verdict.kind === 'next_page') return { kind: 'next_page' }
    if (verdict.kind !== 'done') return verdict
    const { value, expiresInSeconds } = verdict.result
    held.set(account, { value, renewAtMs: startedMs + expiresInSeconds * 1_000 * usableShare })
    return { kind: 'done', result: value }
  }

  return {
    async get(account, fetch) {
      const known = held.get(account)
      if (known !== undefined && clock.monotonicMs() < known.renewAtMs) return { kind: 'done', result: known.value }
      const already = running.get(account)
      if (already !== undefined) return already
      const renewal = renew(account, fetch).finally(() => running.delete(account))
      running.set(account, renewal)
      return renewal
    },
    drop(account, value) {
      if (held.get(account)?.value === value) held.delete(account)
    },
  }
}
