import type { ProviderInvoice } from '../connectors/connector.ts'
import type { Called } from '../connectors/call.ts'
import { toOutcome, type Verdict } from '../connectors/outcome.ts'
import type { Invoice } from '../core/invoice.ts'
import { applyNews, type Change } from '../core/news.ts'
import { answerCreated, type Answer } from './answer.ts'
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
  const { store, clock } = dependencies
  const { attempt, called, key } = settlement
  const verdict = judgeCreate(settlement.invoice, called.verdict)
  const ending = endingOf(settlement.invoice, verdict, settlement.requestId)
  let before = settlement.invoice
  for (let tries = 0; tries < triesMax; tries += 1) {
    const now = clock.now()
    const { invoice: after, event } = change(before, ending, now)
    const answer = ending.kind === 'final' ? ending.answer(after) : answerCreated(after)
    const saved = await store.save({
      ...{ before, after, event, operations: called.trace, attemptId: attempt.id },
      result: toResult(attempt, verdict, now),
      keyAnswer: toKeyAnswer(key, ending, answer),
    })
    if (saved) {
      if (ending.kind === 'void') throw ending.problem
      return answer
    }
    const present = await store.read(before.merchantId, before.id)
    if (present === null || present.version === before.version) break
    before = present
  }
  dependencies.warn(
    { invoice_id: before.id, attempt_id: attempt.id },
    'the answer to a create came after its attempt had passed to another owner',
  )
  return answerCreated((await store.read(before.merchantId, before.id)) ?? before)
}

function change(before: Invoice, ending: Ending, now: Date): Pick<Change, 'invoice' | 'event'> {
  const { invoice, event } = applyNews(before, ending.news, now)
  if (ending.kind !== 'void')
    return { invoice: { ...invoice, checkedAt: ending.kind === 'final' ? now : before.checkedAt }, event }
  return { invoice: { ...invoice, listed: false, idempotencyKey: null, lastSequence: before.lastSequence }, event: null }
}

function toResult(attempt: NewAttempt, verdict: Verdict<ProviderInvoice>, finishedAt: Date): AttemptResult {
  const { id, epoch } = attempt
  const outcome = toOutcome(verdict)
  switch (verdict.kind) {
    case 'done':
    case 'next_page':
      return { id, epoch, outcome, providerCode: null, providerMessage: null, finishedAt }
    case 'not_sent':
      return { id, epoch, outcome, providerCode: null, providerMessage: verdict.reason, finishedAt }
    case 'unknown':
      return { id, epoch, outcome, providerCode: verdict.code, providerMessage: verdict.message ?? verdict.reason, finishedAt }
    case 'refused':
      return { id, epoch, outcome, providerCode: verdict.code, providerMessage: verdict.message, finishedAt }
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
