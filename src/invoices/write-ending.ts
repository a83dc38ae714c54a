import type { ProviderInvoice } from '../connectors/connector.ts'
import type { OperationTrace } from '../connectors/call.ts'
import { toOutcome, type Verdict } from '../connectors/outcome.ts'
import type { Invoice } from '../core/invoice.ts'
import { applyNews, type Change } from '../core/news.ts'
import type { Payment } from '../core/payment.ts'
import { addMs } from '../core/time.ts'
import { isUnavailable } from '../db/pool.ts'
import { answerCreated, type Answer } from './answer.ts'
import { seenIn } from './apply-asked.ts'
import type { AttemptResult, NewAttempt } from './attempt.ts'
import type { Ending } from './create-ending.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import type { KeyAnswer, Save } from './save.ts'

/** What came of a create, as far as this process knows, and how it shall be written. */
export interface Ended {
  invoice: Invoice
  attempt: NewAttempt
  key: string
  verdict: Verdict<ProviderInvoice>
  trace: readonly OperationTrace[]
  ending: Ending
}

export interface Written {
  invoice: Invoice
  /** Null when somebody else had ended the attempt, or we had and the database's answer was lost. */
  answer: Answer | null
}

/** Those who change an invoice that is only just being created are few. */
const triesMax = 5

/** Writes it behind the attempt's epoch, again when the invoice changed meanwhile. Null: the database is away, and nothing is known of the write. */
export async function writeEnding({ store, clock }: InvoiceDependencies, ended: Ended): Promise<Written | null> {
  const { attempt, verdict, trace, ending, key } = ended
  let before = ended.invoice
  // An invoice that is only just being created has none, which the first try need not ask the database.
  let recorded: readonly Payment[] = []
  for (let tries = 0; tries < triesMax; tries += 1) {
    // Somebody else has learned more, so it cannot be given back as if it had never been.
    if (ending.kind === 'void' && before.status !== 'pending') return { invoice: before, answer: null }
    try {
      const now = clock.now()
      const { invoice: after, payments, events } = change(before, recorded, ending, now)
      const answer = ending.kind === 'final' ? ending.answer(after) : answerCreated(after)
      const result = toResult(attempt, verdict, now)
      const keyAnswer = toKeyAnswer(key, ending, answer)
      const save = { before, after, payments, events, operations: trace, attemptId: attempt.id, result, keyAnswer }
      if (await store.save({ ...save, ...seenBy(verdict) })) return { invoice: after, answer }
      const present = await store.read(before.merchantId, before.id)
      if (present === null || present.version === before.version) return { invoice: present ?? before, answer: null }
      before = present
      recorded = await store.readPayments(present)
    } catch (error) {
      if (isUnavailable(error)) return null
      throw error
    }
  }
  return { invoice: before, answer: null }
}

function change(before: Invoice, recorded: readonly Payment[], ending: Ending, now: Date): Omit<Change, 'refused'> {
  const { invoice, payments, events } = applyNews(before, recorded, ending.news, now)
  if (ending.kind !== 'void')
    return { invoice: { ...invoice, checkedAt: ending.kind === 'final' ? now : before.checkedAt }, payments, events }
  const { lastSequence } = before
  return { invoice: { ...invoice, listed: false, idempotencyKey: null, lastSequence }, payments, events: [] }
}

/** What the answer showed, for the exceptions that it raises. */
function seenBy(verdict: Verdict<ProviderInvoice>): Pick<Save, 'seen'> {
  return verdict.kind === 'done' ? { seen: seenIn(verdict.result) } : {}
}

/** Whatever is not known is asked for soon, for the merchant is waiting. */
const firstCheckMs = 2_000

function toResult({ id, epoch }: NewAttempt, verdict: Verdict<ProviderInvoice>, finishedAt: Date): AttemptResult {
  const outcome = toOutcome(verdict)
  const nextCheckAt = outcome === 'UNKNOWN' ? addMs(finishedAt, firstCheckMs) : null
  return { id, epoch, outcome, ...wordOf(verdict), finishedAt, nextCheckAt, notFound: 0, resolution: null }
}

function wordOf(verdict: Verdict<unknown>): Pick<AttemptResult, 'providerCode' | 'providerMessage'> {
  switch (verdict.kind) {
    case 'done':
    case 'next_page':
      return { providerCode: null, providerMessage: null }
    case 'not_sent':
      return { providerCode: null, providerMessage: verdict.reason }
    case 'unknown':
      return { providerCode: verdict.code, providerMessage: verdict.message ?? verdict.reason }
    case 'refused':
      return { providerCode: verdict.code, providerMessage: verdict.message }
  }
}

function toKeyAnswer(key: string, ending: Ending, answer: Answer): KeyAnswer {
  switch (ending.kind) {
    case 'final':
      return { key, free: false, status: answer.status, body: answer.body }
    case 'open':
      return { key, free: false, status: null, body: null }
    case 'void':
      return { key, free: true }
  }
}
