import { presentInstant } from './invoice-wire.ts'
import type { JsonObject } from './json.ts'
import { toAmount } from './money.ts'
import type { Payment } from './payment.ts'

/** The public form of a payment: what the API lists and what events carry. */
export function presentPayment(payment: Payment): JsonObject {
  const { id, providerPaymentId, amount, fee, netAmount, channel, status, paidAt, receivedAt } = payment
  return {
    id,
    provider_payment_id: providerPaymentId,
    amount: toAmount(amount),
    fee: fee === null ? null : toAmount(fee),
    net_amount: netAmount === null ? null : toAmount(netAmount),
    channel,
    status,
    paid_at: presentInstant(paidAt),
    received_at: presentInstant(receivedAt),
  }
}
