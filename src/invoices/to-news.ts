import type { ProviderInvoice } from '../connectors/connector.ts'
import { compareEcho } from '../connectors/outcome.ts'
import type { ExceptionCode, Invoice } from '../core/invoice.ts'
import { differsByLessThanARupiah, minus, sum, zero } from '../core/money.ts'
import { noNews, type News } from '../core/news.ts'
import { unnamedPayment, type ToldPayment } from '../core/payment.ts'

/** What a provider told of an invoice that exists, as news. A status that we do not know changes nothing. */
export function toNews(invoice: Invoice, told: ProviderInvoice): News {
  const raise: ExceptionCode[] = compareEcho(invoice, told) === 'rounded' ? ['amount_mismatch'] : []
  return {
    ...noNews,
    status: told.status,
    providerInvoiceId: told.providerInvoiceId,
    payments: toldPayments(invoice, told),
    paidAt: told.paidAt,
    payment: told.payment,
    providerData: told.data,
    raise,
  }
}

/**
 * The payments that the answer lists, and what its sum has beyond them: money that came and that nobody named. A sum beside a reversal says
 * nothing, for it may be from before; less than a rupiah is the provider's rounding.
 */
function toldPayments({ amountDue }: Invoice, { status, payments, amountPaid, paidAt }: ProviderInvoice): ToldPayment[] | null {
  const listed = payments ?? []
  const total = amountPaid ?? (status === 'paid' ? amountDue : null)
  if (total === null || listed.some(({ reversed, providerPaymentId }) => reversed || providerPaymentId === null)) return payments
  const rest = minus(total, sum(listed.map(({ amount }) => amount)))
  if (rest <= zero || (listed.length > 0 && differsByLessThanARupiah(rest, zero))) return payments
  return [...listed, unnamedPayment(rest, listed.length === 0 ? paidAt : null)]
}

/** The same for an invoice that has just come to exist: with a status that we do not know it is open, and a person should look. */
export function toFirstNews(invoice: Invoice, told: ProviderInvoice): News {
  const news = toNews(invoice, told)
  return news.status === null ? { ...news, status: 'open', raise: [...news.raise, 'needs_review'] } : news
}
