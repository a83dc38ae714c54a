import { compareEcho } from '../connectors/outcome.ts'
import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { noNews, type News } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import { answerChanged, type Answer } from './answer.ts'
import { accountOf, askProvider, noAnswerProblem } from './ask-provider.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { newsOf } from './apply-asked.ts'
import { readInvoice } from './read-invoice.ts'
import { saveNews } from './save-news.ts'
import type { OperationTrace } from '../connectors/call.ts'

export type Resolution = { outcome: 'created'; provider_invoice_id: string } | { outcome: 'not_created'; note: string }

export interface ResolveCommand {
  merchantId: MerchantId
  id: InvoiceId
  resolution: Resolution
  /** The API key by which a person decided, by its name. */
  by: string
}

/** A person ends what nobody could prove. An id that is named is looked up first where the provider can be asked. */
export async function resolveInvoice(dependencies: InvoiceDependencies, command: ResolveCommand): Promise<Answer> {
  const invoice = await readInvoice(dependencies, command.merchantId, command.id)
  refuseKnown(invoice)
  const { news, trace } = await decide(dependencies, invoice, command.resolution)
  const { id: attemptId } = await dependencies.store.readAttempt(invoice)
  const now = dependencies.clock.now()
  const record: JsonObject = { ...command.resolution, by: command.by, at: now.toISOString() }
  await dependencies.store.recordResolution(invoice, attemptId, record, now)
  const saved = await saveNews(dependencies, invoice, {
    news: (present) => {
      // What was found out meanwhile is better than what a person thought.
      refuseKnown(present)
      return news
    },
    trace,
    asked: trace.length > 0,
  })
  return answerChanged(saved, true)
}

function refuseKnown({ id, status }: Invoice): void {
  if (status === 'unknown') return
  throw new Problem('invoice_state_conflict', `The invoice is ${status}; only an unknown one is resolved.`, { invoiceId: id })
}

async function decide(
  dependencies: InvoiceDependencies,
  invoice: Invoice,
  resolution: Resolution,
): Promise<{ news: News; trace: OperationTrace[] }> {
  if (resolution.outcome === 'not_created') {
    // The note is for operators, with the attempt; what the merchant sees says only who found out.
    const detail = 'A person found out that the provider did not create this invoice.'
    const failure = { code: 'not_created', detail, provider_code: null, provider_message: null }
    return { news: { ...noNews, status: 'failed', failure, settle: ['needs_review'] }, trace: [] }
  }
  const named: Invoice = { ...invoice, providerInvoiceId: resolution.provider_invoice_id }
  const asked = await askProvider(dependencies, await accountOf(dependencies, invoice), named)
  switch (asked.kind) {
    case 'told':
      if (compareEcho(invoice, asked.told) === 'other')
        throw notOurs(invoice, 'It has another reference or amount than this invoice.')
      return { news: { ...newsOf(invoice, asked.told), settle: ['needs_review'] }, trace: asked.trace }
    case 'absent':
      throw notOurs(invoice, 'The provider does not know this id.')
    case 'ambiguous':
      throw notOurs(invoice, 'The provider has several invoices of this reference.')
    case 'no_answer':
      throw noAnswerProblem(invoice, asked.verdict)
    case 'cannot_ask':
      return {
        news: { ...noNews, status: 'open', providerInvoiceId: resolution.provider_invoice_id, settle: ['needs_review'] },
        trace: [],
      }
  }
}

function notOurs(invoice: Invoice, detail: string): Problem {
  return new Problem('invoice_state_conflict', 'The provider’s invoice of this id is not this invoice.', {
    invoiceId: invoice.id,
    errors: [{ pointer: '/provider_invoice_id', detail }],
  })
}
