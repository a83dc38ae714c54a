import { addMs, dayMs, minuteMs } from '../core/time.ts'

const hourMs = 60 * minuteMs

/** The waits before the first try, the second, and so on (contract, "Outgoing webhooks"); about three days in all. */
export const waitsMs: readonly number[] = [
  0,
  5_000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  dayMs,
]

/** Part of a wait by which it may be shorter or longer, so that what failed together does not come back together. */
const jitter = 0.1

const retryAfterMaxMs = dayMs

/**
 * When a delivery is tried again that has now failed; null when the schedule is at its end. An endpoint may ask for a longer wait, never for a
 * shorter one.
 * @param tries how many there have been, this one included.
 * @param random from 0 to 1.
 */
export function nextTryAt(tries: number, failedAt: Date, retryAfterMs: number | null, random: number): Date | null {
  const waitMs = waitsMs[tries]
  if (waitMs === undefined) return null
  const jittered = Math.round(waitMs * (1 - jitter + 2 * jitter * random))
  return addMs(failedAt, Math.max(jittered, retryAfterMs ?? 0))
}

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** Reads `Retry-After` (RFC 9110, 10.2.3), seconds or a date, as milliseconds from now, a day at most; null when it is neither. */
export function readRetryAfter(header: string | null, now: Date): number | null {
  if (header === null) return null
  const text = header.trim()
  if (/^\d{1,12}$/.test(text)) return Math.min(Number(text) * 1_000, retryAfterMaxMs)
  if (!httpDate.test(text)) return null
  const ms = new Date(text).getTime() - now.getTime()
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), retryAfterMaxMs)
}
