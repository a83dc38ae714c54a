import { z } from 'zod'
import { asInvoiceId, asMerchantId, type InvoiceId, type MerchantId } from '../core/ids.ts'
import { minuteMs } from '../core/time.ts'
import type { Database } from '../db/statement.ts'
import * as sql from './check-statements.ts'

/** An invoice that this process has taken, to compare it with its provider. */
export interface DueCheck {
  merchantId: MerchantId
  id: InvoiceId
  leaseUntil: Date
}

export type OpenWork = z.infer<typeof openWork>

export interface CheckStore {
  /** Takes at most `limit` invoices of a provider that are due and that its budget allows; nobody else looks at them before `leaseUntil`. */
  take(provider: string, now: Date, leaseUntil: Date, limit: number): Promise<DueCheck[]>
  /** Leaves one to its next time, or to nobody; ignored when it was planned anew meanwhile. */
  postpone(check: DueCheck, nextCheckAt: Date | null): Promise<void>
  /** Plans open invoices that have no next time, at most `limit`; answers how many. */
  planUnplanned(now: Date, limit: number): Promise<number>
  countOpenWork(providers: readonly string[], now: Date): Promise<OpenWork>
}

/** Looks at one provider in a minute, for all instances together: few enough that no provider minds, at any size of deployment. */
const looksPerMinute = 60
/** Beyond this a gauge says enough. */
const countedMax = 10_000

const taken = z.object({ merchant_id: z.string(), id: z.string() })
const openWork = z.object({ unknown: z.int(), due_checks: z.int(), needs_review: z.int() })

export function openCheckStore(database: Database): CheckStore {
  return {
    async take(provider, now, leaseUntil, limit) {
      const minute = new Date(Math.floor(now.getTime() / minuteMs) * minuteMs)
      const rows = await database.run(sql.takeDueChecks, [provider, now, leaseUntil, limit, minute, looksPerMinute])
      return rows.map((row) => {
        const { merchant_id, id } = taken.parse(row)
        return { merchantId: asMerchantId(merchant_id), id: asInvoiceId(id), leaseUntil }
      })
    },
    async postpone({ merchantId, id, leaseUntil }, nextCheckAt) {
      await database.run(sql.postponeCheck, [merchantId, id, leaseUntil, nextCheckAt])
    },
    async planUnplanned(now, limit) {
      return (await database.run(sql.planUnplanned, [now, limit])).length
    },
    async countOpenWork(providers, now) {
      const [row] = await database.run(sql.countOpenWork, [providers, now, countedMax])
      return openWork.parse(row)
    },
  }
}
