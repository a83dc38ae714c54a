import { isPayable, type ExceptionCode, type Failure, type Invoice, type InvoiceStatus, type PaymentMeans } from './invoice.ts'
import { isSameJson, type JsonObject } from './json.ts'
import { max, zero, type Money } from './money.ts'
import { isFinished, mayFollow } from './transitions.ts'

/** What has been learned about an invoice, whoever told. Null is "not told". */
export interface News {
  status: InvoiceStatus | null
  providerInvoiceId: string | null
  amountPaid: Money | null
  paidAt: Date | null
  payment: PaymentMeans | null
  providerData: JsonObject
  /** Flags to raise. */
  raise: readonly ExceptionCode[]
  /** Flags that this news settles. */
  settle: readonly ExceptionCode[]
  failure: Failure | null
}

export const noNews: News = {
  status: null,
  providerInvoiceId: null,
  amountPaid: null,
  paidAt: null,
  payment: null,
  providerData: {},
  raise: [],
  settle: [],
  failure: null,
}

const unconfirmedCodes: readonly ExceptionCode[] = ['update_unconfirmed', 'cancel_unconfirmed']

export const eventTypes = [
  'invoice.opened',
  'invoice.updated',
  'invoice.partially_paid',
  'invoice.paid',
  'invoice.expired',
  'invoice.cancelled',
  'invoice.failed',
  'invoice.needs_review',
] as const
export type EventType = (typeof eventTypes)[number]

export interface Change {
  invoice: Invoice
  /** Null when nothing changed that a merchant could see. */
  event: EventType | null
  /** A status that the table of transitions does not allow, if the news asked for one. */
  refused: InvoiceStatus | null
}

/** The invoice after the news, and the event that tells of it. Pure; the version counts up only when something visible changed. */
export function applyNews(before: Invoice, news: News, now: Date): Change {
  const amountPaid = max(before.amountPaid, news.amountPaid ?? zero)
  const wanted = statusByMoney(before, news.status, amountPaid)
  const allowed = wanted === before.status || mayFollow(before.status, wanted)
  const status = allowed ? wanted : before.status
  const payment = news.payment ?? before.payment
  const providerData = { ...before.providerData, ...news.providerData }
  const after: Invoice = {
    ...before,
    status,
    amountPaid,
    payment,
    providerData,
    providerInvoiceId: before.providerInvoiceId ?? news.providerInvoiceId,
    exceptions: flags(before, { status, amountPaid, payment }, news),
    failure: news.failure ?? before.failure,
    paidAt: status === 'paid' ? (before.paidAt ?? news.paidAt ?? now) : before.paidAt,
    finishedAt: isFinished(status) ? (before.finishedAt ?? now) : null,
  }
  const event = eventFor(before, after)
  const counted =
    event === null ? after : { ...after, version: before.version + 1, lastSequence: before.lastSequence + 1, updatedAt: now }
  return { invoice: counted, event, refused: allowed ? null : wanted }
}

/**
 * Sums decide before words: enough money is paid, whatever else was said; with `open` payments only the provider says paid.
 * What is paid stays paid: an answer that says otherwise was given before the money came, or is a matter for a reversal.
 */
function statusByMoney(before: Invoice, told: InvoiceStatus | null, amountPaid: Money): InvoiceStatus {
  if (before.status === 'paid') return 'paid'
  if (before.paymentType !== 'open' && amountPaid >= before.amountDue) return 'paid'
  if (isSameEnd(before.status, told)) return before.status
  const partly = amountPaid > zero
  if (told === null) return partly && before.status === 'open' ? 'partially_paid' : before.status
  if (told === 'open' && partly) return 'partially_paid'
  return told
}

/**
 * Expired is often our word alone: the provider may keep the invoice payable for longer, and calls it cancelled once we have withdrawn it.
 * One that was cancelled may run out there all the same. Neither is a difference.
 */
function isSameEnd(status: InvoiceStatus, told: InvoiceStatus | null): boolean {
  if (status === 'expired') return told === 'open' || told === 'partially_paid' || told === 'cancelled'
  return status === 'cancelled' && told === 'expired'
}

function flags(before: Invoice, after: Pick<Invoice, 'status' | 'amountPaid' | 'payment'>, news: News): ExceptionCode[] {
  const raised = new Set<ExceptionCode>([...before.exceptions, ...news.raise])
  const moneyCame = after.amountPaid > before.amountPaid || after.status === 'paid'
  if (moneyCame && before.status === 'expired') raised.add('paid_late')
  if (moneyCame && before.status === 'cancelled') raised.add('paid_after_cancel')
  if (after.amountPaid > before.amountDue && before.paymentType !== 'open') raised.add('overpaid')
  if (after.status === 'open' && !isPayable(after.payment)) raised.add('not_payable')
  if (isPayable(after.payment) || isFinished(after.status)) raised.delete('not_payable')
  // Nobody changes or withdraws at the provider what is finished: whether our word arrived does not matter any more.
  if (isFinished(after.status)) for (const unconfirmed of unconfirmedCodes) raised.delete(unconfirmed)
  for (const settled of news.settle) raised.delete(settled)
  return [...raised].sort()
}

function eventFor(before: Invoice, after: Invoice): EventType | null {
  if (after.status !== before.status) {
    const event = eventOfStatus(after.status)
    if (event !== null) return event
  }
  if (after.exceptions.includes('needs_review') && !before.exceptions.includes('needs_review')) return 'invoice.needs_review'
  return isVisiblyDifferent(before, after) ? 'invoice.updated' : null
}

function eventOfStatus(status: InvoiceStatus): EventType | null {
  switch (status) {
    case 'open':
      return 'invoice.opened'
    case 'partially_paid':
      return 'invoice.partially_paid'
    case 'paid':
      return 'invoice.paid'
    case 'expired':
      return 'invoice.expired'
    case 'cancelled':
      return 'invoice.cancelled'
    case 'failed':
      return 'invoice.failed'
    case 'pending':
    case 'unknown':
      return null
  }
}

function isVisiblyDifferent(before: Invoice, after: Invoice): boolean {
  const visible = ({ status, amountPaid, payment, providerInvoiceId, exceptions, failure, paidAt }: Invoice) =>
    JSON.stringify([status, amountPaid.toString(), payment, providerInvoiceId, exceptions, failure, paidAt])
  return visible(before) !== visible(after) || !isSameJson(before.providerData, after.providerData)
}
