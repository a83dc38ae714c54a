import { addMs, dayMs, toJakartaTimestamp } from '../../core/time.ts'
import { readMoney, remainingOf } from '../ledger.ts'
import type { DurianpayInvoice } from './invoice.ts'
import type { DurianpayCreate } from './request.ts'

const checkoutDays = 90

/** Whole rupiah as text: `"20001"`. */
function toRupiah(amount: bigint): string {
  return String(amount / 100n)
}

/** `2023-09-19T10:00:00Z`: without milliseconds. */
function toSeconds(instant: string): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** The instant with six digits of a second, as the provider's own records have them. */
function toMicroseconds(instant: string): string {
  return instant.replace('Z', '000Z')
}

function partialConfig({ details }: DurianpayInvoice) {
  return details.minimum === null ? {} : { partial_transaction_config: { min_acceptable_amount: details.minimum } }
}

/** As captured: the amount is rounded at once, the remaining amount still comes back as it was sent, the URL is a bare path. */
export function presentCreated(invoice: DurianpayInvoice, request: DurianpayCreate) {
  return {
    message: 'Invoice has been created successfully',
    data: {
      id: invoice.id,
      invoice_ref_id: invoice.reference,
      title: invoice.details.title,
      status: 'outstanding',
      amount: toRupiah(readMoney(invoice.amount)),
      remaining_amount: request.remaining_amount,
      due_date: toSeconds(invoice.details.dueDate),
      start_date: toSeconds(invoice.details.startDate),
      created_at: toMicroseconds(invoice.createdAt),
      customer_id: invoice.details.customerId,
      enable_partial_transaction: invoice.accepts === 'partial',
      ...partialConfig(invoice),
      checkout_url: `/${invoice.id}`,
      checkout_url_expiry_at: toJakartaTimestamp(addMs(new Date(invoice.createdAt), checkoutDays * dayMs)),
    },
    response_code: '0000',
  }
}

/** One invoice as the list shows it; there is no status for an end of time or a block. */
export function presentInvoice(invoice: DurianpayInvoice) {
  const { details } = invoice
  return {
    id: invoice.id,
    invoice_ref_id: invoice.reference,
    customer_id: details.customerId,
    is_live: false,
    title: details.title,
    status: invoice.status === 'paid' ? 'paid' : 'outstanding',
    amount: toRupiah(readMoney(invoice.amount)),
    remaining_amount: toRupiah(remainingOf(invoice)),
    start_date: toSeconds(details.startDate),
    due_date: toSeconds(details.dueDate),
    created_at: toMicroseconds(invoice.createdAt),
    ...(details.updatedAt === null ? {} : { updated_at: toMicroseconds(details.updatedAt) }),
    is_partial_transaction_enabled: invoice.accepts === 'partial',
    ...partialConfig(invoice),
    invoice_url: details.invoiceUrl,
    metadata: details.metadata,
    is_blocked: invoice.status === 'blocked',
  }
}

/** A virtual account that waits for money is a transaction too: only its status tells that nothing has come. */
export function presentWithTransactions(invoice: DurianpayInvoice) {
  const received = invoice.payments.map(({ id, amount, channel }) => {
    return { id, amount: toRupiah(readMoney(amount)), status: channel === 'MANUAL' ? 'paid_manually' : 'paid' }
  })
  const pending = invoice.status === 'open' ? invoice.details.pending : []
  const waiting = pending.map(({ id, amount }) => ({ id, amount: toRupiah(readMoney(amount)), status: 'pending' }))
  return { ...presentInvoice(invoice), transactions: [...received, ...waiting] }
}
