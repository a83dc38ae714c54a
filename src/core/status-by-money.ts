import type { Invoice, InvoiceStatus } from './invoice.ts'
import { zero, type Money } from './money.ts'

/** What the payments of an invoice come to, after the news. */
export interface MoneyAfter {
  amountPaid: Money
  /** By this very news a payment was taken back. */
  takesBack: boolean
  /** A payment was taken back, now or earlier. */
  wasTakenBack: boolean
  /** What was told is from before a payment was taken back. */
  isOld: boolean
}

/**
 * Sums decide before words: enough money is paid, whatever else was said; with `open` payments only the provider says paid.
 * What is paid stays paid: an answer that says otherwise was given before the money came. Only a reversal leads back.
 */
export function statusByMoney(before: Invoice, word: InvoiceStatus | null, money: MoneyAfter, now: Date): InvoiceStatus {
  const { status } = before
  const { amountPaid, takesBack, isOld } = money
  const told = isOld && word === 'paid' ? null : word
  if (before.paymentType !== 'open' && amountPaid >= before.amountDue) return 'paid'
  if (takesBack && (status === 'paid' || status === 'partially_paid')) return afterReversal(before, told, amountPaid, now)
  if (status === 'paid' || isSameEnd(status, told)) return status
  const believed = believedWord(before, told, money)
  const partly = amountPaid > zero
  if (believed === null) return partly && takesMoney(status) ? 'partially_paid' : status
  return believed === 'open' && partly ? 'partially_paid' : believed
}

/** After a payment was taken back, a word of payment may be older than that; then the sums alone tell. */
function believedWord(
  { paymentType }: Invoice,
  told: InvoiceStatus | null,
  { amountPaid, wasTakenBack }: MoneyAfter,
): InvoiceStatus | null {
  if (!wasTakenBack) return told
  if (told === 'paid' && paymentType !== 'open') return null
  return told === 'partially_paid' && amountPaid === zero ? null : told
}

/** `open` or `partially_paid` while the provider still takes money, as far as it told; else the end that it told. */
function afterReversal(before: Invoice, told: InvoiceStatus | null, amountPaid: Money, now: Date): InvoiceStatus {
  if (told === 'expired' || told === 'cancelled') return told
  // What it calls paid it takes no more money for.
  if (told === 'paid') return before.paymentType === 'open' ? 'paid' : 'expired'
  if (told === null && now >= before.expiresAt) return 'expired'
  return amountPaid > zero ? 'partially_paid' : 'open'
}

/** Of a pending or unknown one, money proves that it exists. */
function takesMoney(status: InvoiceStatus): boolean {
  return status === 'open' || status === 'pending' || status === 'unknown'
}

/**
 * Expired is often our word alone: the provider may keep the invoice payable for longer, and calls it cancelled once we have withdrawn it.
 * One that was cancelled may run out there all the same. Neither is a difference.
 */
function isSameEnd(status: InvoiceStatus, told: InvoiceStatus | null): boolean {
  if (status === 'expired') return told === 'open' || told === 'partially_paid' || told === 'cancelled'
  return status === 'cancelled' && told === 'expired'
}
