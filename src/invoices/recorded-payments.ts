import type { Invoice } from '../core/invoice.ts'
import type { News } from '../core/news.ts'
import type { Payment } from '../core/payment.ts'
import type { InvoiceStore } from './invoice-store.ts'

/** The payments that news is applied to; they are asked for only when the news has some. */
export async function recordedFor(store: InvoiceStore, before: Invoice, { payments }: News): Promise<readonly Payment[]> {
  return payments === null || payments.length === 0 ? [] : store.readPayments(before)
}
