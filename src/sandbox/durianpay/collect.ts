import { sum, toAmount, type Money } from '../../core/money.ts'
import { PaymentRefused, refusalOf, remainingOf, type Ledger } from '../ledger.ts'
import { randomDigits } from '../random-text.ts'
import { newId, roundToRupiah, type DurianpayInvoice } from './invoice.ts'
import { refuseInvalid, refuseState, refuseUnknown } from './refuse.ts'
import { readManual, readPay } from './request.ts'

export type DurianpayLedger = Ledger<DurianpayInvoice['details']>

export function findInvoice(ledger: DurianpayLedger, client: string, id: string): DurianpayInvoice {
  const invoice = ledger.ofClient(client, id)
  if (invoice === undefined || invoice.status === 'cancelled') throw refuseUnknown()
  return invoice
}

function checkPayable(invoice: DurianpayInvoice, customerId: string, amount: Money, now: Date): void {
  const refusal = refusalOf(invoice, now)
  if (refusal !== null) throw refuseState(refusal)
  if (invoice.details.customerId !== customerId) throw refuseInvalid('invoice belongs to another customer')
  if (amount > remainingOf(invoice)) throw refuseInvalid('transaction amount exceeds remaining amount')
}

/** `POST /invoices/pay`: one virtual account for one or more invoices of one customer. Nothing is paid by it. */
export function makeVirtualAccount(ledger: DurianpayLedger, client: string, body: Buffer, now: Date) {
  const request = readPay(body)
  const wanted = request.invoices.map(({ id, transaction_amount: amount }) => {
    return { invoice: findInvoice(ledger, client, id), amount: roundToRupiah(amount) }
  })
  for (const { invoice, amount } of wanted) checkPayable(invoice, request.customer_id, amount, now)
  const account = { id: newId('inv_txn'), bank: request.bank_code, number: randomDigits(16) }
  for (const { invoice, amount } of wanted) {
    const pending = [...invoice.details.pending, { ...account, amount: toAmount(amount) }]
    ledger.put({ ...invoice, details: { ...invoice.details, pending } })
  }
  const total = sum(wanted.map(({ amount }) => amount))
  return {
    message: 'Payment for invoice has been created successfully',
    data: {
      va_number: account.number,
      amount: String(total / 100n),
      bank_code: account.bank,
      invoice_transaction_id: account.id,
    },
    response_code: '0000',
  }
}

/** `POST /invoices/manual_transaction`: money that came in elsewhere. */
export function recordManual(ledger: DurianpayLedger, client: string, body: Buffer, now: Date) {
  const request = readManual(body)
  const { id } = findInvoice(ledger, client, request.id)
  try {
    ledger.pay(id, { amount: toAmount(roundToRupiah(request.amount)), channel: 'MANUAL' }, now)
  } catch (error) {
    throw error instanceof PaymentRefused ? refuseState(error.message) : error
  }
  return { message: 'manual Transaction recorded is successful', data: { id }, response_code: '0000' }
}
