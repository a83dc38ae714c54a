import type { ProviderInvoice } from '../connectors/connector.ts'
import { compareEcho } from '../connectors/outcome.ts'
import type { ExceptionCode, Invoice } from '../core/invoice.ts'
import { noNews, type News } from '../core/news.ts'

/** What a provider told of an invoice that exists, as news. A status that we do not know changes nothing. */
export function toNews(invoice: Invoice, told: ProviderInvoice): News {
  const raise: ExceptionCode[] = compareEcho(invoice, told) === 'rounded' ? ['amount_mismatch'] : []
  return {
    ...noNews,
    status: told.status,
    providerInvoiceId: told.providerInvoiceId,
    amountPaid: told.status === 'paid' ? (told.amountPaid ?? invoice.amountDue) : told.amountPaid,
    paidAt: told.paidAt,
    payment: told.payment,
    providerData: told.data,
    raise,
  }
}

/** The same for an invoice that has just come to exist: with a status that we do not know it is open, and a person should look. */
export function toFirstNews(invoice: Invoice, told: ProviderInvoice): News {
  const news = toNews(invoice, told)
  return news.status === null ? { ...news, status: 'open', raise: [...news.raise, 'needs_review'] } : news
}
