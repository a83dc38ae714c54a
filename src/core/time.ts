/** The only reader of the system clock. Everything else is handed a {@link Clock}, so that a test can hold it still. */
export interface Clock {
  now(): Date
  /** Milliseconds that never jump back; for durations only. */
  monotonicMs(): number
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
}

const jakartaOffsetMs = 7 * 60 * 60 * 1000

function shiftedToJakarta(instant: Date): string {
  return new Date(instant.getTime() + jakartaOffsetMs).toISOString()
}

/** `2026-11-24T17:07:05+07:00`: what Indonesian providers sign. Indonesia's western zone has had no other offset since 1964. */
export function toJakartaTimestamp(instant: Date): string {
  return `${shiftedToJakarta(instant).slice(0, 19)}+07:00`
}

/** `2026-11-24`: the day in Jakarta, by which providers count days and external ids. */
export function toJakartaDate(instant: Date): string {
  return shiftedToJakarta(instant).slice(0, 10)
}

/** Reads a provider's `YYYY-MM-DD HH:mm:ss` without a zone as Jakarta time; null when it is not that. */
export function fromJakartaDateTime(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$/.test(text)) return null
  return fromTimestamp(`${text.replace(' ', 'T')}+07:00`)
}

/** Reads an RFC 3339 timestamp that names its offset; null when it is anything else, such as a day that its month does not have. */
export function fromTimestamp(text: string): Date | null {
  if (!/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return null
  if (!isCalendarDay(text.slice(0, 10))) return null
  const instant = new Date(text)
  return Number.isNaN(instant.getTime()) ? null : instant
}

/** `new Date` reads 30 February as 2 March. */
function isCalendarDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day)
}

export function addMs(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms)
}

export const minuteMs = 60_000
export const dayMs = 24 * 60 * minuteMs
