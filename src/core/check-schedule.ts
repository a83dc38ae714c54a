import { isEndOfTime, type Invoice, type PendingChange } from './invoice.ts'
import { addMs, dayMs, minuteMs } from './time.ts'

/**
 * How long after its end an invoice may still turn out to be paid without being late: providers tell of a payment of the last second a
 * few minutes afterwards, and their clocks and ours differ.
 */
export const graceMs = 5 * minuteMs

const hourMs = 60 * minuteMs
const shortestWaitMs = minuteMs
const longestWaitMs = 6 * hourMs
/** After the end: money that comes late is found without anybody asking. */
const lateLooksMs = [hourMs, dayMs, 3 * dayMs]
const longestRetryMs = 30 * minuteMs
/** Of an expired invoice nobody waits for an answer. */
const longestLateRetryMs = 6 * hourMs

type Planned = Pick<
  Invoice,
  'status' | 'change' | 'exceptions' | 'createdAt' | 'updatedAt' | 'checkedAt' | 'finishedAt' | 'expiresAt'
>

/**
 * When an invoice is to be compared with its provider next; an instant that has passed means at once, null means not by itself. It follows
 * from the invoice alone, so that whoever writes one cannot forget it, and only an answer of the provider moves it on.
 */
export function nextCheckAt(invoice: Planned): Date | null {
  switch (invoice.status) {
    case 'pending':
    case 'unknown':
    case 'paid':
    case 'cancelled':
    case 'failed':
      return null
    case 'open':
    case 'partially_paid':
      return invoice.change === null ? whileOpen(invoice) : afterChange(invoice, invoice.change)
    case 'expired':
      return lateLook(invoice)
  }
}

/** True when the time of an invoice and its grace are over. */
export function isTimeOver({ expiresAt }: Pick<Invoice, 'expiresAt'>, now: Date): boolean {
  return now >= addMs(expiresAt, graceMs)
}

/** When to try again after a look that told nothing: as long again as it has been due, from a minute to half an hour. */
export function retryCheckAt(invoice: Planned, now: Date): Date {
  const longest = invoice.status === 'expired' ? longestLateRetryMs : longestRetryMs
  return addMs(now, between(shortestWaitMs, since(nextCheckAt(invoice) ?? now, now), longest))
}

function whileOpen({ createdAt, checkedAt, expiresAt }: Planned): Date {
  const last = checkedAt === null ? createdAt : later(createdAt, checkedAt)
  if (last >= expiresAt) return earlier(addMs(last, shortestWaitMs), addMs(expiresAt, graceMs))
  const wait = between(shortestWaitMs, Math.floor(since(last, expiresAt) / 4), longestWaitMs)
  return earlier(addMs(last, wait), expiresAt)
}

/** Until then its owner may be at it. What is still not confirmed after that is tried again with growing waits. */
function afterChange({ exceptions, updatedAt, expiresAt }: Planned, change: PendingChange): Date {
  const { until } = change
  const isUnconfirmed = exceptions.includes('update_unconfirmed') || exceptions.includes('cancel_unconfirmed')
  if (!isUnconfirmed && !isEndOfTime(change)) return until
  const begun = isUnconfirmed ? updatedAt : addMs(expiresAt, graceMs)
  return addMs(until, between(shortestWaitMs, since(begun, until), longestRetryMs))
}

function lateLook({ checkedAt, finishedAt, expiresAt }: Planned): Date | null {
  const end = finishedAt === null ? expiresAt : later(expiresAt, finishedAt)
  const last = checkedAt === null ? end : later(end, checkedAt)
  return lateLooksMs.map((ms) => addMs(end, ms)).find((look) => look > last) ?? null
}

function since(from: Date, to: Date): number {
  return to.getTime() - from.getTime()
}

function between(least: number, value: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other
}
