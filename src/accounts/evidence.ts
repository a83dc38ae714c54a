import type { Called } from '../connectors/call.ts'
import type { Clock } from '../core/time.ts'

/** What one call showed of its provider: it answered, it is away, or nothing. */
export type Evidence = 'answered' | 'away' | 'nothing'

/**
 * Away is who gives no answer (refused, cut, no end before the deadline) or one of 5xx. Whatever else it says, also a refusal, is an answer.
 * `timeIsOver`: nothing more was to be sent when the call ended, so what was not sent was held back by us.
 */
export function evidenceOf({ verdict, trace }: Called<unknown>, timeIsOver: boolean): Evidence {
  if (verdict.kind !== 'unknown' && verdict.kind !== 'not_sent') return 'answered'
  const last = trace.at(-1)
  if (last === undefined) return 'nothing'
  if (timeIsOver && !last.bytesSent) return 'nothing'
  return last.httpStatus === null || last.httpStatus >= 500 ? 'away' : 'answered'
}

/** How far back calls are counted. */
export const evidenceWindowMs = 10_000
const slotMs = 1_000
const callsMin = 50

export interface RecentEvidence {
  note(evidence: Evidence): void
  /** True when the last ten seconds held at least 50 calls, and at least four in five of them found the provider away. */
  showsAway(): boolean
}

interface Slot {
  startedMs: number
  calls: number
  away: number
}

/** Counts by the second. cockatiel's own sampling keeps old counts while nobody calls, and its clock may be set back. */
export function keepRecentEvidence(clock: Clock): RecentEvidence {
  let slots: Slot[] = []

  function present(): Slot {
    const nowMs = clock.monotonicMs()
    slots = slots.filter(({ startedMs }) => nowMs - startedMs < evidenceWindowMs)
    const last = slots.at(-1)
    if (last !== undefined && nowMs - last.startedMs < slotMs) return last
    const slot = { startedMs: nowMs, calls: 0, away: 0 }
    slots.push(slot)
    return slot
  }

  return {
    note(evidence) {
      if (evidence === 'nothing') return
      const slot = present()
      slot.calls += 1
      if (evidence === 'away') slot.away += 1
    },
    showsAway() {
      present()
      const calls = slots.reduce((sum, slot) => sum + slot.calls, 0)
      const away = slots.reduce((sum, slot) => sum + slot.away, 0)
      return calls >= callsMin && away * 5 >= calls * 4
    },
  }
}
