import type { OperationTrace } from '../connectors/call.ts'
import type { Verdict } from '../connectors/outcome.ts'
import { failpoint } from '../core/failpoints.ts'
import type { Invoice } from '../core/invoice.ts'
import { noNews } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { applyAsked, newsOf } from './apply-asked.ts'
import { askProvider, noAnswerProblem, type Asked } from './ask-provider.ts'
import { leftBehind, takeForChange } from './begin-change.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { saveNews, saveTrace } from './save-news.ts'

/**
 * Withdraws an invoice at its provider, then asks for it again: what the provider then says is what counts. Answers the invoice, with
 * `cancel_unconfirmed` while nobody knows; throws when it was paid first, or when the provider proved that it did not cancel it.
 */
export async function cancelAtProvider(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
): Promise<Invoice> {
  const { cancel } = account.operations
  if (cancel === undefined) throw noCancel(account, invoice)
  const wasSaid = leftBehind(invoice, dependencies.clock.now())?.kind === 'cancel'
  await takeForChange(dependencies, invoice, { kind: 'cancel', wanted: null })
  const { verdict, trace } = await dependencies.caller.call(account, 'cancel', cancel, { invoice, page: 0 })
  failpoint('change_answered')
  if (!wasSaid && (verdict.kind === 'not_sent' || isOfCredentials(verdict))) {
    await saveTrace(dependencies, invoice, trace, null)
    throw noAnswerProblem(invoice, verdict)
  }
  await saveTrace(dependencies, invoice, trace)
  const asked = await askProvider(dependencies, account, invoice)
  if (isGone(account, asked)) return writeCancelled(dependencies, invoice, asked)
  if (asked.kind === 'told' && asked.told.status === 'paid')
    throw paidFirst(await applyAsked(dependencies, account, invoice, asked, null))
  if (verdict.kind === 'refused' && verdict.meaning === 'already_paid') {
    await endRefused(dependencies, invoice, asked)
    throw paidFirst(invoice)
  }
  if (verdict.kind === 'refused' && verdict.meaning === 'refused') {
    await endRefused(dependencies, invoice, asked)
    throw new Problem('provider_rejected', 'The provider refused to cancel it; the invoice is as it was.', {
      invoiceId: invoice.id,
      provider: { name: invoice.provider, code: verdict.code, message: verdict.message, http_status: verdict.httpStatus },
    })
  }
  return leaveUnconfirmed(dependencies, invoice, asked)
}

export function noCancel({ connector }: UsableAccount, { id }: Invoice): Problem {
  return new Problem('operation_not_supported', `${connector.manifest.title} has no cancel.`, { invoiceId: id })
}

export function paidFirst({ id }: Invoice): Problem {
  return new Problem('invoice_state_conflict', 'It was paid before it could be cancelled.', { invoiceId: id })
}

function isOfCredentials(verdict: Verdict<unknown>): verdict is Extract<Verdict<unknown>, { kind: 'refused' }> {
  return verdict.kind === 'refused' && (verdict.meaning === 'bad_credentials' || verdict.meaning === 'token_invalid')
}

/** Said to be cancelled, or not there any more at a provider that forgets what is cancelled. */
function isGone({ connector }: UsableAccount, asked: Asked): boolean {
  return asked.kind === 'told'
    ? asked.told.status === 'cancelled'
    : asked.kind === 'absent' && connector.manifest.cancelledIsAbsent
}

async function writeCancelled(dependencies: InvoiceDependencies, invoice: Invoice, asked: Asked): Promise<Invoice> {
  const saved = await saveNews(dependencies, invoice, {
    news: (present) => ({ ...toldNews(present, asked), status: 'cancelled' }),
    trace: traceOf(asked),
    asked: true,
    change: null,
  })
  if (saved.status === 'paid') throw paidFirst(saved)
  return saved
}

async function endRefused(dependencies: InvoiceDependencies, invoice: Invoice, asked: Asked): Promise<void> {
  await saveNews(dependencies, invoice, {
    news: (present) => ({ ...toldNews(present, asked), settle: ['cancel_unconfirmed'] }),
    trace: traceOf(asked),
    asked: asked.kind === 'told',
    change: null,
  })
}

/** Kept, so that whoever asks next can finish it. */
function leaveUnconfirmed(dependencies: InvoiceDependencies, invoice: Invoice, asked: Asked): Promise<Invoice> {
  return saveNews(dependencies, invoice, {
    news: (present) => {
      const told = toldNews(present, asked)
      const missing = asked.kind === 'absent' ? (['needs_review'] as const) : []
      return { ...told, raise: [...told.raise, ...missing, 'cancel_unconfirmed'] }
    },
    trace: traceOf(asked),
    asked: asked.kind === 'told',
    change: { kind: 'cancel', until: dependencies.clock.now(), wanted: null },
  })
}

function toldNews(present: Invoice, asked: Asked) {
  return asked.kind === 'told' ? newsOf(present, asked.told) : noNews
}

function traceOf(asked: Asked): readonly OperationTrace[] {
  return asked.kind === 'cannot_ask' ? [] : asked.trace
}
