import type { OperationTrace } from '../connectors/call.ts'
import type { ExceptionCode, Invoice, InvoiceStatus, PendingChange } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { applyNews, countEvents, noNews, type InvoiceEvent, type News } from '../core/news.ts'
import type { Payment } from '../core/payment.ts'
import { Problem } from '../core/problems.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import type { Settlement } from './save.ts'
import { changedMembers } from './merge-patch.ts'
import { recordedFor } from './recorded-payments.ts'

export interface Learned {
  /** Recomputed when the invoice changed meanwhile. */
  news: (present: Invoice) => News
  trace: readonly OperationTrace[]
  /** True when the provider itself told: then it has been checked now. */
  asked: boolean
  /** Null when the change that was under way has ended; absent leaves it as it is. */
  change?: PendingChange | null
  /** What we hold besides the news, such as the members of an update that the provider has taken. */
  revise?: (present: Invoice) => Invoice
  /** What the provider showed, for the exceptions that this raises. What a person has settled after the very same was seen stays settled. */
  seen?: JsonObject
  /** The person who takes an exception off the list. */
  settledBy?: Settlement
}

/** At least one of those who write at the same moment wins each time, so that this many can. */
const triesMax = 20

/** Writes what was learned onto the invoice as it stands now, trying again when somebody else changed it in between. */
export async function saveNews(dependencies: InvoiceDependencies, invoice: Invoice, learned: Learned): Promise<Invoice> {
  const { store, clock } = dependencies
  const { id: attemptId } = await store.readAttempt(invoice)
  const { change, seen, settledBy } = learned
  let before = invoice
  for (let tries = 0; tries < triesMax; tries += 1) {
    const isAsAsked = before.version === invoice.version
    const { after, payments, events, refused } = await learn(dependencies, before, { ...learned, isAsAsked }, clock.now())
    if (refused !== null)
      dependencies.warn({ invoice_id: before.id, from: before.status, to: refused }, 'a transition was refused')
    if (
      await store.save({
        before,
        after,
        ...{ payments, events },
        operations: learned.trace,
        attemptId,
        ...(change === undefined ? {} : { change }),
        ...(seen === undefined ? {} : { seen }),
        ...(settledBy === undefined ? {} : { settledBy }),
      })
    )
      return after
    const present = await store.read(before.merchantId, before.id)
    if (present === null) break
    before = present
  }
  throw new Problem('unavailable', 'The invoice is being changed by others at the same time.', {
    invoiceId: invoice.id,
    retryAfterSeconds: 1,
  })
}

interface Lesson {
  after: Invoice
  payments: readonly Payment[]
  events: readonly InvoiceEvent[]
  /** A status that was told and cannot follow. */
  refused: InvoiceStatus | null
}

type LearnedOf = Learned & {
  /** Whether nobody has changed the invoice since the provider was asked: what it told before a change contradicts nothing. */
  isAsAsked: boolean
}

/** What there is to apply, and what to. */
interface Present {
  before: Invoice
  revised: Invoice
  recorded: readonly Payment[]
  told: News
}

async function learn({ store }: InvoiceDependencies, before: Invoice, learned: LearnedOf, now: Date): Promise<Lesson> {
  const revised = learned.revise?.(before) ?? before
  const told = learned.news(revised)
  const present: Present = { before, revised, told, recorded: await recordedFor(store, before, told) }
  const lesson = apply(present, learned, now, [])
  const raised = lesson.after.exceptions.filter((code) => !before.exceptions.includes(code))
  if (learned.seen === undefined || raised.length === 0) return lesson
  const settled = await store.settledByPerson(before, raised, learned.seen)
  return settled.length === 0 ? lesson : apply(present, learned, now, settled)
}

function apply(
  { before, revised, recorded, told }: Present,
  learned: LearnedOf,
  now: Date,
  settled: readonly ExceptionCode[],
): Lesson {
  const { asked, change, isAsAsked } = learned
  const isRefused = asked && isAsAsked && applyNews(revised, recorded, told, now).refused !== null
  // What cannot follow is a difference that a person should look at.
  const raise = isRefused ? [...told.raise, 'needs_review' as const] : told.raise
  const news = { ...told, raise, settle: [...told.settle, ...settled] }
  const { invoice, payments, events, refused } = applyNews(revised, recorded, news, now)
  const checkedAt = asked ? now : invoice.checkedAt
  const after = { ...invoice, checkedAt, change: change === undefined ? invoice.change : change }
  if (events.length > 0 || changedMembers(before, revised).length === 0) return { after, payments, events, refused }
  return { after: countEvents(after, 1, now), payments, events: [{ type: 'invoice.updated', payment: null }], refused }
}

/** Keeps the calls that were made although they told nothing. A change of null ends what was under way. */
export async function saveTrace(
  dependencies: InvoiceDependencies,
  invoice: Invoice,
  trace: readonly OperationTrace[],
  change?: null,
): Promise<void> {
  const ended = change === null ? { change } : {}
  await saveNews(dependencies, invoice, { news: () => noNews, trace, asked: false, ...ended })
}
