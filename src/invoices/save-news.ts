import type { OperationTrace } from '../connectors/call.ts'
import type { Invoice, PendingChange } from '../core/invoice.ts'
import { applyNews, noNews, type News } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { changedMembers } from './merge-patch.ts'

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
}

/** At least one of those who write at the same moment wins each time, so that this many can. */
const triesMax = 20

/** Writes what was learned onto the invoice as it stands now, trying again when somebody else changed it in between. */
export async function saveNews(dependencies: InvoiceDependencies, invoice: Invoice, learned: Learned): Promise<Invoice> {
  const { store, clock } = dependencies
  const { id: attemptId } = await store.readAttempt(invoice)
  const { change } = learned
  let before = invoice
  for (let tries = 0; tries < triesMax; tries += 1) {
    const { after, event, refused } = learn(before, learned, clock.now())
    if (refused !== null)
      dependencies.warn({ invoice_id: before.id, from: before.status, to: refused }, 'a transition was refused')
    if (
      await store.save({
        before,
        after,
        event,
        operations: learned.trace,
        attemptId,
        ...(change === undefined ? {} : { change }),
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

function learn(before: Invoice, { news, asked, change, revise }: Learned, now: Date) {
  const revised = revise?.(before) ?? before
  const { invoice, event, refused } = applyNews(revised, news(revised), now)
  const checkedAt = asked ? now : invoice.checkedAt
  const checked = { ...invoice, checkedAt, change: change === undefined ? invoice.change : change }
  if (event !== null || changedMembers(before, revised).length === 0) return { after: checked, event, refused }
  const counted = { ...checked, version: before.version + 1, lastSequence: before.lastSequence + 1, updatedAt: now }
  return { after: counted, event: 'invoice.updated' as const, refused }
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
