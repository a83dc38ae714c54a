import type { ProviderInvoice } from '../connectors/connector.ts'
import type { Called } from '../connectors/call.ts'
import { toOutcome, type Verdict } from '../connectors/outcome.ts'
import { failpoint } from '../core/failpoints.ts'
import type { Invoice } from '../core/invoice.ts'
import { applyNews, type Change } from '../core/news.ts'
import { addMs } from '../core/time.ts'
import { answerAsItStands, answerCreated, type Answer } from './answer.ts'
import { isUnavailable } from '../db/pool.ts'
import type { AttemptResult, NewAttempt } from './attempt.ts'
import { endingOf, judgeCreate, type Ending } from './create-ending.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import type { KeyAnswer } from './invoice-store.ts'

interface Settlement {
  invoice: Invoice
  attempt: NewAttempt
  called: Called<ProviderInvoice>
  key: string
  requestId: string
}

const triesMax = 5

/** Writes what came of the create, behind the attempt's epoch, and answers. A result for a lost epoch is logged, never applied. */
export async function settleAttempt(dependencies: InvoiceDependencies, settlement: Settlement): Promise<Answer> {
  const { invoice, called, requestId } = settlement
  const verdict = judgeCreate(invoice, called.verdict)
  const ending = endingOf(invoice, verdict, requestId)
  failpoint('before_result')
  const written = await writeEnding(dependencies, settlement, verdict, ending)
  failpoint('after_result')
  if (written === 'unavailable') {
    warn(dependencies, settlement, 'the answer to a create could not be written')
    return answerCreated(invoice)
  }
  if (ending.kind === 'void' && !written.invoice.listed) throw ending.problem
  if (written.answer !== null) return written.answer
  warn(dependencies, settlement, 'the answer to a create came after its attempt had passed to another owner')
  return answerAsItStands(written.invoice, requestId)
}

interface Written {
  invoice: Invoice
  /** Null when somebody else had ended the attempt, or we had and the database's answer was lost. */
  answer: Answer | null
}

/** Tries again when the invoice changed meanwhile, and when the database was away: nobody else knows what the provider said. */
async function writeEnding(
  { store, clock }: InvoiceDependencies,
  { invoice, attempt, called, key }: Settlement,
  verdict: Verdict<ProviderInvoice>,
  ending: Ending,
): Promise<Written | 'unavailable'> {
  let before = invoice
  for (let tries = 0; tries < triesMax; tries += 1) {
    try {
      const now = clock.now()
      const { invoice: after, event } = change(before, ending, now)
      const answer = ending.kind === 'final' ? ending.answer(after) : answerCreated(after)
      const result = toResult(attempt, verdict, now)
      const save = {
        before,
        after,
        event,
        operations: called.trace,
        attemptId: attempt.id,
        result,
        keyAnswer: toKeyAnswer(key, ending, answer),
      }
      if (await store.save(save)) return { invoice: after, answer }
      const present = await store.read(before.merchantId, before.id)
      if (present === null || present.version === before.version) return { invoice: present ?? before, answer: null }
      before = present
    } catch (error) {
      if (!isUnavailable(error)) throw error
    }
  }
  return 'unavailable'
}

function warn(dependencies: InvoiceDependencies, { invoice, attempt }: Settlement, message: string): void {
  dependencies.warn({ invoice_id: invoice.id, attempt_id: attempt.id }, message)
}

function change(before: Invoice, ending: Ending, now: Date): Pick<Change, 'invoice' | 'event'> {
  const { invoice, event } = applyNews(before, ending.news, now)
  if (ending.kind !== 'void')
    return { invoice: { ...invoice, checkedAt: ending.kind === 'final' ? now : before.checkedAt }, event }
  return { invoice: { ...invoice, listed: false, idempotencyKey: null, lastSequence: before.lastSequence }, event: null }
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
