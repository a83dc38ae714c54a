import type { InvoiceStatus } from './invoice.ts'

/**
 * Which status may follow which. What is not here is refused and recorded, not applied. Paid beats expired and cancelled;
 * the ways back from paid and partially_paid are a reversal's.
 */
export const transitions: Record<InvoiceStatus, readonly InvoiceStatus[]> = {
  pending: ['unknown', 'open', 'partially_paid', 'paid', 'expired', 'cancelled', 'failed'],
  unknown: ['open', 'partially_paid', 'paid', 'expired', 'cancelled', 'failed'],
  open: ['partially_paid', 'paid', 'expired', 'cancelled'],
  partially_paid: ['open', 'paid', 'expired', 'cancelled'],
  paid: ['open', 'partially_paid', 'expired', 'cancelled'],
  expired: ['paid'],
  cancelled: ['paid'],
  failed: [],
}

export function mayFollow(from: InvoiceStatus, to: InvoiceStatus): boolean {
  return transitions[from].includes(to)
}

/** Nothing more is expected of an invoice in such a status, though late money may still come. */
export function isFinished(status: InvoiceStatus): boolean {
  switch (status) {
    case 'paid':
    case 'expired':
    case 'cancelled':
    case 'failed':
      return true
    case 'pending':
    case 'unknown':
    case 'open':
    case 'partially_paid':
      return false
  }
}
