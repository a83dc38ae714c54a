import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { ExceptionCode, Invoice } from '../core/invoice.ts'
import { noNews, type News } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import { compareEcho } from '../connectors/outcome.ts'
import type { ProviderInvoice } from '../connectors/connector.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { accountOf, askProvider, noAnswerProblem, type Asked } from './ask-provider.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { saveNews, saveTrace } from './save-news.ts'
import { toFirstNews, toNews } from './to-news.ts'

export async function readInvoice({ store }: InvoiceDependencies, merchantId: MerchantId, id: InvoiceId): Promise<Invoice> {
  const invoice = await store.read(merchantId, id)
  if (invoice === null) throw new Problem('not_found', 'There is no such invoice.')
  return invoice
}

/** Asks the provider and writes what it tells. Throws when it cannot be asked or cannot be reached; the invoice then is as it was. */
export async function refreshInvoice(dependencies: InvoiceDependencies, merchantId: MerchantId, id: InvoiceId): Promise<Invoice> {
  const invoice = await readInvoice(dependencies, merchantId, id)
  if (invoice.status === 'failed') return invoice
  await refuseWhileSending(dependencies, invoice)
  const account = await accountOf(dependencies, invoice)
  const asked = await askProvider(dependencies, account, invoice)
  return applyAsked(dependencies, account, invoice, asked)
}

/** While the first request may still be at the provider, finding nothing says nothing, and its own answer is the better one. */
async function refuseWhileSending({ store, clock }: InvoiceDependencies, invoice: Invoice): Promise<void> {
  if (invoice.status !== 'pending') return
  const attempt = await store.readAttempt(invoice)
  if (!attempt.sending || attempt.leaseUntil <= clock.now()) return
  throw new Problem('invoice_state_conflict', 'The provider is being asked to create this invoice right now.', {
    invoiceId: invoice.id,
  })
}

/** Writes an answer to "how does it stand?", whatever it was. */
export async function applyAsked(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  asked: Asked,
): Promise<Invoice> {
  switch (asked.kind) {
    case 'told':
      return saveNews(dependencies, invoice, { news: (present) => newsOf(present, asked.told), trace: asked.trace, asked: true })
    case 'absent':
      return saveNews(dependencies, invoice, {
        news: (present) => newsOfAbsence(account, present),
        trace: asked.trace,
        asked: true,
      })
    case 'ambiguous':
      return saveNews(dependencies, invoice, {
        news: () => ({ ...noNews, raise: ['needs_review'] }),
        trace: asked.trace,
        asked: true,
      })
    case 'no_answer':
      await saveTrace(dependencies, invoice, asked.trace, false)
      throw noAnswerProblem(invoice, asked.verdict)
    case 'cannot_ask':
      throw new Problem('operation_not_supported', `${account.connector.manifest.title} cannot be asked for this invoice.`, {
        invoiceId: invoice.id,
      })
  }
}

/** What is told of an invoice that we know is compared as well: another reference or amount is a matter for a person. */
export function newsOf(invoice: Invoice, told: ProviderInvoice): News {
  const isNew = invoice.status === 'pending' || invoice.status === 'unknown'
  const news = isNew ? toFirstNews(invoice, told) : toNews(invoice, told)
  if (compareEcho(invoice, told) !== 'other') return news
  const flag: ExceptionCode = told.reference !== null && told.reference !== invoice.reference ? 'needs_review' : 'amount_mismatch'
  return flag === 'needs_review' ? { ...noNews, raise: [flag] } : { ...news, raise: [...news.raise, flag] }
}

/**
 * Not found: of an unknown create it proves nothing yet; of one whose cancel was not confirmed it is the confirmation;
 * of any other invoice that the provider gave an id for it should not be.
 */
function newsOfAbsence(account: UsableAccount, invoice: Invoice): News {
  if (invoice.providerInvoiceId === null || account.connector.manifest.finds !== 'invoice_id') return noNews
  if (invoice.exceptions.includes('cancel_unconfirmed') && account.connector.manifest.cancelledIsAbsent)
    return { ...noNews, status: 'cancelled', settle: ['cancel_unconfirmed'] }
  return invoice.status === 'open' || invoice.status === 'partially_paid' ? { ...noNews, raise: ['needs_review'] } : noNews
}
