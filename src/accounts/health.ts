import type { Caller } from '../connectors/call.ts'
import { keepRecentlyUsed } from '../core/recently-used.ts'
import type { Clock } from '../core/time.ts'
import { timed } from '../core/timings.ts'

/** How an account has fared in this process; nothing is decided by it. */
export interface Health {
  status: 'not_asked' | 'answering' | 'failing'
  lastAnswerAt: Date | null
  lastFailureAt: Date | null
}

export interface HealthWatch {
  of(accountKey: string): Readonly<Health>
}

type Observe = (provider: string, operation: string, verdict: string, seconds: number) => void

/** An account that changes its credentials is another one; who is forgotten has not been asked. */
const accountsMax = 10_000

/** A caller that notes how each account fares, on the request's time sheet too. A refusal is an answer; credentials that are refused are not. */
export function watchHealth(caller: Caller, clock: Clock, observe: Observe): { caller: Caller; health: HealthWatch } {
  const known = keepRecentlyUsed<Health>(accountsMax)
  const of = (key: string): Health => known.get(key, () => ({ status: 'not_asked', lastAnswerAt: null, lastFailureAt: null }))
  return {
    health: { of },
    caller: {
      async call(account, kind, operation, input, options) {
        const called = await timed('provider', () => caller.call(account, kind, operation, input, options))
        const { verdict, trace } = called
        const failed =
          verdict.kind === 'unknown' ||
          verdict.kind === 'not_sent' ||
          (verdict.kind === 'refused' && verdict.meaning === 'bad_credentials')
        const now = clock.now()
        const health = of(account.key)
        health.status = failed ? 'failing' : 'answering'
        if (failed) health.lastFailureAt = now
        else health.lastAnswerAt = now
        for (const { kind: operationKind, durationMs, outcome } of trace) {
          observe(account.connector.manifest.name, operationKind, outcome, durationMs / 1_000)
        }
        return called
      },
    },
  }
}
