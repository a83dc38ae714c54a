import type { Caller } from '../connectors/call.ts'
import type { Clock } from '../core/time.ts'
import { timed } from '../core/timings.ts'

/** How an account has fared in this process; nothing is decided by it. */
export interface Health {
  status: 'not_asked' | 'answering' | 'failing'
  lastAnswerAt: Date | null
  lastFailureAt: Date | null
}

export interface HealthWatch {
  of(accountKey: string): Health
}

type Observe = (provider: string, operation: string, verdict: string, seconds: number) => void

/** A caller that notes how each account fares, on the request's time sheet too. A refusal is an answer; credentials that are refused are not. */
export function watchHealth(caller: Caller, clock: Clock, observe: Observe): { caller: Caller; health: HealthWatch } {
  const known = new Map<string, Health>()
  const of = (key: string): Health => known.get(key) ?? { status: 'not_asked', lastAnswerAt: null, lastFailureAt: null }
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
        const before = of(account.key)
        known.set(
          account.key,
          failed ? { ...before, status: 'failing', lastFailureAt: now } : { ...before, status: 'answering', lastAnswerAt: now },
        )
        for (const { kind: operationKind, durationMs, outcome } of trace) {
          observe(account.connector.manifest.name, operationKind, outcome, durationMs / 1_000)
        }
        return called
      },
    },
  }
}
