import { z } from 'zod'
import { invoiceStatuses } from '../core/invoice.ts'
import type { MerchantId } from '../core/ids.ts'
import type { Database, Statement } from '../db/statement.ts'

/** One invoice and what its events say of it. */
export type AuditedInvoice = z.infer<typeof row>

/** The place of an invoice among its merchant's. */
export interface AuditPlace {
  createdAt: Date
  id: string
}

export interface EventAuditStore {
  /** Newest first, those after a place; null begins with the newest. */
  read(merchantId: MerchantId, after: AuditPlace | null, limit: number): Promise<AuditedInvoice[]>
}

/** One statement sees one moment, so that what is being written meanwhile is seen whole or not at all. Both laterals go by the primary key. */
const audit: Statement = {
  name: 'audit-events',
  text: `
select invoice.*, counted.*, newest.*
from (
  select id, created_at, status, version, amount_paid::text, listed, last_sequence, erased_at is not null as erased from invoices
  where merchant_id = $1 and (created_at, id) < ($2::timestamptz, $3) order by created_at desc, id desc limit $4
) invoice cross join lateral (
  select count(*)::int as events, min(sequence) as first, max(sequence) as last, coalesce(bool_or(misplaced), false) as misplaced
  from (
    select sequence, position <= lag(position) over by_sequence
      or (position is not null and lag(sequence) over by_sequence is not null and lag(position) over by_sequence is null) as misplaced
    from events where merchant_id = $1 and invoice_id = invoice.id window by_sequence as (order by sequence)
  ) placed
) counted left join lateral (
  select data #>> '{invoice,status}' as told_status, data #>> '{invoice,amount_paid}' as told_amount_paid,
    (data #>> '{invoice,version}')::int as told_version
  from events where merchant_id = $1 and invoice_id = invoice.id order by sequence desc limit 1
) newest on true
order by created_at desc, id desc`,
}

const row = z.object({
  id: z.string(),
  created_at: z.date(),
  status: z.enum(invoiceStatuses),
  version: z.int(),
  amount_paid: z.string(),
  listed: z.boolean(),
  last_sequence: z.int(),
  erased: z.boolean(),
  events: z.int(),
  /** Null where there is no event. */
  first: z.int().nullable(),
  last: z.int().nullable(),
  /** An event stands in the feed before one with a smaller sequence. */
  misplaced: z.boolean(),
  told_status: z.string().nullable(),
  told_amount_paid: z.string().nullable(),
  told_version: z.int().nullable(),
})

export function openEventAuditStore(database: Database): EventAuditStore {
  return {
    async read(merchantId, after, limit) {
      const values = [merchantId, after?.createdAt ?? 'infinity', after?.id ?? '', limit]
      return (await database.run(audit, values)).map((raw) => row.parse(raw))
    },
  }
}
