import { failpoint } from '../core/failpoints.ts'
import type { Invoice, PendingChange } from '../core/invoice.ts'
import { Problem } from '../core/problems.ts'
import { addMs } from '../core/time.ts'
import { leaseMarginMs } from './attempt.ts'
import type { InvoiceDependencies } from './dependencies.ts'

/**
 * Commits what is about to be done at the provider before it is done, and keeps everybody else from changing the invoice there meanwhile.
 * A crash leaves it behind, and so does an answer that was lost: once nobody can be at it any more, a refresh finishes it.
 * Throws `invoice_state_conflict` when the invoice is no longer as read, or another change is under way.
 */
export async function takeForChange(
  { store, clock, providerTimeoutMs }: InvoiceDependencies,
  invoice: Invoice,
  change: Pick<PendingChange, 'kind' | 'wanted'>,
): Promise<void> {
  const now = clock.now()
  // The call, asking how it stands, the call once more and asking again, each with a token fetched before it.
  const until = addMs(now, 8 * providerTimeoutMs + leaseMarginMs)
  if (await store.beginChange(invoice, { ...change, until }, now)) {
    failpoint('change_begun')
    return
  }
  throw new Problem(
    'invoice_state_conflict',
    'The invoice is being changed by another request; read it again and decide on its present state.',
    { invoiceId: invoice.id, retryAfterSeconds: 1 },
  )
}

/** A change whose owner is gone or has lost the provider's answer: nobody is at it, and nobody knows whether it arrived. */
export function leftBehind({ change }: Invoice, now: Date): PendingChange | null {
  return change !== null && change.until <= now ? change : null
}
