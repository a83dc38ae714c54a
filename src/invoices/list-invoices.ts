import { z } from 'zod'
import { toFaults } from '../core/faults.ts'
import type { MerchantId } from '../core/ids.ts'
import type { ExceptionCode, Invoice, InvoiceStatus } from '../core/invoice.ts'
import { parseJson } from '../core/parse-json.ts'
import { Problem } from '../core/problems.ts'
import type { Database } from '../db/statement.ts'
import { fromInvoiceRow } from './invoice-rows.ts'

export interface InvoiceFilter {
  status: readonly InvoiceStatus[]
  provider?: string | undefined
  reference?: string | undefined
  idempotencyKey?: string | undefined
  customerEmail?: string | undefined
  customerPhone?: string | undefined
  createdFrom?: Date | undefined
  createdTo?: Date | undefined
  exception?: ExceptionCode | undefined
  /** Any part of reference, title, customer's name or e-mail, or the provider's id, in any case. */
  q?: string | undefined
  limit: number
  cursor?: string | undefined
}

export interface Page<Entry> {
  data: Entry[]
  next_cursor: string | null
}

/** Newest first. The cursor names the last invoice served, so that new ones never shift a page. */
export async function listInvoices(database: Database, merchantId: MerchantId, filter: InvoiceFilter): Promise<Page<Invoice>> {
  const { conditions, values } = toConditions(merchantId, filter)
  const text = `select * from invoices where ${conditions.join(' and ')} order by created_at desc, id desc limit ${filter.limit + 1}`
  const invoices = (await database.query(text, values)).map(fromInvoiceRow)
  const data = invoices.slice(0, filter.limit)
  const last = data.at(-1)
  return { data, next_cursor: invoices.length > filter.limit && last !== undefined ? writeCursor(last) : null }
}

function toConditions(merchantId: MerchantId, filter: InvoiceFilter) {
  const values: unknown[] = [merchantId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const conditions = ['merchant_id = $1', 'listed']
  const add = (value: unknown, condition: (parameter: string) => string) => {
    if (value !== undefined) conditions.push(condition(bind(value)))
  }
  if (filter.status.length > 0) add(filter.status, (parameter) => `status = any(${parameter}::text[])`)
  add(filter.provider, (parameter) => `provider = ${parameter}`)
  // Said twice, once for each of the two partial indexes on references.
  add(
    filter.reference,
    (parameter) => `((reference = ${parameter} and status <> 'failed') or (reference = ${parameter} and status = 'failed'))`,
  )
  add(filter.idempotencyKey, (parameter) => `idempotency_key = ${parameter}`)
  add(filter.customerEmail, (parameter) => `customer_email = ${parameter}`)
  add(filter.customerPhone, (parameter) => `customer_phone = ${parameter}`)
  add(filter.createdFrom, (parameter) => `created_at >= ${parameter}`)
  add(filter.createdTo, (parameter) => `created_at <= ${parameter}`)
  add(filter.exception, (parameter) => `exceptions <> '{}' and ${parameter} = any(exceptions)`)
  add(filter.q === undefined ? undefined : `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`, (parameter) => searchIn(parameter))
  if (filter.cursor !== undefined) {
    const { createdAt, id } = readCursor(filter.cursor)
    conditions.push(`(created_at, id) < (${bind(createdAt)}, ${bind(id)})`)
  }
  return { conditions, values }
}

function searchIn(parameter: string): string {
  const places = ['reference', `details ->> 'title'`, `details #>> '{customer,name}'`, 'customer_email', 'provider_invoice_id']
  return `(${places.map((place) => `${place} ilike ${parameter}`).join(' or ')})`
}

function writeCursor({ createdAt, id }: Invoice): string {
  return Buffer.from(JSON.stringify([createdAt.toISOString(), id])).toString('base64url')
}

const cursorSchema = z.tuple([z.iso.datetime(), z.string().regex(/^inv_[0-9a-z]+$/)])

function readCursor(cursor: string): { createdAt: Date; id: string } {
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
