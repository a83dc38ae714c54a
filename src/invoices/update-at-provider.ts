import type { OperationTrace } from '../connectors/call.ts'
import { compareEcho, type Verdict } from '../connectors/outcome.ts'
import type { ProviderInvoice } from '../connectors/connector.ts'
import { failpoint } from '../core/failpoints.ts'
import type { Invoice, PendingChange } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { noNews } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { allowedUpdate, toldMembers } from './allow-update.ts'
import { applyAsked, newsOf, showsUpdate } from './apply-asked.ts'
import { askProvider, noAnswerProblem, type Asked } from './ask-provider.ts'
import { leftBehind, takeForChange } from './begin-change.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { changeableMembers, changedMembers, onlyMembers, patchInvoice } from './merge-patch.ts'
import { saveNews, saveTrace } from './save-news.ts'

type Failed = Exclude<Verdict<ProviderInvoice>, { kind: 'done' }>

/**
 * Changes an invoice at its provider, then here. Where the answer is lost it asks, and says the update once more: said twice it is the same
 * update. Answers the invoice, with `update_unconfirmed` while nobody knows; throws when the provider proved that it did not do it.
 */
export async function updateAtProvider(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  patch: JsonObject,
): Promise<Invoice> {
  const wanted = patchInvoice(dependencies, invoice, patch)
  const changed = toldMembers(account, changedMembers(invoice, wanted))
  if (changed.length === 0) return endWithoutCall(dependencies, invoice, patch)
  const update = allowedUpdate(account, invoice, wanted, changed)
  const maySayTwice = leftBehind(invoice, dependencies.clock.now()) === null
  await takeForChange(dependencies, invoice, { kind: 'update', wanted: patch })
  const input = { invoice: wanted, changed }
  for (const isFirst of maySayTwice ? [true, false] : [false]) {
    const { verdict, trace } = await dependencies.caller.call(account, 'update', update, input)
    failpoint('change_answered')
    if (verdict.kind === 'done' && compareEcho(wanted, verdict.result) !== 'other')
      return confirm(dependencies, invoice, patch, verdict.result, trace)
    const said: Invoice = isFirst ? invoice : { ...invoice, change: toLeftover(dependencies, patch) }
    if (verdict.kind !== 'done' && isDisproof(verdict, isFirst)) return refuse(dependencies, account, said, verdict, trace)
    await saveTrace(dependencies, invoice, trace)
    const settled = await settleByAsking(dependencies, account, invoice, patch)
    if (settled !== null) return settled
  }
  return leaveUnconfirmed(dependencies, account, invoice, patch)
}

/** A change that was left behind and that the invoice, or the provider's own word, has caught up with. */
function endWithoutCall(dependencies: InvoiceDependencies, invoice: Invoice, patch: JsonObject): Promise<Invoice> {
  const news = { ...noNews, settle: ['update_unconfirmed' as const] }
  const revise = (present: Invoice): Invoice => patchInvoice(dependencies, present, patch)
  return saveNews(dependencies, invoice, { revise, news: () => news, trace: [], asked: false, change: null })
}

/** Whether it is certain that the update was not done: once its first saying may have arrived, that the second was not sent proves nothing. */
function isDisproof(verdict: Failed, isFirst: boolean): boolean {
  if (verdict.kind === 'not_sent') return isFirst
  return verdict.kind === 'refused' && (isFirst || !isOfCredentials(verdict))
}

function isOfCredentials(verdict: Failed): boolean {
  return verdict.kind === 'refused' && (verdict.meaning === 'bad_credentials' || verdict.meaning === 'token_invalid')
}

async function confirm(
  dependencies: InvoiceDependencies,
  invoice: Invoice,
  patch: JsonObject,
  told: ProviderInvoice,
  trace: readonly OperationTrace[],
): Promise<Invoice> {
  return saveNews(dependencies, invoice, {
    revise: (present) => ({ ...patchInvoice(dependencies, present, patch), change: null }),
    news: (present) => ({ ...newsOf(present, told), settle: ['update_unconfirmed'] }),
    trace,
    asked: true,
    change: null,
  })
}

/** The invoice is as it was, unless asking shows that it was paid first, or that an earlier saying of the update had arrived. */
async function refuse(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  verdict: Failed,
  trace: readonly OperationTrace[],
): Promise<Invoice> {
  if (verdict.kind !== 'refused' || isOfCredentials(verdict)) {
    await saveTrace(dependencies, invoice, trace, null)
    throw noAnswerProblem(invoice, verdict)
  }
  await saveTrace(dependencies, invoice, trace)
  const asked = await askProvider(dependencies, account, invoice)
  const isTold = asked.kind === 'told' || asked.kind === 'absent'
  const present = isTold ? await applyAsked(dependencies, account, invoice, asked, null) : invoice
  if (asked.kind === 'told' && showsUpdate(dependencies, invoice, asked.told)) return present
  const news = { ...noNews, settle: ['update_unconfirmed' as const] }
  const trail = isTold ? [] : traceOf(asked)
  const ended = await saveNews(dependencies, present, { news: () => news, trace: trail, asked: false, change: null })
  if (ended.status === 'paid') throw tooLate(ended)
  throw new Problem('provider_rejected', 'The provider refused this change; the invoice is as it was.', {
    invoiceId: invoice.id,
    provider: { name: invoice.provider, code: verdict.code, message: verdict.message, http_status: verdict.httpStatus },
  })
}

/** Asks how it stands: a payment that came first is written and the change is too late; an answer that shows the change confirms it. */
async function settleByAsking(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  patch: JsonObject,
): Promise<Invoice | null> {
  const asked = await askProvider(dependencies, account, invoice)
  const leftover: Invoice = { ...invoice, change: toLeftover(dependencies, patch) }
  if (asked.kind === 'told' && showsUpdate(dependencies, leftover, asked.told))
    return confirm(dependencies, invoice, patch, asked.told, asked.trace)
  if (asked.kind !== 'told' || asked.told.status !== 'paid') {
    await saveTrace(dependencies, invoice, traceOf(asked))
    return null
  }
  throw tooLate(await applyAsked(dependencies, account, invoice, asked, null))
}

function traceOf(asked: Asked): readonly OperationTrace[] {
  return asked.kind === 'cannot_ask' ? [] : asked.trace
}

/** What stays with us is changed now; what the provider must know is kept, so that whoever asks next can finish it. */
function leaveUnconfirmed(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  patch: JsonObject,
): Promise<Invoice> {
  const told = toldMembers(account, changeableMembers)
  const kept = changeableMembers.filter((member) => !told.includes(member))
  return saveNews(dependencies, invoice, {
    revise: (present) => patchInvoice(dependencies, present, onlyMembers(patch, kept)),
    news: () => ({ ...noNews, raise: ['update_unconfirmed'] }),
    trace: [],
    asked: false,
    change: toLeftover(dependencies, onlyMembers(patch, told)),
  })
}

function toLeftover({ clock }: InvoiceDependencies, patch: JsonObject): PendingChange {
  return { kind: 'update', until: clock.now(), wanted: patch }
}

function tooLate(invoice: Invoice): Problem {
  return new Problem('invoice_state_conflict', `The invoice is ${invoice.status}.`, { invoiceId: invoice.id })
}
