import { compareEcho } from '../connectors/outcome.ts'
import type { Operation, ProviderInvoice, UpdateInput } from '../connectors/connector.ts'
import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { noNews } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import { findMisfit } from '../routing/check-capabilities.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { answerChanged, type Answer } from './answer.ts'
import { accountOf, askProvider, noAnswerProblem } from './ask-provider.ts'
import { takeForChange } from './begin-change.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { changedMembers, patchInvoice, type ChangeableMember } from './merge-patch.ts'
import { applyAsked, newsOf, readInvoice } from './refresh-invoice.ts'
import { saveNews, saveTrace } from './save-news.ts'

export interface UpdateCommand {
  merchantId: MerchantId
  id: InvoiceId
  patch: JsonObject
  /** The version that the caller has read; null when it does not care. */
  ifMatch: number | null
}

/** Changes an invoice: what the provider must know is changed there first; what stays with us can always change. */
export async function updateInvoice(dependencies: InvoiceDependencies, command: UpdateCommand): Promise<Answer> {
  const invoice = await readInvoice(dependencies, command.merchantId, command.id)
  checkVersion(invoice, command.ifMatch)
  const wanted = patchInvoice(invoice, command.patch, dependencies.clock.now())
  const changed = changedMembers(invoice, wanted)
  const account = await accountOf(dependencies, invoice)
  const told = changed.filter((member) => isToldToProvider(account, member))
  if (told.length > 0) return updateAtProvider(dependencies, account, command, invoice, wanted, told)
  if (changed.length === 0) return answerChanged(invoice, true)
  const saved = await saveNews(dependencies, invoice, {
    news: () => noNews,
    trace: [],
    asked: false,
    revise: (present) => revise(dependencies, present, command),
  })
  return answerChanged(saved, true)
}

function revise({ clock }: InvoiceDependencies, present: Invoice, { patch, ifMatch }: UpdateCommand): Invoice {
  checkVersion(present, ifMatch)
  return patchInvoice(present, patch, clock.now())
}

function checkVersion(invoice: Invoice, ifMatch: number | null): void {
  if (ifMatch === null || ifMatch === invoice.version) return
  throw new Problem('version_mismatch', `The invoice is at version ${invoice.version}.`, { invoiceId: invoice.id })
}

function isToldToProvider({ connector }: UsableAccount, member: ChangeableMember): boolean {
  const { carries } = connector.manifest
  return member in carries ? carries[member as keyof typeof carries] !== 'kept' : true
}

async function updateAtProvider(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  command: UpdateCommand,
  invoice: Invoice,
  wanted: Invoice,
  changed: readonly ChangeableMember[],
): Promise<Answer> {
  const update = allowedUpdate(account, invoice, wanted, changed)
  await takeForChange(dependencies, invoice, { kind: 'update', wanted: command.patch })
  const input = { invoice: wanted, changed }
  const { verdict, trace } = await dependencies.caller.call(account, 'update', update, input)
  switch (verdict.kind) {
    case 'done':
      return confirmed(dependencies, command, invoice, verdict.result, trace)
    case 'not_sent':
      await saveTrace(dependencies, invoice, trace, true)
      throw noAnswerProblem(invoice, verdict)
    case 'refused':
      await saveTrace(dependencies, invoice, trace, true)
      if (verdict.meaning === 'bad_credentials' || verdict.meaning === 'token_invalid') throw noAnswerProblem(invoice, verdict)
      await applyIfPaid(dependencies, account, invoice)
      throw new Problem('provider_rejected', 'The provider refused this change; the invoice is as it was.', {
        invoiceId: invoice.id,
        provider: { name: invoice.provider, code: verdict.code, message: verdict.message, http_status: verdict.httpStatus },
      })
    case 'unknown':
    case 'next_page':
      await saveTrace(dependencies, invoice, trace, false)
      return confirmByAsking(dependencies, account, command, invoice, update, input)
  }
}

function allowedUpdate(
  account: UsableAccount,
  invoice: Invoice,
  wanted: Invoice,
  changed: readonly ChangeableMember[],
): Operation<UpdateInput, ProviderInvoice> {
  const { connector, operations } = account
  const { title, updates } = connector.manifest
  const pointersOf = (members: readonly string[], detail: string) =>
    members.map((member) => ({ pointer: `/${member.replaceAll('.', '/')}`, detail }))
  const invoiceId = invoice.id
  if (operations.update === undefined || updates === null) {
    const errors = pointersOf(changed, `${title} was told this and cannot be told otherwise.`)
    throw new Problem('operation_not_supported', `${title} has no update.`, { errors, invoiceId })
  }
  const known: readonly string[] = updates
  const fixed = changed.filter((member) => !known.includes(member))
  if (fixed.length > 0) {
    const errors = pointersOf(fixed, `${title} cannot change this.`)
    throw new Problem('provider_cannot_carry', `${title} cannot change: ${fixed.join(', ')}.`, { errors, invoiceId })
  }
  if (invoice.status !== 'open' && invoice.status !== 'partially_paid') {
    throw new Problem('invoice_state_conflict', `The invoice is ${invoice.status}; the provider changes only open ones.`, {
      invoiceId,
    })
  }
  const misfit = findMisfit(connector, wanted)
  if (misfit !== null) throw misfit
  return operations.update
}

async function confirmed(
  dependencies: InvoiceDependencies,
  command: UpdateCommand,
  invoice: Invoice,
  told: ProviderInvoice,
  trace: Parameters<typeof saveTrace>[2],
): Promise<Answer> {
  const saved = await saveNews(dependencies, invoice, {
    revise: (present) => revise(dependencies, present, { ...command, ifMatch: null }),
    news: (present) => ({ ...newsOf(present, told), settle: ['update_unconfirmed'] }),
    trace,
    asked: true,
    endsChange: true,
  })
  return answerChanged(saved, true)
}

/** The answer was lost: ask, and where it still stands open, say it once more; an update said twice is the same update. */
async function confirmByAsking(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  command: UpdateCommand,
  invoice: Invoice,
  update: Operation<UpdateInput, ProviderInvoice>,
  input: UpdateInput,
): Promise<Answer> {
  await applyIfPaid(dependencies, account, invoice)
  const again = await dependencies.caller.call(account, 'update', update, input)
  if (again.verdict.kind === 'done' && compareEcho(input.invoice, again.verdict.result) !== 'other') {
    return confirmed(dependencies, command, invoice, again.verdict.result, again.trace)
  }
  const news = { ...noNews, raise: ['update_unconfirmed' as const] }
  const saved = await saveNews(dependencies, invoice, { news: () => news, trace: again.trace, asked: false, endsChange: true })
  return answerChanged(saved, false)
}

/** Asks how it stands; a payment that came first is written, and the change is too late. */
async function applyIfPaid(dependencies: InvoiceDependencies, account: UsableAccount, invoice: Invoice): Promise<void> {
  const asked = await askProvider(dependencies, account, invoice)
  if (asked.kind !== 'told' || asked.told.status !== 'paid') return
  const paid = await applyAsked(dependencies, account, invoice, asked)
  throw new Problem('invoice_state_conflict', `The invoice is ${paid.status}.`, { invoiceId: invoice.id })
}
