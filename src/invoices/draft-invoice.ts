import { newInvoiceId, type MerchantId } from '../core/ids.ts'
import { noPaymentMeans, type Invoice } from '../core/invoice.ts'
import { parseAmount, zero } from '../core/money.ts'
import { Problem } from '../core/problems.ts'
import { addMs, dayMs, fromTimestamp, minuteMs } from '../core/time.ts'
import type { InvoiceRequest } from './invoice-request.ts'
import { totalOf } from './request-faults.ts'
import { toInvoiceDetails } from './to-invoice-details.ts'

interface Facts {
  merchantId: MerchantId
  key: string
  now: Date
  defaultExpiryMinutes: number
}

/** The invoice as the request asks for it, before a provider is chosen. Throws what only the clock can tell: an expiry in the past. */
export function draftInvoice(request: InvoiceRequest, { merchantId, key, now, defaultExpiryMinutes }: Facts): Invoice {
  const amount = totalOf(request)
  if (amount === null) throw new RangeError('a request without an amount passed the check')
  const expiresAt = readInstant(request.expires_at) ?? addMs(now, defaultExpiryMinutes * minuteMs)
  refuseBadExpiry(expiresAt, now)
  const startsAt = readInstant(request.starts_at)
  if (startsAt !== null && startsAt >= expiresAt) {
    throw new Problem('invalid_request', 'starts_at is not before expires_at.', {
      errors: [{ pointer: '/starts_at', detail: 'It must be before expires_at.' }],
    })
  }
  return {
    ...toInvoiceDetails(request),
    ...{
      id: newInvoiceId(),
      merchantId,
      status: 'pending',
      version: 1,
      reference: request.reference,
      idempotencyKey: key,
      listed: true,
    },
    ...{ currency: request.currency ?? 'IDR', amount, amountDue: readAmount(request.amount_due) ?? amount, amountPaid: zero },
    ...{ provider: '', providerAccount: '', providerInvoiceId: null, payment: noPaymentMeans, providerData: {} },
    ...{ exceptions: [], failure: null, change: null, lastSequence: 0 },
    ...{ startsAt, expiresAt, createdAt: now, updatedAt: now },
    ...{ checkedAt: null, paidAt: null, finishedAt: null, erasedAt: null },
  }
}

const expiryDaysMax = 3_650

/** What only the clock can tell of an expiry: that it is in the past, or too far away. Throws `invalid_request`. */
export function refuseBadExpiry(expiresAt: Date, now: Date): void {
  const detail =
    expiresAt <= now
      ? 'It is in the past; give an instant to come, or leave it out.'
      : expiresAt > addMs(now, expiryDaysMax * dayMs)
        ? 'It is more than ten years away.'
        : null
  if (detail === null) return
  throw new Problem('invalid_request', 'The invoice cannot end then.', { errors: [{ pointer: '/expires_at', detail }] })
}

function readAmount(text: string | null | undefined) {
  return text == null ? null : parseAmount(text)
}

export function readInstant(text: string | null | undefined): Date | null {
  return text == null ? null : fromTimestamp(text)
}
