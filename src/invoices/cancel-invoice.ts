import type { Invoice } from '../core/invoice.ts'
import { Problem } from '../core/problems.ts'
import type { InvoiceId, MerchantId } from '../core/ids.ts'
import { answerChanged, type Answer } from './answer.ts'
import { accountOf } from './ask-provider.ts'
import { cancelAtProvider, noCancel, paidFirst } from './cancel-at-provider.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { readInvoice } from './read-invoice.ts'
import { refreshInvoice } from './refresh-invoice.ts'

export interface CancelCommand {
  merchantId: MerchantId
  id: InvoiceId
  /** Cancel although part of it was paid; what was paid stays recorded. */
  keepPayments: boolean
}

/** Withdraws an invoice at its provider; what the provider says of it afterwards is what counts. */
export async function cancelInvoice(dependencies: InvoiceDependencies, command: CancelCommand): Promise<Answer> {
  const found = await readInvoice(dependencies, command.merchantId, command.id)
  if (found.status === 'cancelled') return answerChanged(found, true)
  const account = await accountOf(dependencies, found)
  if (account.operations.cancel === undefined) throw noCancel(account, found)
  const invoice = mustBeAskedFirst(found, command.keepPayments) ? await ask(dependencies, command) : found
  if (invoice.status === 'cancelled') return answerChanged(invoice, true)
  if (invoice.status === 'paid' && found.status !== 'paid') throw paidFirst(invoice)
  refuseByStatus(invoice, command.keepPayments)
  const saved = await cancelAtProvider(dependencies, account, invoice)
  return answerChanged(saved, saved.status === 'cancelled')
}

/** Of an unknown one we first need its id; of one that can be paid in part, whether a part has come that we have not seen. */
function mustBeAskedFirst({ status, paymentType }: Invoice, keepPayments: boolean): boolean {
  return status === 'unknown' || (status === 'open' && paymentType !== 'full' && !keepPayments)
}

async function ask(dependencies: InvoiceDependencies, { merchantId, id }: CancelCommand): Promise<Invoice> {
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

function conflict(invoice: Invoice, detail: string): Problem {
  return new Problem('invoice_state_conflict', detail, { invoiceId: invoice.id })
}
