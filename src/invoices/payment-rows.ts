import { z } from 'zod'
import { asPaymentId } from '../core/ids.ts'
import type { JsonObject } from '../core/json.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import type { Payment } from '../core/payment.ts'
import { presentPayment } from '../core/payment-wire.ts'
import { storedMoney } from './stored-money.ts'

const instant = z.date()

const row = z.object({
  id: z.string(),
  provider_payment_id: z.string().nullable(),
  amount: storedMoney,
  fee: storedMoney.nullable(),
  net_amount: storedMoney.nullable(),
  channel: z.string().nullable(),
  status: z.enum(['received', 'reversed']),
  paid_at: instant.nullable(),
  received_at: instant,
  reversed_at: instant.nullable(),
})

/** One row of `payments` as the gateway thinks of it. A row that does not fit is a bug and throws. */
export function fromPaymentRow(raw: unknown): Payment {
  const stored = row.parse(raw)
  const { amount, fee, channel, status } = stored
  return {
    ...{ amount, fee, channel, status },
    id: asPaymentId(stored.id),
    providerPaymentId: stored.provider_payment_id,
    netAmount: stored.net_amount,
    paidAt: stored.paid_at,
    receivedAt: stored.received_at,
    reversedAt: stored.reversed_at,
  }
}

/** As the statement that saves takes it. */
export function toPaymentRow(payment: Payment): JsonObject {
  return { ...presentPayment(payment), reversed_at: presentInstant(payment.reversedAt) }
}
