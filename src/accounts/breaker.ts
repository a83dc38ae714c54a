import { circuitBreaker, CircuitState, handleWhenResult, isBrokenCircuitError, type IBackoff, type IBreaker } from 'cockatiel'
import type { Clock } from '../core/time.ts'
import { evidenceWindowMs, keepRecentEvidence, type Evidence } from './evidence.ts'

/** Keeps calls from a provider that is away. Advisory: without it every call would end right too, only later. */
export interface Breaker {
  /** True also while one call is out to see whether the provider is back. */
  isOpen(): boolean
  /** Null when it is open and nothing was done. */
  execute<Done extends Observed>(run: () => Promise<Done>): Promise<Done | null>
}

export interface Observed {
  evidence: Evidence
}

/** As long as calls are counted: when it lets the next one out, nothing of what opened it counts any more. */
const openForMs = evidenceWindowMs

export function openBreaker(clock: Clock): Breaker {
  const recent = keepRecentEvidence(clock)
  const decide: IBreaker = {
    state: null,
    success: () => undefined,
    failure: () => recent.showsAway(),
  }
  const policy = circuitBreaker(handleWhenResult(isNoAnswer), { breaker: decide, halfOpenAfter: holdOpen(clock) })
  const isClosed = (): boolean => policy.state === CircuitState.Closed
  return {
    isOpen: () => !isClosed(),
    async execute(run) {
      // cockatiel lets the others wait for what the probe shows; they would rather hear at once.
      if (policy.state === CircuitState.HalfOpen) return null
      try {
        return await policy.execute(async () => {
          const done = await run()
          // What was sent before it opened and ends only now says nothing of the time after.
          if (isClosed()) recent.note(done.evidence)
          return done
        })
      } catch (error) {
        if (isBrokenCircuitError(error)) return null
        throw error
      }
    },
  }
}

/** For a probe, to have learned nothing is no success. */
function isNoAnswer(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'evidence' in result && result.evidence !== 'answered'
}

/** cockatiel measures by the wall clock, which can be set back: it is told "for ever" until ours has counted the time, then "no more". */
function holdOpen(clock: Clock): { next(): IBackoff<unknown> } {
  const next = (): IBackoff<unknown> => {
    const openedMs = clock.monotonicMs()
    return {
      next,
      get duration() {
        return clock.monotonicMs() - openedMs < openForMs ? Infinity : -Infinity
      },
    }
  }
  return { next }
}
