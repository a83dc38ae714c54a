import { isPayable, type ExceptionCode, type Failure, type Invoice, type InvoiceStatus, type PaymentMeans } from './invoice.ts'
import { isSameJson, type JsonObject } from './json.ts'
import { differsByLessThanARupiah, isWholeRupiah, type Money } from './money.ts'
import {
  applyPayments,
  isFromBeforeReversal,
  isTakenBack,
  paidSum,
  withEarlierMoney,
  type Payment,
  type PaymentsAfter,
  type ToldPayment,
} from './payment.ts'
import { statusByMoney } from './status-by-money.ts'
import { isFinished, mayFollow } from './transitions.ts'

/** What has been learned about an invoice, whoever told. Null is "not told". */
export interface News {
  status: InvoiceStatus | null
  providerInvoiceId: string | null
  /** Null or empty: nothing was told of payments, and what is paid stays as it is. */
  payments: readonly ToldPayment[] | null
  /** When it was paid, where that is told apart from the payments. */
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
  payments: null,
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
  'payment.received',
  'payment.reversed',
] as const
export type EventType = (typeof eventTypes)[number]

export interface InvoiceEvent {
  type: EventType
  /** The payment that it is about, as it then was. */
  payment: Payment | null
}

export interface Change {
  invoice: Invoice
  /** The payments that are new or not as they were. Whoever writes them writes the invoice's next version with them. */
  payments: readonly Payment[]
  /** In order, each with a sequence and version of its own; none when nothing changed that a merchant could see. */
  events: readonly InvoiceEvent[]
  /** A status that the table of transitions does not allow, if the news asked for one. */
  refused: InvoiceStatus | null
}

/**
 * The invoice after the news, its payments and the events that tell of it. `recorded` are all its payments; they are not looked at when the
 * news has none. Reads no clock and no database.
 */
export function applyNews(before: Invoice, recorded: readonly Payment[], news: News, now: Date): Change {
  const paid = toldPaid(before, recorded, news, now)
  const { amountPaid, steps } = paid
  const wanted = statusByMoney(before, news.status, paid, now)
  const allowed = wanted === before.status || mayFollow(before.status, wanted)
  const status = allowed ? wanted : before.status
  // Of an invoice whose personal data was erased, only money is told any more.
  const isErased = before.erasedAt !== null
  const payment = isErased ? before.payment : (news.payment ?? before.payment)
  const after: Invoice = {
    ...before,
    ...{ status, amountPaid, payment },
    providerData: isErased ? before.providerData : { ...before.providerData, ...news.providerData },
    providerInvoiceId: before.providerInvoiceId ?? news.providerInvoiceId,
    exceptions: flags(before, { status, payment, paid }, news),
    failure: news.failure ?? before.failure,
    paidAt: status === 'paid' ? (before.paidAt ?? news.paidAt ?? lastPaidAt(paid.payments) ?? now) : null,
    finishedAt: isFinished(status) ? (before.finishedAt ?? now) : null,
  }
  const changed = paid.payments.filter((one) => !recorded.includes(one))
  const own = eventFor(before, after) ?? (changed.length > 0 && steps.length === 0 ? 'invoice.updated' : null)
  const events: InvoiceEvent[] = [...steps, ...(own === null ? [] : [{ type: own, payment: null }])]
  return { invoice: countEvents(after, events.length, now), payments: changed, events, refused: allowed ? null : wanted }
}

/** The invoice with a version and a sequence for each of so many events. */
export function countEvents(invoice: Invoice, events: number, now: Date): Invoice {
  if (events === 0) return invoice
  const { version, lastSequence } = invoice
  return { ...invoice, version: version + events, lastSequence: lastSequence + events, updatedAt: now }
}

interface Paid extends PaymentsAfter {
  amountPaid: Money
  takesBack: boolean
  wasTakenBack: boolean
  isOld: boolean
}

function toldPaid(before: Invoice, recorded: readonly Payment[], { payments }: News, now: Date): Paid {
  const { amountPaid, paidAt, updatedAt } = before
  if (payments === null || payments.length === 0)
    return { payments: recorded, steps: [], amountPaid, takesBack: false, wasTakenBack: recorded.some(isTakenBack), isOld: false }
  const after = applyPayments(withEarlierMoney(recorded, amountPaid, paidAt ?? updatedAt), payments, now)
  return {
    ...after,
    amountPaid: paidSum(after.payments),
    takesBack: after.steps.some(({ payment }) => isTakenBack(payment)),
    wasTakenBack: after.payments.some(isTakenBack),
    isOld: isFromBeforeReversal(recorded, payments),
  }
}

function lastPaidAt(payments: readonly Payment[]): Date | null {
  const told = payments.flatMap(({ status, paidAt }) => (status === 'received' && paidAt !== null ? [paidAt.getTime()] : []))
  return told.length === 0 ? null : new Date(Math.max(...told))
}

interface After {
  status: InvoiceStatus
  payment: PaymentMeans
  paid: Paid
}

function flags(before: Invoice, { status, payment, paid }: After, news: News): ExceptionCode[] {
  const raised = new Set<ExceptionCode>([...before.exceptions, ...news.raise, ...flagsOfMoney(before, status, paid)])
  if (status === 'open' && !isPayable(payment)) raised.add('not_payable')
  if (isPayable(payment) || isFinished(status)) raised.delete('not_payable')
  // Nobody changes or withdraws at the provider what is finished: whether our word arrived does not matter any more.
  if (isFinished(status)) for (const unconfirmed of unconfirmedCodes) raised.delete(unconfirmed)
  for (const settled of news.settle) raised.delete(settled)
  return [...raised].sort()
}

/** Raised by money that moves and not by money that is there: what a person has looked at stays settled. */
function flagsOfMoney(before: Invoice, status: InvoiceStatus, { amountPaid, payments, takesBack }: Paid): ExceptionCode[] {
  const grows = amountPaid > before.amountPaid
  const comes = grows || status === 'paid'
  const becomesPaid = status === 'paid' && before.status !== 'paid'
  const isBounded = before.paymentType !== 'open'
  return [
    ...(comes && before.status === 'expired' ? (['paid_late'] as const) : []),
    ...(comes && before.status === 'cancelled' ? (['paid_after_cancel'] as const) : []),
    ...(grows && before.status === 'failed' ? (['needs_review'] as const) : []),
    ...(isBounded && (grows || becomesPaid) && isTooMuch(amountPaid, before.amountDue) ? (['overpaid'] as const) : []),
    ...(isBounded && grows && isPaidTwice(payments, before.amountDue) ? (['duplicate_payment'] as const) : []),
    ...(takesBack ? (['payment_reversed'] as const) : []),
  ]
}

/** A provider that takes whole rupiah only rounds what is due; what it then takes is not too much. */
function isTooMuch(amountPaid: Money, due: Money): boolean {
  return amountPaid > due && (isWholeRupiah(due) || !differsByLessThanARupiah(amountPaid, due))
}

function isPaidTwice(payments: readonly Payment[], due: Money): boolean {
  const whole = payments.filter(
    ({ status, amount }) => status === 'received' && (amount >= due || differsByLessThanARupiah(amount, due)),
  )
  return whole.length > 1
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
