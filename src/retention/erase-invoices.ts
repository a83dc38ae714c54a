import { z } from 'zod'
import { asInvoiceId, type InvoiceId } from '../core/ids.ts'
import { isJsonObject, type JsonObject } from '../core/json.ts'
import type { Database, Statement } from '../db/statement.ts'
import * as sql from './retention-statements.ts'
import { withoutPerson, type Remembered } from './without-person.ts'

const json: z.ZodType<JsonObject> = z.record(z.string(), z.json())

const takenRow = z.object({
  merchant_id: z.string(),
  id: z.string(),
  provider: z.string(),
  details: json,
  payment: json,
  provider_data: json,
  failure: json.nullable(),
})
const eventRow = z.object({
  merchant_id: z.string(),
  invoice_id: z.string(),
  sequence: z.int(),
  data: json,
  provider: z.string(),
})

/** Which invoices to take, with the values of that statement. */
export interface Take {
  statement: Statement
  values: unknown[]
}

/** By provider: what its connector must still know. */
export type RememberedByProvider = ReadonlyMap<string, Remembered>

/**
 * Erases the personal data of the invoices that a statement takes; to be run in one transaction. The rows are locked first, and what hangs on
 * them is read afterwards: so nothing of theirs can be written in between and be missed.
 */
export async function eraseTaken(
  database: Database,
  remembered: RememberedByProvider,
  { statement, values }: Take,
  now: Date,
): Promise<InvoiceId[]> {
  const taken = (await database.run(statement, values)).map((raw) => takenRow.parse(raw))
  if (taken.length === 0) return []
  const forget = (part: JsonObject, provider: string) =>
    withoutPerson(part, provider, remembered.get(provider) ?? { data: [], options: [] })
  const invoices = taken.map((row) => toErasedInvoice(row, forget))
  const pairs = [taken.map(({ merchant_id }) => merchant_id), taken.map(({ id }) => id)]
  const events = (await database.run(sql.readEvents, pairs)).map((raw) => toErasedEvent(eventRow.parse(raw), forget))
  await database.run(sql.erase, [JSON.stringify(invoices), JSON.stringify(events), now])
  return taken.map(({ id }) => asInvoiceId(id))
}

type Forget = (part: JsonObject, provider: string) => JsonObject

/** The columns together are an invoice in its public form. */
function toErasedInvoice(
  { merchant_id, id, provider, details, ...others }: z.infer<typeof takenRow>,
  forget: Forget,
): JsonObject {
  const { payment, provider_data, failure, ...rest } = forget({ ...details, ...others }, provider)
  return { merchant_id, id, details: rest, payment: payment ?? {}, provider_data: provider_data ?? {}, failure: failure ?? null }
}

function toErasedEvent({ provider, data, ...key }: z.infer<typeof eventRow>, forget: Forget): JsonObject {
  const { invoice } = data
  return { ...key, data: isJsonObject(invoice) ? { ...data, invoice: forget(invoice, provider) } : data }
}
