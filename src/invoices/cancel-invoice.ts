import type { FindInput, Operation, ProviderInvoice } from '../connectors/connector.ts'
import type { Invoice } from '../core/invoice.ts'
import { noNews } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { answerChanged, type Answer } from './answer.ts'
import { accountOf, askProvider, noAnswerProblem, type Asked } from './ask-provider.ts'
import { takeForChange } from './begin-change.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { applyAsked, newsOf, readInvoice, refreshInvoice } from './refresh-invoice.ts'
import { saveNews, saveTrace } from './save-news.ts'

export interface CancelCommand {
  merchantId: MerchantId
  id: InvoiceId
  /** Cancel although part of it was paid; what was paid stays recorded. */
  keepPayments: boolean
}

/** Withdraws an invoice at its provider, then reads it again: what the provider then says is what counts. */
export async function cancelInvoice(dependencies: InvoiceDependencies, command: CancelCommand): Promise<Answer> {
  const found = await readInvoice(dependencies, command.merchantId, command.id)
  if (found.status === 'cancelled') return answerChanged(found, true)
  const account = await accountOf(dependencies, found)
  const { cancel } = account.operations
  if (cancel === undefined) {
    throw new Problem('operation_not_supported', `${account.connector.manifest.title} has no cancel.`, { invoiceId: found.id })
  }
  const invoice = found.status === 'unknown' ? await findUnknown(dependencies, command) : found
  if (invoice.status === 'cancelled') return answerChanged(invoice, true)
  refuseByStatus(invoice, command.keepPayments)
  await takeForChange(dependencies, invoice, { kind: 'cancel', wanted: null })
  return cancelAtProvider(dependencies, account, invoice, cancel)
}

/** Of an unknown one we first need its id: by reference where that is possible. */
async function findUnknown(dependencies: InvoiceDependencies, { merchantId, id }: CancelCommand): Promise<Invoice> {
  try {
    return await refreshInvoice(dependencies, merchantId, id)
  } catch (error) {
    if (error instanceof Problem && error.code === 'operation_not_supported') return readInvoice(dependencies, merchantId, id)
    throw error
  }
}

function refuseByStatus(invoice: Invoice, keepPayments: boolean): void {
  switch (invoice.status) {
    case 'open':
      return
    case 'partially_paid':
      if (keepPayments) return
      throw conflict(invoice, 'Part of it was paid; cancel it with ?keep_payments=true, or leave it open.')
    case 'unknown':
      throw conflict(invoice, 'It is not known whether it exists at the provider; it can be cancelled once that is known.')
    case 'pending':
      throw conflict(invoice, 'The provider is being asked to create it.')
    case 'paid':
    case 'expired':
    case 'failed':
    case 'cancelled':
      throw conflict(invoice, `The invoice is ${invoice.status}.`)
  }
}

async function cancelAtProvider(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  cancel: Operation<FindInput, ProviderInvoice | null>,
): Promise<Answer> {
  const { verdict, trace } = await dependencies.caller.call(account, 'cancel', cancel, { invoice, page: 0 })
  const isRefused = verdict.kind === 'refused' && verdict.meaning !== 'absent' && verdict.meaning !== 'already_paid'
  await saveTrace(dependencies, invoice, trace, verdict.kind === 'not_sent' || isRefused)
  if (verdict.kind === 'not_sent') throw noAnswerProblem(invoice, verdict)
  const asked = await askProvider(dependencies, account, invoice)
  if (asked.kind === 'told' && asked.told.status === 'paid') {
    const paid = await applyAsked(dependencies, account, invoice, asked)
    throw conflict(paid, 'It was paid before it could be cancelled.')
  }
  if (isRefused) {
    throw new Problem('provider_rejected', 'The provider refused to cancel it; the invoice is as it was.', {
      invoiceId: invoice.id,
      provider: { name: invoice.provider, code: verdict.code, message: verdict.message, http_status: verdict.httpStatus },
    })
  }
  return afterCancel(dependencies, account, invoice, asked)
}

/** Not there any more, or said to be cancelled: cancelled. Anything else leaves open whether our word arrived. */
async function afterCancel(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  asked: Asked,
): Promise<Answer> {
  const trace = asked.kind === 'cannot_ask' ? [] : asked.trace
  const isAbsent = asked.kind === 'absent' && account.connector.manifest.cancelledIsAbsent
  const isGone = isAbsent || (asked.kind === 'told' && asked.told.status === 'cancelled')
  const saved = await saveNews(dependencies, invoice, {
    news: (present) => {
      const told = asked.kind === 'told' ? newsOf(present, asked.told) : noNews
      if (isGone) return { ...told, status: 'cancelled', settle: ['cancel_unconfirmed', 'update_unconfirmed'] }
      return { ...told, raise: [...told.raise, 'cancel_unconfirmed'] }
    },
    trace,
    asked: asked.kind === 'told' || asked.kind === 'absent',
    endsChange: true,
  })
  return answerChanged(saved, isGone)
}

function conflict(invoice: Invoice, detail: string): Problem {
  return new Problem('invoice_state_conflict', detail, { invoiceId: invoice.id })
}
