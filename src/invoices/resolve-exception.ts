import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { ExceptionCode, Invoice } from '../core/invoice.ts'
import { noNews } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import { answerChanged, type Answer } from './answer.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { readInvoice } from './read-invoice.ts'
import { saveNews } from './save-news.ts'

export interface ResolveExceptionCommand {
  merchantId: MerchantId
  id: InvoiceId
  code: ExceptionCode
  note: string
  /** The API key by which a person decided, by its name. */
  by: string
}

/** A person has looked at an exception: it goes off the list, and who decided and why stays on record. */
export async function resolveException(dependencies: InvoiceDependencies, command: ResolveExceptionCommand): Promise<Answer> {
  const { code, note, by } = command
  const invoice = await readInvoice(dependencies, command.merchantId, command.id)
  refuseWithout(invoice, code)
  const saved = await saveNews(dependencies, invoice, {
    news: (present) => {
      refuseWithout(present, code)
      return { ...noNews, settle: [code] }
    },
    trace: [],
    asked: false,
    settledBy: { code, note, by },
  })
  return answerChanged(saved, true)
}

function refuseWithout({ id, exceptions }: Invoice, code: ExceptionCode): void {
  if (exceptions.includes(code)) return
  throw new Problem('invoice_state_conflict', `${code} is not among the exceptions of this invoice.`, { invoiceId: id })
}
