import { compareEcho } from '../connectors/outcome.ts'
import type { ProviderInvoice } from '../connectors/connector.ts'
import { isEndOfTime, type ExceptionCode, type Invoice } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { toAmount } from '../core/money.ts'
import { noNews, type News } from '../core/news.ts'
import type { ToldPayment } from '../core/payment.ts'
import { Problem } from '../core/problems.ts'
import { isFinished } from '../core/transitions.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { noAnswerProblem, type Asked } from './ask-provider.ts'
import { leftBehind } from './begin-change.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { changedMembers, patchInvoice } from './merge-patch.ts'
import { saveNews, saveTrace, type Learned } from './save-news.ts'
import { toFirstNews, toNews } from './to-news.ts'

/** Writes an answer to "how does it stand?", whatever it was. `ended` is null when the change that was under way ends with it. */
export async function applyAsked(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  asked: Asked,
  ended?: null,
): Promise<Invoice> {
  const end = ended === null ? { change: null } : {}
  switch (asked.kind) {
    case 'told':
      return saveNews(dependencies, invoice, { ...learnTold(dependencies, invoice, asked), ...end })
    case 'absent':
      return saveNews(dependencies, invoice, {
        news: (present) => newsOfAbsence(account, present),
        trace: asked.trace,
        asked: true,
        seen: { found: 'absent' },
        ...end,
      })
    case 'ambiguous':
      return saveNews(dependencies, invoice, {
        news: () => ({ ...noNews, raise: ['needs_review'] }),
        trace: asked.trace,
        asked: true,
        seen: { found: 'ambiguous' },
        ...end,
      })
    case 'no_answer':
      await saveTrace(dependencies, invoice, asked.trace, ended)
      throw noAnswerProblem(invoice, asked.verdict)
    case 'cannot_ask':
      throw new Problem('operation_not_supported', `${account.connector.manifest.title} cannot be asked for this invoice.`, {
        invoiceId: invoice.id,
      })
  }
}

/** An answer that shows the amount of an update whose own answer was lost is the confirmation of that update. */
function learnTold(
  dependencies: InvoiceDependencies,
  invoice: Invoice,
  { told, trace }: Extract<Asked, { kind: 'told' }>,
): Learned {
  const learned = { trace, asked: true, seen: seenIn(told) }
  if (!showsUpdate(dependencies, invoice, told)) return { ...learned, news: (present) => newsOf(present, told, invoice) }
  return {
    ...learned,
    revise: (present) => wantedOf(dependencies, present),
    news: (present) => ({ ...newsOf(present, told), settle: ['update_unconfirmed'] }),
    change: null,
  }
}

/** What an answer showed, as far as a difference can lie in it; nothing of a person. */
export function seenIn({ providerInvoiceId, status, amount, amountPaid, payments }: ProviderInvoice): JsonObject {
  return {
    ...{ found: 'told', provider_invoice_id: providerInvoiceId, status },
    ...{ amount: amount === null ? null : toAmount(amount), amount_paid: amountPaid === null ? null : toAmount(amountPaid) },
    ...(payments === null ? {} : { payments: payments.map(seenPayment) }),
  }
}

function seenPayment({ providerPaymentId, amount, reversed }: ToldPayment): JsonObject {
  return { provider_payment_id: providerPaymentId, amount: toAmount(amount), reversed }
}

export function showsUpdate(dependencies: InvoiceDependencies, invoice: Invoice, told: ProviderInvoice): boolean {
  const change = leftBehind(invoice, dependencies.clock.now())
  if (change?.kind !== 'update' || isFinished(invoice.status)) return false
  return compareEcho(invoice, told) === 'other' && compareEcho(wantedOf(dependencies, invoice), told) !== 'other'
}

/** The invoice as the update that is pending would have it; as it is when there is none any more. */
function wantedOf(dependencies: InvoiceDependencies, invoice: Invoice): Invoice {
  const patch = invoice.change?.kind === 'update' ? invoice.change.wanted : null
  return patch === null ? invoice : { ...patchInvoice(dependencies, invoice, patch), change: null }
}

/**
 * What is told of an invoice that we know is compared as well: another reference or amount is a matter for a person. `asked` is the invoice
 * as it was when the provider was asked: what was told of it may be from before a change, and then sums and words say nothing of the
 * present one.
 */
export function newsOf(present: Invoice, told: ProviderInvoice, asked: Invoice = present): News {
  const isNew = present.status === 'pending' || present.status === 'unknown'
  const whole = withOurEnd(present, isNew ? toFirstNews(present, told) : toNews(present, told))
  const changed: readonly string[] = changedMembers(asked, present)
  const news = changed.length === 0 ? whole : { ...whole, payment: null, providerData: {} }
  if (present.change?.kind === 'update' || changed.includes('amount') || changed.includes('amount_due'))
    return told.status === 'paid' ? news : noNews
  if (compareEcho(present, told) !== 'other') return news
  const flag: ExceptionCode = told.reference !== null && told.reference !== present.reference ? 'needs_review' : 'amount_mismatch'
  return flag === 'needs_review' ? { ...noNews, raise: [flag] } : { ...news, raise: [...news.raise, flag] }
}

/** Withdrawn by us because its time is over: the provider's word for it is cancelled, ours is expired. */
function withOurEnd({ change }: Invoice, news: News): News {
  return news.status === 'cancelled' && isEndOfTime(change) ? { ...news, status: 'expired' } : news
}

/**
 * Not found: of an unknown create it proves nothing yet; of one whose cancel was not confirmed it is the confirmation, where the provider
 * forgets what is cancelled; of any other invoice that the provider gave an id for it should not be.
 */
function newsOfAbsence(account: UsableAccount, invoice: Invoice): News {
  const { finds, cancelledIsAbsent } = account.connector.manifest
  if (invoice.providerInvoiceId === null || finds !== 'invoice_id') return noNews
  const isCancelling = invoice.change?.kind === 'cancel' || invoice.exceptions.includes('cancel_unconfirmed')
  if (isCancelling && cancelledIsAbsent) return withOurEnd(invoice, { ...noNews, status: 'cancelled' })
  return invoice.status === 'open' || invoice.status === 'partially_paid' ? { ...noNews, raise: ['needs_review'] } : noNews
}
