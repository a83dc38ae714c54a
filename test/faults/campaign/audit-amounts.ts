import type { History, LedgerNote, OrderNote, SeenInvoice, Violation } from './history.ts'
import { sen, sumOf } from './rupiah.ts'

/** I5: what the merchant asked for, what the API says and what the payer is asked for at the provider is one sum. */
export function auditAmounts({ orders, invoices, ledger }: History): Violation[] {
  const ordered = new Map(orders.map((order) => [order.reference, order]))
  const entries = new Map(ledger.map((entry) => [`${entry.provider} ${entry.id}`, entry]))
  return invoices.flatMap((invoice): Violation[] => {
    const order = ordered.get(invoice.reference)
    const entry = entries.get(`${invoice.provider} ${invoice.providerInvoiceId ?? ''}`)
    const wrong = [...wrongAgainstOrder(invoice, order), ...(entry === undefined ? [] : wrongAgainstLedger(invoice, entry))]
    return wrong.map((words) => ({ promise: 'amounts are equal end to end', subject: invoice.reference, words }))
  })
}

function wrongAgainstOrder({ amount, amountDue }: SeenInvoice, order: OrderNote | undefined): string[] {
  if (order === undefined) return ['nobody has ordered this']
  const wanted = order.confirmed.amount === undefined ? [order.amount, order.askedAmount] : [order.confirmed.amount]
  const isWanted = wanted.some((one) => one !== null && sen(one) === sen(amount))
  return [
    ...(isWanted ? [] : [`the API says ${amount}, and ${wanted.join(' or ')} was asked for`]),
    ...(sen(amountDue) === sen(amount) ? [] : [`it collects ${amountDue} of ${amount}`]),
  ]
}

function wrongAgainstLedger({ amount, amountPaid }: SeenInvoice, entry: LedgerNote): string[] {
  const paid = sumOf(entry.payments)
  return [
    ...(sen(entry.amount) === sen(amount) ? [] : [`the API says ${amount}, and the provider ${entry.amount}`]),
    ...(sen(entry.due) === sen(amount) ? [] : [`the API says ${amount}, and the provider takes ${entry.due}`]),
    ...(paid === sen(amountPaid) ? [] : [`the API says ${amountPaid} is paid, and the provider has ${paid} sen`]),
  ]
}
