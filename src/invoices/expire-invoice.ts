import { isTimeOver } from '../core/check-schedule.ts'
import { failpoint } from '../core/failpoints.ts'
import { endOfTime, type Invoice } from '../core/invoice.ts'
import { noNews, type News } from '../core/news.ts'
import type { Verdict } from '../connectors/outcome.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { applyAsked, newsOf, seenIn } from './apply-asked.ts'
import { askProvider, type Asked } from './ask-provider.ts'
import { takeForChange } from './begin-change.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { saveNews, saveTrace } from './save-news.ts'

/**
 * Ends an invoice whose time and grace are over and which the provider has just been asked for: withdrawn there where that can be done,
 * asked for once more, for money may have come before the withdrawal, then `expired`. Answers the invoice; it is as it was when the
 * provider fell silent in between, and then the same is done again later. Throws `invoice_state_conflict` when somebody else changes it.
 */
export async function expireAtProvider(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
): Promise<Invoice> {
  const { cancel } = account.operations
  if (cancel === undefined) return expireUnasked(dependencies, invoice)
  await takeForChange(dependencies, invoice, { kind: 'cancel', wanted: endOfTime })
  const { verdict, trace } = await dependencies.caller.call(account, 'cancel', cancel, { invoice, page: 0 })
  failpoint('change_answered')
  await saveTrace(dependencies, invoice, trace)
  const asked = await askProvider(dependencies, account, invoice)
  if (asked.kind === 'told' && asked.told.status === 'paid') return applyAsked(dependencies, account, invoice, asked, null)
  if (asked.kind === 'no_answer' && !isWithdrawn(verdict)) return leaveOpen(dependencies, invoice, asked)
  return saveNews(dependencies, invoice, {
    news: (present) => atEnd(dependencies, present, asked.kind === 'told' ? newsOf(present, asked.told) : noNews),
    trace: asked.kind === 'cannot_ask' ? [] : asked.trace,
    asked: asked.kind === 'told' || asked.kind === 'absent',
    change: null,
    ...(asked.kind === 'told' ? { seen: seenIn(asked.told) } : {}),
  })
}

/** The end where nothing can be asked or withdrawn: its time is over for us, and what comes later is late. */
export function expireUnasked(dependencies: InvoiceDependencies, invoice: Invoice): Promise<Invoice> {
  const news = (present: Invoice) => atEnd(dependencies, present, noNews)
  return saveNews(dependencies, invoice, { news, trace: [], asked: false, change: null })
}

/** The provider's own answer to the cancel proves it, so that its silence afterwards does not matter. */
function isWithdrawn(verdict: Verdict<unknown>): boolean {
  return verdict.kind === 'done' || (verdict.kind === 'refused' && verdict.meaning === 'absent')
}

/** A change of its end may have come in between. */
function atEnd({ clock }: InvoiceDependencies, present: Invoice, news: News): News {
  const ends = (present.status === 'open' || present.status === 'partially_paid') && isTimeOver(present, clock.now())
  return ends && news.status !== 'paid' ? { ...news, status: 'expired' } : news
}

function leaveOpen(
  dependencies: InvoiceDependencies,
  invoice: Invoice,
  { trace }: Extract<Asked, { kind: 'no_answer' }>,
): Promise<Invoice> {
  const change = { kind: 'cancel' as const, until: dependencies.clock.now(), wanted: endOfTime }
  return saveNews(dependencies, invoice, { news: () => noNews, trace, asked: false, change })
}
