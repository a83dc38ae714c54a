import type { Called, Caller } from '../connectors/call.ts'
import type { OperationKind } from '../connectors/manifest.ts'
import { keepRecentlyUsed } from '../core/recently-used.ts'
import type { Clock } from '../core/time.ts'
import { openBreaker, type Breaker } from './breaker.ts'
import { evidenceOf } from './evidence.ts'
import { openPlaces, type PlaceLimits, type Places } from './places.ts'

interface Guard {
  provider: string
  places: Places
  create: Breaker
  /** Of everything that is not a create. */
  other: Breaker
}

export interface GuardedCalls {
  caller: Caller
  /** How many breakers are not closed, by provider; of providers that were called. */
  openBreakers(): ReadonlyMap<string, number>
}

const defaultLimits: PlaceLimits = { atOnce: 1_024, waiting: 1_024, waitMs: 1_000 }
/** An account that changes its credentials is another one; who is forgotten begins anew, closed and empty. */
const accountsMax = 2_000

/**
 * A caller that keeps one account's trouble from the others: each has places for so many calls and no more, and is not asked while its
 * provider is clearly away. What is held back is `not_sent`, without a trace. In memory, for this process alone; nothing may rely on it.
 */
export function guardCalls(caller: Caller, clock: Clock, limits: PlaceLimits = defaultLimits): GuardedCalls {
  const guards = keepRecentlyUsed<Guard>(accountsMax)
  return {
    caller: {
      async call(account, kind, operation, input, options = {}) {
        const provider = account.connector.manifest.name
        const guard = guards.get(account.key, () => openGuard(provider, clock, limits))
        const timeIsOver = (): boolean => options.sendBy !== undefined && clock.now() > options.sendBy
        const breaker = kind === 'create' ? guard.create : guard.other
        // The breaker is asked when there is a place: those that waited while it opened are not sent.
        const placed = await guard.places.take(mayWait(kind), async () => {
          const done = await breaker.execute(async () => {
            const called = await caller.call(account, kind, operation, input, options)
            return { called, evidence: evidenceOf(called, timeIsOver()) }
          })
          return (
            done?.called ?? heldBack('this provider gave no answer to most calls of late, and is left alone for some seconds')
          )
        })
        return placed ?? heldBack('too many calls to this account are under way')
      },
    },
    openBreakers: () => countOpen(guards.values()),
  }
}

function openGuard(provider: string, clock: Clock, limits: PlaceLimits): Guard {
  return { provider, places: openPlaces(limits), create: openBreaker(clock), other: openBreaker(clock) }
}

/** An update or cancel has its invoice reserved for as long as its calls may take, and waiting is not counted in that. */
function mayWait(kind: OperationKind): boolean {
  return kind !== 'update' && kind !== 'cancel'
}

function heldBack(reason: string): Called<never> {
  return { verdict: { kind: 'not_sent', reason }, trace: [] }
}

function countOpen(guards: Iterable<Guard>): Map<string, number> {
  const open = new Map<string, number>()
  for (const { provider, create, other } of guards) {
    open.set(provider, (open.get(provider) ?? 0) + [create, other].filter((breaker) => breaker.isOpen()).length)
  }
  return open
}
