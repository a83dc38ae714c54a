import { z } from 'zod'
import { toFaults } from '../core/faults.ts'
import type { MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import { parseJson } from '../core/parse-json.ts'
import { Problem } from '../core/problems.ts'
import type { Database } from '../db/statement.ts'
import type { InvoiceFilter, Place } from './invoice-filter.ts'
import { fromInvoiceRow } from './invoice-rows.ts'
import { toListStatement } from './list-statement.ts'

export interface Page<Entry> {
  data: Entry[]
  next_cursor: string | null
}

/** So many invoices are looked at for one page at most, where a filter has no index. */
const lookedAtMaxByDefault = 10_000

/**
 * Newest first. The cursor names the last invoice served, so that new ones never shift a page; or the last one looked at: then the page has less than it might,
 * and who wants more goes on.
 */
export async function listInvoices(
  database: Database,
  merchantId: MerchantId,
  filter: InvoiceFilter,
  lookedAtMax = lookedAtMaxByDefault,
): Promise<Page<Invoice>> {
  const after = filter.cursor === undefined ? null : readCursor(filter.cursor)
  const { text, values, end } = toListStatement(merchantId, filter, after, lookedAtMax)
  const invoices = (await database.query(text, values)).map(fromInvoiceRow)
  const data = invoices.slice(0, filter.limit)
  const last = data.at(-1)
  if (invoices.length > filter.limit && last !== undefined) return { data, next_cursor: writeCursor(last) }
  const [lookedAt] = end === null ? [] : await database.query<{ created_at: Date; id: string }>(end.text, end.values)
  return { data, next_cursor: lookedAt === undefined ? null : writeCursor({ createdAt: lookedAt.created_at, id: lookedAt.id }) }
}

function writeCursor({ createdAt, id }: Place): string {
  return Buffer.from(JSON.stringify([createdAt.toISOString(), id])).toString('base64url')
}

const cursorSchema = z.tuple([z.iso.datetime(), z.string().regex(/^inv_[0-9a-z]+$/)])

function readCursor(cursor: string): Place {
  const json = parseJson(Buffer.from(cursor, 'base64url'))
  const parsed = cursorSchema.safeParse('fault' in json ? null : json.value)
  if (!parsed.success) {
    throw new Problem('invalid_request', 'The cursor is not one of ours.', {
      errors: toFaults(parsed.error)
        .slice(0, 1)
        .map(() => ({ pointer: '/cursor', detail: 'Use next_cursor of the page before, unchanged.' })),
    })
  }
  return { createdAt: new Date(parsed.data[0]), id: parsed.data[1] }
}
