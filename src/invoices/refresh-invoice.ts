import type { InvoiceId, MerchantId } from '../core/ids.ts'
import { isEndOfTime, type Invoice } from '../core/invoice.ts'
import { Problem } from '../core/problems.ts'
import { isFinished } from '../core/transitions.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { applyAsked } from './apply-asked.ts'
import { accountOf, askProvider } from './ask-provider.ts'
import { leftBehind } from './begin-change.ts'
import { cancelAtProvider } from './cancel-at-provider.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { readInvoice } from './read-invoice.ts'
import { updateAtProvider } from './update-at-provider.ts'

/**
 * Asks the provider and writes what it tells. A change that was left behind is finished first, for the same update or cancel said twice is
 * said once. Throws when the provider cannot be asked or cannot be reached; the invoice then is as it was.
 */
export async function refreshInvoice(dependencies: InvoiceDependencies, merchantId: MerchantId, id: InvoiceId): Promise<Invoice> {
  const found = await readInvoice(dependencies, merchantId, id)
  if (found.status === 'failed') return found
  await refuseWhileSending(dependencies, found)
  const account = await accountOf(dependencies, found)
  const invoice = await finishChange(dependencies, account, found)
  const asked = await askProvider(dependencies, account, invoice)
  return applyAsked(dependencies, account, invoice, asked, isFinished(invoice.status) ? null : undefined)
}

/** While the first request may still be at the provider, finding nothing says nothing, and its own answer is the better one. */
async function refuseWhileSending({ store, clock }: InvoiceDependencies, invoice: Invoice): Promise<void> {
  if (invoice.status !== 'pending') return
  const attempt = await store.readAttempt(invoice)
  if (!attempt.sending || attempt.leaseUntil <= clock.now()) return
  throw new Problem('invoice_state_conflict', 'The provider is being asked to create this invoice right now.', {
    invoiceId: invoice.id,
  })
}

async function finishChange(dependencies: InvoiceDependencies, account: UsableAccount, invoice: Invoice): Promise<Invoice> {
  const change = leftBehind(invoice, dependencies.clock.now())
  // What was begun because time is over is finished by the schedule, as expired.
  if (change === null || isFinished(invoice.status) || isEndOfTime(change)) return invoice
  try {
    return change.kind === 'update'
      ? await updateAtProvider(dependencies, account, invoice, change.wanted ?? {})
      : await cancelAtProvider(dependencies, account, invoice)
  } catch (error) {
    // That it cannot be done any more has been written; how the invoice stands is asked next.
    if (!(error instanceof Problem) || !endings.has(error.code)) throw error
    return readInvoice(dependencies, invoice.merchantId, invoice.id)
  }
}

const endings: ReadonlySet<string> = new Set(['invoice_state_conflict', 'provider_rejected', 'provider_cannot_carry'])
