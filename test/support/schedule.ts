import { defaultMerchantId } from '../../src/access/merchants.ts'
import { asInvoiceId } from '../../src/core/ids.ts'
import type { Invoice } from '../../src/core/invoice.ts'
import { checkInvoices } from '../../src/invoices/check-invoices.ts'
import { addMs } from '../../src/core/time.ts'
import type { RowReader } from './read-rows.ts'
import type { TestApp } from './test-app.ts'

/** What the job does at one moment, for every provider, until nothing more is due or allowed; answers how many were taken. */
export async function checkAll({ tagih: { invoices } }: Pick<TestApp, 'tagih'>): Promise<number> {
  let all = 0
  for (const provider of invoices.providers) {
    for (let taken = -1; taken !== 0; all += Math.max(taken, 0)) taken = await checkInvoices(invoices, provider)
  }
  return all
}

/** The same, once the time of an invoice has come that far; `ms` counts from its `expires_at`. */
export async function checkAfterEnd(app: TestApp, id: string, ms: number): Promise<number> {
  app.clock.setTo(addMs((await readStored(app, id)).expiresAt, ms))
  return checkAll(app)
}

export async function readStored({ tagih }: Pick<TestApp, 'tagih'>, id: string): Promise<Invoice> {
  const invoice = await tagih.invoices.store.read(defaultMerchantId, asInvoiceId(id))
  if (invoice === null) throw new Error('there is no such invoice')
  return invoice
}

/** When an invoice is looked at next, as it is stored. */
export async function readPlan(reader: RowReader, id: string): Promise<unknown> {
  const [row] = await reader.rows('select next_check_at from invoices where id = $1', [id])
  return row?.['next_check_at']
}
