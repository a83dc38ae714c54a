import type { CallbackNews } from '../connectors/connector.ts'
import type { Invoice } from '../core/invoice.ts'
import type { MatchingStore } from '../invoices/matching-store.ts'
import type { DueCallback } from './callback.ts'

/** `other`: our reference, but another invoice at the provider than ours. `lost`: of a create that was held never to have come to be. */
export type Match = { kind: 'found' | 'other' | 'lost'; invoice: Invoice } | { kind: 'none' }

/** The invoice that a callback speaks of: by the provider's own id, then by the reference of the one that is not `failed`. */
export async function matchCallback(matching: MatchingStore, callback: DueCallback, news: CallbackNews): Promise<Match> {
  const { merchantId, provider } = callback
  const { providerInvoiceId, reference } = news
  const own = providerInvoiceId === null ? null : await matching.byProviderInvoiceId(merchantId, provider, providerInvoiceId)
  if (own !== null) return { kind: own.status === 'failed' ? 'lost' : 'found', invoice: own }
  if (reference === null) return { kind: 'none' }
  const holder = await matching.byReference(merchantId, provider, reference)
  const lost = await matching.byReferenceOfLost(merchantId, provider, reference)
  if (holder === null) return lost === null ? { kind: 'none' } : { kind: 'lost', invoice: lost }
  if (holder.providerInvoiceId === null) {
    // Two creates of this reference may have arrived: whose it is shows once the later one's answer is known.
    return lost === null ? { kind: 'found', invoice: holder } : { kind: 'none' }
  }
  const isOther = providerInvoiceId !== null && providerInvoiceId !== holder.providerInvoiceId
  return { kind: isOther ? 'other' : 'found', invoice: holder }
}
