import type { ProviderInvoice } from '../connectors/connector.ts'
import { compareEcho, type Said, type Verdict } from '../connectors/outcome.ts'
import type { Invoice } from '../core/invoice.ts'
import { noNews, type News } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import { answerCreated, answerRejected, type Answer } from './answer.ts'
import { toFirstNews } from './to-news.ts'

/** How a create ends: what becomes of the invoice, of its key, and what the merchant is told. */
export type Ending =
  /** It exists, or it was refused for good: this answer is kept and replayed. */
  | { kind: 'final'; news: News; answer(invoice: Invoice): Answer }
  /** Nobody knows yet: 202, and nothing is kept for the key but the invoice. */
  | { kind: 'open'; news: News }
  /** Proved not created, through no fault of the request: key and reference are given back. */
  | { kind: 'void'; news: News; problem: Problem }

const retryAfterSeconds = 5

/** Another reference or amount than ours is not our invoice: it proves nothing. */
export function judgeCreate(invoice: Invoice, verdict: Verdict<ProviderInvoice>): Verdict<ProviderInvoice> {
  if (verdict.kind !== 'done' || compareEcho(invoice, verdict.result) !== 'other') return verdict
  return { kind: 'unknown', reason: 'the answer names another reference or amount', code: null, message: null, httpStatus: null }
}

export function endingOf(invoice: Invoice, verdict: Verdict<ProviderInvoice>, requestId: string): Ending {
  switch (verdict.kind) {
    case 'done':
      return { kind: 'final', news: toFirstNews(invoice, verdict.result), answer: answerCreated }
    case 'unknown':
    case 'next_page':
      return { kind: 'open', news: { ...noNews, status: 'unknown' } }
    case 'not_sent':
      return unavailable(invoice)
    case 'refused':
      return refused(invoice, verdict, requestId)
  }
}

function unavailable(invoice: Invoice): Ending {
  const detail = 'The provider could not be asked; nothing was created.'
  const problem = new Problem('provider_unavailable', detail, { invoiceId: invoice.id, retryAfterSeconds })
  return { kind: 'void', news: failed('provider_unavailable', detail, null), problem }
}

function refused(invoice: Invoice, verdict: Extract<Verdict<never>, { kind: 'refused' }>, requestId: string): Ending {
  switch (verdict.meaning) {
    case 'bad_credentials':
    case 'token_invalid': {
      const detail = 'The provider refuses the credentials of this account; nothing was created.'
      const provider = { name: invoice.provider, code: verdict.code, message: verdict.message, http_status: verdict.httpStatus }
      const problem = new Problem('provider_misconfigured', detail, { invoiceId: invoice.id, provider })
      return { kind: 'void', news: failed('provider_misconfigured', detail, verdict), problem }
    }
    case 'not_created':
    case 'duplicate': {
      const detail =
        verdict.meaning === 'duplicate'
          ? 'The provider refused: as far as it tells, it already has an invoice with this reference or number.'
          : 'The provider refused to create this invoice.'
      const answer = (after: Invoice): Answer => answerRejected(after, verdict.httpStatus, requestId)
      return { kind: 'final', news: failed('provider_rejected', detail, verdict), answer }
    }
    case 'absent':
    case 'already_paid':
    case 'refused':
      return { kind: 'open', news: { ...noNews, status: 'unknown' } }
  }
}

function failed(code: string, detail: string, said: Said | null): News {
  return {
    ...noNews,
    status: 'failed',
    failure: { code, detail, provider_code: said?.code ?? null, provider_message: said?.message ?? null },
  }
}
