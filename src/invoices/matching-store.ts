import type { MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import type { Database, Statement } from '../db/statement.ts'
import { fromInvoiceRow } from './invoice-rows.ts'
import { readColumns } from './statements.ts'

/** Finds the invoice that a provider speaks of. */
export interface MatchingStore {
  /** By the provider's own id; the newest, should it have given one twice. */
  byProviderInvoiceId(merchantId: MerchantId, provider: string, providerInvoiceId: string): Promise<Invoice | null>
  /** The invoice of this reference that is not `failed`, if it is at this provider. */
  byReference(merchantId: MerchantId, provider: string, reference: string): Promise<Invoice | null>
  /** The newest of this reference at this provider whose create was lost and which was then held never to have come to be. */
  byReferenceOfLost(merchantId: MerchantId, provider: string, reference: string): Promise<Invoice | null>
}

const byProviderInvoiceId: Statement = {
  name: 'match-by-provider-invoice',
  text: `
select ${readColumns} from invoices where merchant_id = $1 and provider = $2 and provider_invoice_id = $3
order by created_at desc, id desc limit 1`,
}

const byReference: Statement = {
  name: 'match-by-reference',
  text: `select ${readColumns} from invoices where merchant_id = $1 and provider = $2 and reference = $3 and status <> 'failed'`,
}

const byReferenceOfLost: Statement = {
  name: 'match-by-reference-of-lost',
  text: `
select ${readColumns} from invoices
where merchant_id = $1 and provider = $2 and reference = $3 and status = 'failed' and failure ->> 'code' = 'not_created'
order by created_at desc, id desc limit 1`,
}

export function openMatchingStore(database: Database): MatchingStore {
  const read = (statement: Statement) => async (merchantId: MerchantId, provider: string, name: string) => {
    const [row] = await database.run(statement, [merchantId, provider, name])
    return row === undefined ? null : fromInvoiceRow(row)
  }
  return {
    byProviderInvoiceId: read(byProviderInvoiceId),
    byReference: read(byReference),
    byReferenceOfLost: read(byReferenceOfLost),
  }
}
