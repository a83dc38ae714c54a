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
  /** From when on the next one is fetched beside the calls, on the monotonic clock, in milliseconds. */
  renewAtMs: number
  /** From when on it serves nobody. */
  usableUntilMs: number
}

/** After this part of its life a token is renewed while it still serves, so that no call waits for the next one. */
const freshShare = 0.7
/** After this part it is not used any more, so that none expires on its way to the provider. */
const usableShare = 0.85
/** Between tries to renew a token that still serves. */
const retryMs = 1_000

export function holdTokens(clock: Clock): Tokens {
  const held = new Map<string, Held>()
  const running = new Map<string, Promise<Verdict<string>>>()

  async function renew(account: string, fetch: () => Promise<Verdict<Token>>): Promise<Verdict<string>> {
    const startedMs = clock.monotonicMs()
    const verdict = await fetch()
    if (verdict.kind === 'next_page') return { kind: 'next_page' }
    if (verdict.kind !== 'done') return verdict
    const { value, expiresInSeconds } = verdict.result
    const lifeMs = expiresInSeconds * 1_000
    held.set(account, { value, renewAtMs: startedMs + lifeMs * freshShare, usableUntilMs: startedMs + lifeMs * usableShare })
    return { kind: 'done', result: value }
  }

  function renewOnce(account: string, fetch: () => Promise<Verdict<Token>>): Promise<Verdict<string>> {
    const already = running.get(account)
    if (already !== undefined) return already
    const renewal = renew(account, fetch).finally(() => running.delete(account))
    running.set(account, renewal)
    return renewal
  }

  return {
    async get(account, fetch) {
      const nowMs = clock.monotonicMs()
      const known = held.get(account)
      if (known === undefined || nowMs >= known.usableUntilMs) return renewOnce(account, fetch)
      if (nowMs >= known.renewAtMs) {
        known.renewAtMs = nowMs + retryMs
        // Whatever keeps it from being renewed is told to the call that finds no usable token.
        renewOnce(account, fetch).catch(() => undefined)
      }
      return { kind: 'done', result: known.value }
    },
    drop(account, value) {
      if (held.get(account)?.value === value) held.delete(account)
    },
  }
}
