import type { InvoiceId } from '../core/ids.ts'
import type { Clock } from '../core/time.ts'
import type { Customer, KnownInvoice, RetentionStore } from './retention-store.ts'

export interface ErasedCustomer {
  erased: InvoiceId[]
  /** Not finished, so that the payer may still pay and the provider may still ask; or somebody is writing them at this very moment. */
  left: KnownInvoice[]
}

/** Erases a person on request, now. What is left is erased by asking again once it is finished; then nothing is found any more. */
export async function eraseCustomer(
  { retention, clock }: { retention: RetentionStore; clock: Clock },
  customer: Customer,
): Promise<ErasedCustomer> {
  const erased: InvoiceId[] = []
  let portion: InvoiceId[]
  do {
    portion = await retention.eraseInvoicesOf(customer, clock.now())
    erased.push(...portion)
  } while (portion.length > 0)
  return { erased, left: await retention.listInvoicesOf(customer) }
}
