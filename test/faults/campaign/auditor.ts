import { auditAmounts } from './audit-amounts.ts'
import { auditCauses } from './audit-causes.ts'
import { auditForgeries } from './audit-forgeries.ts'
import { auditKeys, auditOrders } from './audit-keys.ts'
import { auditPaid, auditPayments } from './audit-money.ts'
import { auditFeed, auditWebhooks } from './audit-news.ts'
import { auditConfirmed, auditDrain, auditManners } from './audit-promises.ts'
import { auditAgreement, auditKnown, auditSingles } from './audit-providers.ts'
import { auditEvents, auditSightings } from './audit-statuses.ts'
import type { History, Violation } from './history.ts'

const audits: readonly ((history: History) => Violation[])[] = [
  auditSingles,
  auditKnown,
  auditAgreement,
  auditKeys,
  auditOrders,
  auditSightings,
  auditEvents,
  auditAmounts,
  auditPayments,
  auditPaid,
  auditCauses,
  auditFeed,
  auditWebhooks,
  auditForgeries,
  auditConfirmed,
  auditDrain,
  auditManners,
]

/**
 * Every promise that was broken. Reads the providers' ledgers, the API's answers and the merchant's notes; never the gateway's tables, and none
 * of its code: what it shared with the gateway it could not find wrong.
 */
export function findViolations(history: History): Violation[] {
  return audits.flatMap((audit) => audit(history))
}
