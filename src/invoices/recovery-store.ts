import { asAttemptId, asInvoiceId, asMerchantId, type AttemptId, type InvoiceId, type MerchantId } from '../core/ids.ts'
import { z } from 'zod'
import { outcomes } from '../connectors/outcome.ts'
import type { Database } from '../db/statement.ts'
import * as sql from './statements.ts'

/** An attempt that this process has taken, to find out what became of it. */
export interface DueAttempt {
  merchantId: MerchantId
  invoiceId: InvoiceId
  id: AttemptId
  epoch: number
  outcome: (typeof outcomes)[number]
  providerCode: string | null
  providerMessage: string | null
  startedAt: Date
  finishedAt: Date
  /** How often somebody has taken it, this time included. */
  checks: number
  notFound: number
}

export interface RecoveryStore {
  /** Takes at most `limit` attempts whose time has come; nobody else acts for them before `leaseUntil`. */
  take(now: Date, leaseUntil: Date, limit: number): Promise<DueAttempt[]>
  /** Leaves an attempt to its next time, or to nobody; ignored when it is somebody else's by now. */
  schedule(attempt: DueAttempt, nextCheckAt: Date | null): Promise<void>
}

const row = z.object({
  merchant_id: z.string(),
  invoice_id: z.string(),
  id: z.string(),
  epoch: z.int(),
  outcome: z.enum(outcomes),
  provider_code: z.string().nullable(),
  provider_message: z.string().nullable(),
  started_at: z.date(),
  finished_at: z.date(),
  checks: z.int(),
  not_found: z.int(),
})

export function openRecoveryStore(database: Database): RecoveryStore {
  return {
    async take(now, leaseUntil, limit) {
      return (await database.run(sql.takeDueAttempts, [now, leaseUntil, limit])).map(fromRow)
    },
    async schedule({ merchantId, invoiceId, id, epoch }, nextCheckAt) {
      await database.run(sql.scheduleCheck, [merchantId, invoiceId, id, epoch, nextCheckAt])
    },
  }
}

function fromRow(raw: unknown): DueAttempt {
  const { merchant_id, invoice_id, id, epoch, outcome, checks, ...rest } = row.parse(raw)
  return {
    merchantId: asMerchantId(merchant_id),
    invoiceId: asInvoiceId(invoice_id),
    id: asAttemptId(id),
    ...{ epoch, outcome, checks, notFound: rest.not_found },
    ...{ providerCode: rest.provider_code, providerMessage: rest.provider_message },
    ...{ startedAt: rest.started_at, finishedAt: rest.finished_at },
  }
}
