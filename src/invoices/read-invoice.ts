import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import { Problem } from '../core/problems.ts'
import type { InvoiceDependencies } from './dependencies.ts'

/** The merchant's invoice; another merchant's is not found either. */
export async function readInvoice({ store }: InvoiceDependencies, merchantId: MerchantId, id: InvoiceId): Promise<Invoice> {
  const invoice = await store.read(merchantId, id)
  if (invoice === null) throw new Problem('not_found', 'There is no such invoice.')
  return invoice
}
