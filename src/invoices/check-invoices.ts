import { isTimeOver, nextCheckAt, retryCheckAt } from '../core/check-schedule.ts'
import { failpoint } from '../core/failpoints.ts'
import type { Invoice } from '../core/invoice.ts'
import { Problem, type ProblemCode } from '../core/problems.ts'
import { addMs } from '../core/time.ts'
import { accountOf } from './ask-provider.ts'
import type { CheckStore, DueCheck } from './check-store.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { expireAtProvider, expireUnasked } from './expire-invoice.ts'
import { refreshInvoice } from './refresh-invoice.ts'

/** `busy`: somebody else is changing it. `skipped`: there is nothing to compare any more. */
export const checkResults = ['told', 'expired', 'no_answer', 'cannot_ask', 'busy', 'skipped'] as const
export type CheckResult = (typeof checkResults)[number]

export interface CheckDependencies extends InvoiceDependencies {
  checks: CheckStore
  /** Told of each look and what it came to. */
  onChecked(provider: string, result: CheckResult): void
}

const batchMax = 20

/**
 * Compares what is due with one provider: finishes changes that were left behind, writes what is told, and ends what is over. Each invoice is
 * taken by one instance. Answers how many were taken; throws the first error after all have been looked at, and what failed is due again.
 */
export async function checkInvoices(dependencies: CheckDependencies, provider: string): Promise<number> {
  const { checks, clock, providerTimeoutMs } = dependencies
  const now = clock.now()
  // Finishing a change and asking again takes several calls, each with a token before it.
  const due = await checks.take(provider, now, addMs(now, 10 * providerTimeoutMs), batchMax)
  if (due.length > 0) failpoint('check_taken')
  const looks = await Promise.allSettled(due.map((check) => checkOne(dependencies, provider, check)))
  const failed = looks.find((look) => look.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return due.length
}

async function checkOne(dependencies: CheckDependencies, provider: string, check: DueCheck): Promise<void> {
  const { store, checks, clock } = dependencies
  const invoice = await store.read(check.merchantId, check.id)
  if (invoice === null) return
  const { result, present } = isCompared(invoice)
    ? await look(dependencies, invoice)
    : { result: 'skipped' as const, present: invoice }
  dependencies.onChecked(provider, result)
  const now = clock.now()
  const planned = result === 'cannot_ask' ? nextCheckAt({ ...present, checkedAt: now }) : nextCheckAt(present)
  // What was told has been planned by the writing of it, and then this does nothing.
  await checks.postpone(check, planned !== null && planned <= now ? retryCheckAt(present, now) : planned)
}

function isCompared({ status }: Invoice): boolean {
  return status === 'open' || status === 'partially_paid' || status === 'expired'
}

interface Looked {
  result: CheckResult
  /** As it stands after the look, as far as we know. */
  present: Invoice
}

async function look(dependencies: CheckDependencies, invoice: Invoice): Promise<Looked> {
  try {
    const present = await refreshInvoice(dependencies, invoice.merchantId, invoice.id)
    if (!isOver(dependencies, present)) return { result: 'told', present }
    const account = await accountOf(dependencies, present)
    return toLooked(await expireAtProvider(dependencies, account, present))
  } catch (error) {
    const result = error instanceof Problem ? results[error.code] : undefined
    if (result === undefined) throw error
    if (result !== 'cannot_ask' || !isOver(dependencies, invoice)) return { result, present: invoice }
    return toLooked(await expireUnasked(dependencies, invoice))
  }
}

function isOver({ clock }: CheckDependencies, invoice: Invoice): boolean {
  return (invoice.status === 'open' || invoice.status === 'partially_paid') && isTimeOver(invoice, clock.now())
}

function toLooked(present: Invoice): Looked {
  if (present.status === 'expired') return { result: 'expired', present }
  return { result: isCompared(present) ? 'no_answer' : 'told', present }
}

const results: Partial<Record<ProblemCode, CheckResult>> = {
  provider_unavailable: 'no_answer',
  provider_misconfigured: 'no_answer',
  operation_not_supported: 'cannot_ask',
  invoice_state_conflict: 'busy',
}
