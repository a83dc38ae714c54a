import { toJsonObject, type JsonObject } from '../../core/json.ts'
import { toWholeRupiah } from '../../core/money.ts'
import { minuteMs, toJakartaTimestamp } from '../../core/time.ts'
import { readMoney, type Movement } from '../ledger.ts'
import type { CallbackManner } from '../simulator.ts'
import { feeOf, type WinpayInvoice } from './invoice.ts'

/** That it was paid; the payment's own id and number are outside, those of the invoice inside. Numbers are numbers here. */
export function toCallback({ entry, payment }: Movement<WinpayInvoice['details']>, pagesUrl: string): JsonObject {
  const { customer, products } = entry.details
  const amount = toWholeRupiah(readMoney(payment.amount))
  const fee = feeOf(amount)
  return toJsonObject({
    uuid: payment.id,
    created_at: toJakartaTimestamp(new Date(payment.paidAt)),
    ref: payment.reference,
    channel: payment.channel,
    amount,
    fee,
    nett_amount: amount - fee,
    products: products.map(({ name, qty, price }) => ({ name, qty, price })),
    invoice: { uuid: entry.id, ref: entry.reference, url: `${pagesUrl}/winpay/${entry.id}`, customer },
  })
}

/** No signature is documented. Three repeats are; how far apart, and how long it waits, is not and invented here. */
export const winpayManner: CallbackManner = {
  repeatAfterMs: [5_000, 30_000, minuteMs],
  timeoutMs: 10_000,
  write: (_client, body) => ({ headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  isAcknowledged: ({ status, body }) => status === 200 && body === 'ACCEPTED',
}
