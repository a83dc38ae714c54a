import type { Invoice } from '../core/invoice.ts'
import { invoiceText } from '../core/invoice-wire.ts'
import { presentProblem, problemContentType } from '../core/problem-wire.ts'
import { Problem, type ProviderWord } from '../core/problems.ts'

/** What a use case answers: the status of HTTP and the very text of the body, which may be replayed later. */
export interface Answer {
  status: number
  body: string
  headers: Record<string, string>
}

/** After how many seconds a client may look again at an invoice whose outcome is not known yet. */
const lookAgainSeconds = 2

/** 201 with the invoice once it exists, 202 while that is not known. */
export function answerCreated(invoice: Invoice): Answer {
  const location = `/invoices/${invoice.id}`
  const body = invoiceText(invoice)
  return invoice.status === 'pending' || invoice.status === 'unknown'
    ? { status: 202, body, headers: { location, 'retry-after': String(lookAgainSeconds) } }
    : { status: 201, body, headers: { location } }
}

/** 200 with the invoice; 202 while it is not known whether the provider did what was asked. */
export function answerChanged(invoice: Invoice, confirmed: boolean): Answer {
  const body = invoiceText(invoice)
  return confirmed
    ? { status: 200, body, headers: {} }
    : { status: 202, body, headers: { 'retry-after': String(lookAgainSeconds) } }
}

/** The 422 of a provider that proved that it will not create this invoice; the same whether told at once or replayed. */
export function answerRejected(invoice: Invoice, httpStatus: number | null, requestId: string): Answer {
  const { failure } = invoice
  const provider: ProviderWord = {
    name: invoice.provider,
    code: failure?.provider_code ?? null,
    message: failure?.provider_message ?? null,
    http_status: httpStatus,
  }
  const detail = failure?.detail ?? 'The provider refused.'
  const problem = new Problem('provider_rejected', detail, { invoiceId: invoice.id, provider })
  return {
    status: 422,
    body: JSON.stringify(presentProblem(problem, requestId)),
    headers: { 'content-type': problemContentType },
  }
}

/** The answer to a create by how its invoice stands now: created, not known yet, or come to nothing. */
export function answerAsItStands(invoice: Invoice, requestId: string): Answer {
  return invoice.status === 'failed' ? answerRejected(invoice, null, requestId) : answerCreated(invoice)
}
