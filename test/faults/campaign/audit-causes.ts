import { everPaid, nameOf, reversalsOf, storiesOf, type Story } from './books.ts'
import type { FeedEvent, History, Violation } from './history.ts'
import { sen } from './rupiah.ts'

/** Nothing is told that did not happen: each event has its cause at the provider, in what the merchant asked for, or in the time. */
export function auditCauses(history: History): Violation[] {
  const known = new Set(history.invoices.map(({ id }) => id))
  const strange = history.feed.filter(({ invoiceId }) => !known.has(invoiceId))
  return [
    ...strange.map((event) => toViolation(event, 'its invoice is not listed')),
    ...storiesOf(history).flatMap((story) =>
      story.events.flatMap((event, index): Violation[] => {
        const why = whyWithoutCause(story, event, story.events[index - 1])
        return why === null ? [] : [toViolation(event, why)]
      }),
    ),
  ]
}

function toViolation({ id, type, invoiceId, sequence }: FeedEvent, why: string): Violation {
  return { promise: 'no event without a cause', subject: invoiceId, words: `${type} ${id} (${sequence}): ${why}` }
}

/** Null when it has one. */
function whyWithoutCause(story: Story, event: FeedEvent, before: FeedEvent | undefined): string | null {
  const { invoice, order, entry } = story
  switch (event.type) {
    case 'invoice.opened':
      return entry === undefined ? `${invoice.provider} has no such invoice` : null
    case 'payment.received':
      return whyNotReceived(story, event)
    case 'payment.reversed':
      return whyNotReversed(story, event)
    case 'invoice.partially_paid':
      return everPaid(entry) > 0n ? null : 'nothing was paid'
    case 'invoice.paid':
      return entry !== undefined && everPaid(entry) >= sen(entry.due) ? null : 'not all was ever paid'
    case 'invoice.expired':
      return event.createdAt >= event.expiresAt ? null : `its time is over at ${event.expiresAt}, and it is ${event.createdAt}`
    case 'invoice.cancelled':
      return order?.askedCancel === true ? null : 'nobody has asked for it'
    case 'invoice.failed':
      return entry === undefined ? null : `${invoice.provider} has it`
    case 'invoice.needs_review':
      return isNewException(event, before) ? null : 'there is nothing to look at'
    case 'invoice.updated':
      return before?.looks === event.looks && everPaid(entry) === 0n ? 'nothing of it has changed' : null
    default:
      return 'there is no such type'
  }
}

function isNewException({ exceptions }: FeedEvent, before: FeedEvent | undefined): boolean {
  return exceptions.includes('needs_review') && before?.exceptions.includes('needs_review') !== true
}

function whyNotReceived({ entry }: Story, { payment }: FeedEvent): string | null {
  if (payment === null) return 'it names no payment'
  if (entry === undefined) return 'the provider has no such invoice'
  const { name, amount } = payment
  if (name === null) return sen(amount) <= everPaid(entry) ? null : `${amount} never came`
  const there = entry.payments.find((one) => nameOf(entry, one) === name)
  return there !== undefined && sen(there.amount) === sen(amount) ? null : `${name} of ${amount} never came`
}

/** Money that was told of without a name gives way to the payments that it turns out to be. */
function whyNotReversed({ entry }: Story, { payment }: FeedEvent): string | null {
  if (payment === null) return 'it names no payment'
  if (entry === undefined) return 'the provider has no such invoice'
  const { name } = payment
  if (name === null) return entry.payments.length > 1 || reversalsOf(entry) > 0 ? null : 'there is one payment, and it stands'
  return entry.payments.some((one) => one.isReversed && nameOf(entry, one) === name) ? null : `${name} was not taken back`
}
