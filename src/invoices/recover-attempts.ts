import type { Outcome } from '../connectors/outcome.ts'
import { failpoint } from '../core/failpoints.ts'
import type { Invoice } from '../core/invoice.ts'
import { applyNews, noNews, type News } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import { addMs, minuteMs } from '../core/time.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { newsOf } from './apply-asked.ts'
import { accountOf, askProvider, type Asked } from './ask-provider.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { lookForGhost, nextGhostLook } from './look-for-ghost.ts'
import { recordedFor } from './recorded-payments.ts'
import type { DueAttempt, RecoveryStore } from './recovery-store.ts'

/** After each check the next: 2 s (set when the outcome became unknown), then these, then hourly. */
const waitsMs = [10_000, 30_000, 2 * minuteMs, 10 * minuteMs, 60 * minuteMs]
/** Two not-founds after the horizon, by a look-up that may be believed, prove that it was not created. */
const notFoundsThatProve = 2
const batchMax = 20

export interface RecoveryDependencies extends InvoiceDependencies {
  recovery: RecoveryStore
}

/**
 * Finds out what became of creates whose answer was lost or whose owner died: by our own reference, and ended only by proof. A create is never
 * sent again from here. Answers how many attempts were looked after.
 */
export async function recoverAttempts(dependencies: RecoveryDependencies): Promise<number> {
  const { recovery, clock, providerTimeoutMs } = dependencies
  const now = clock.now()
  // A list may take several calls, each with a token before it.
  const due = await recovery.take(now, addMs(now, 10 * providerTimeoutMs), batchMax)
  if (due.length > 0) failpoint('recovery_taken')
  await Promise.all(due.map((attempt) => recoverAttempt(dependencies, attempt)))
  return due.length
}

async function recoverAttempt(dependencies: RecoveryDependencies, attempt: DueAttempt): Promise<void> {
  const { store, recovery } = dependencies
  const invoice = await store.read(attempt.merchantId, attempt.invoiceId)
  if (invoice?.status === 'failed') return recovery.schedule(attempt, await lookForGhost(dependencies, invoice))
  if (invoice === null || (invoice.status !== 'pending' && invoice.status !== 'unknown')) return recovery.schedule(attempt, null)
  const account = await accountOf(dependencies, invoice).catch(nullIfGone)
  const asked: Asked = account === null ? { kind: 'cannot_ask' } : await askProvider(dependencies, account, invoice)
  failpoint('recovery_asked')
  const found = judge(dependencies, account, invoice, attempt, asked)
  await write(dependencies, invoice, attempt, asked, found)
}

/** An account that is no longer configured cannot be asked; a person must tell. */
function nullIfGone(error: unknown): null {
  if (error instanceof Problem && error.code === 'operation_not_supported') return null
  throw error
}

interface Finding {
  news: News
  outcome: Outcome
  notFound: number
  /** Null when nothing is left to find out. */
  nextCheckAt: Date | null
  proof: string | null
}

function judge(
  { clock }: RecoveryDependencies,
  account: UsableAccount | null,
  invoice: Invoice,
  attempt: DueAttempt,
  asked: Asked,
): Finding {
  const now = clock.now()
  const horizon = addMs(attempt.startedAt, (account?.horizonMinutes ?? 0) * minuteMs)
  const isPast = now >= horizon
  const wait = waitsMs[attempt.checks - 1] ?? 60 * minuteMs
  const soon = addMs(now, wait)
  // The check that counts must come after the horizon, so none is planned far beyond it.
  const nextCheckAt = !isPast && soon > horizon ? horizon : soon
  const open: Finding = { news: stillUnknown(isPast), outcome: 'UNKNOWN', notFound: attempt.notFound, nextCheckAt, proof: null }
  switch (asked.kind) {
    case 'told':
      return {
        ...open,
        news: foundNews(invoice, asked.told),
        outcome: 'CREATED',
        nextCheckAt: null,
        proof: 'found by our reference',
      }
    case 'ambiguous':
      return { ...open, news: stillUnknown(true) }
    case 'cannot_ask':
      return { ...open, nextCheckAt: isPast ? null : horizon }
    case 'no_answer':
      return open
    case 'absent':
      return isPast && account?.connector.manifest.findsByReference?.authoritative === true ? absent(open, now) : open
  }
}

function absent(open: Finding, now: Date): Finding {
  const notFound = open.notFound + 1
  if (notFound < notFoundsThatProve) return { ...open, notFound, news: stillUnknown(false), nextCheckAt: addMs(now, minuteMs) }
  const detail = 'The answer to its creation was lost, and the provider has since said twice that it does not exist.'
  const failure = { code: 'not_created', detail, provider_code: null, provider_message: null }
  const news: News = { ...noNews, status: 'failed', failure, settle: ['needs_review'] }
  return { ...open, notFound, news, nextCheckAt: nextGhostLook(now, now), proof: 'not found twice after the horizon' }
}

/** Time alone never ends it; after the horizon a person should look. */
function stillUnknown(needsReview: boolean): News {
  return { ...noNews, status: 'unknown', raise: needsReview ? ['needs_review'] : [] }
}

function foundNews(invoice: Invoice, told: Extract<Asked, { kind: 'told' }>['told']): News {
  const news = newsOf(invoice, told)
  return { ...news, settle: news.raise.includes('needs_review') ? [] : ['needs_review'] }
}

/** Written behind the attempt's epoch and the invoice's version; when either has moved on, somebody else knows better. */
async function write(
  dependencies: RecoveryDependencies,
  before: Invoice,
  attempt: DueAttempt,
  asked: Asked,
  { news, outcome, notFound, nextCheckAt, proof }: Finding,
): Promise<void> {
  const { store, clock } = dependencies
  const now = clock.now()
  const recorded = await recordedFor(store, before, news)
  const { invoice, payments, events } = applyNews(before, recorded, news, now)
  const { id, epoch, providerCode, providerMessage, finishedAt } = attempt
  const resolution = proof === null ? null : { outcome, proof, by: 'recovery', at: now.toISOString() }
  const saved = await store.save({
    before,
    after: { ...invoice, checkedAt: asked.kind === 'cannot_ask' || asked.kind === 'no_answer' ? before.checkedAt : now },
    ...{ payments, events },
    operations: asked.kind === 'cannot_ask' ? [] : asked.trace,
    attemptId: id,
    result: { id, epoch, outcome, providerCode, providerMessage, finishedAt, nextCheckAt, notFound, resolution },
  })
  if (!saved)
    dependencies.warn({ invoice_id: before.id, attempt_id: id }, 'a recovery found that the invoice had changed meanwhile')
}
