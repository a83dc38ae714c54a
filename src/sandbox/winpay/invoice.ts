import { z } from 'zod'
import { randomUUID } from 'node:crypto'
import { toWholeRupiah } from '../../core/money.ts'
import { toJakartaTimestamp } from '../../core/time.ts'
import { paidOf, type LedgerEntry } from '../ledger.ts'
import { randomDigits } from '../random-text.ts'
import type { WinpayUpdate } from './request.ts'

export const winpayDetails = z.object({
  customer: z.object({ name: z.string(), email: z.string().optional(), phone: z.string() }),
  products: z.array(z.object({ uuid: z.string(), name: z.string(), qty: z.int(), price: z.int() })),
  backUrl: z.string(),
  /** What the payer types at the bank or in the shop. */
  payCode: z.string(),
})
export type WinpayInvoice = LedgerEntry<z.infer<typeof winpayDetails>>

const feeRupiah = 3500

/** What the provider keeps of a payment, in rupiah. */
export function feeOf(paidRupiah: number): number {
  return paidRupiah > feeRupiah ? feeRupiah : 0
}

export function toDetails(request: WinpayUpdate, payCode: string = randomDigits(16)): WinpayInvoice['details'] {
  const products = request.invoice.products.map((product) => ({ uuid: randomUUID(), ...product }))
  return { customer: request.customer, products, backUrl: request.back_url, payCode }
}

/** Numbers as text, as the provider's API reference shows them. */
function presentPayment(invoice: WinpayInvoice) {
  const payment = invoice.payments[0]
  if (payment === undefined) return {}
  const paidAmount = toWholeRupiah(paidOf(invoice))
  const fee = feeOf(paidAmount)
  const paidAt = toJakartaTimestamp(new Date(payment.paidAt))
  return {
    payment: {
      uuid: payment.id,
      channel: payment.channel,
      code: invoice.details.payCode,
      payment_ref: payment.reference,
      paid_amount: String(paidAmount),
      fee: String(fee),
      nett: String(paidAmount - fee),
      created_at: paidAt,
      updated_at: paidAt,
    },
  }
}

/** `responseData` of create; update and find add the status, find also the payment. */
export function presentInvoice(invoice: WinpayInvoice, pagesUrl: string) {
  return {
    id: invoice.id,
    ref: invoice.reference,
    created_at: toJakartaTimestamp(new Date(invoice.createdAt)).slice(0, 19).replace('T', ' '),
    redirect_url: `${pagesUrl}/winpay/${invoice.id}`,
    back_url: invoice.details.backUrl,
    customer: invoice.details.customer,
    products: invoice.details.products,
  }
}

/** Only `PAID` and `UNPAID` exist: an invoice whose time is over stays `UNPAID`. */
export function presentStatus(invoice: WinpayInvoice) {
  return { status: invoice.status === 'paid' ? 'PAID' : 'UNPAID' }
}

export function presentFound(invoice: WinpayInvoice, pagesUrl: string) {
  return { ...presentInvoice(invoice, pagesUrl), ...presentStatus(invoice), ...presentPayment(invoice) }
}
