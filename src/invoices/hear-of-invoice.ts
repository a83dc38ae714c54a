import type { CallbackNews, CallbackPayment, Callbacks } from '../connectors/connector.ts'
import type { Invoice } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import type { Money } from '../core/money.ts'
import { noNews } from '../core/news.ts'
import type { ToldPayment } from '../core/payment.ts'
import { Problem, type ProblemCode } from '../core/problems.ts'
import { isFinished } from '../core/transitions.ts'
import { applyAsked } from './apply-asked.ts'
import { accountOf, askProvider } from './ask-provider.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { saveNews } from './save-news.ts'

/** `absent`: the provider does not know it (yet). `no_answer`: it or its account cannot be used now. `cannot_ask`: there is no way to. */
export type Hearing = { kind: 'told'; invoice: Invoice } | { kind: 'absent' | 'no_answer' | 'cannot_ask' }

/** Writes payments that only the provider itself can have told of. Told again, they change nothing. */
export async function believeCallback(
  dependencies: InvoiceDependencies,
  invoice: Invoice,
  { providerInvoiceId, payments }: CallbackNews,
  callbacks: Callbacks,
): Promise<Invoice> {
  return saveNews(dependencies, invoice, {
    news: (present) => ({
      ...noNews,
      providerInvoiceId,
      payments: payments.map((payment) => toToldPayment(payment, present, callbacks)),
    }),
    trace: [],
    asked: false,
  })
}

function toToldPayment(payment: CallbackPayment, invoice: Invoice, callbacks: Callbacks): ToldPayment {
  const { id, amount, fee, netAmount, channel, paidAt, reversed } = callbacks.counted?.(payment, invoice) ?? payment
  return { providerPaymentId: id, amount, fee, netAmount, channel, paidAt, reversed }
}

/** What each payment that stands counts towards the invoice. */
export function creditsOf({ payments }: CallbackNews, invoice: Invoice, callbacks: Callbacks): Money[] {
  return payments.filter(({ reversed }) => !reversed).map((payment) => toToldPayment(payment, invoice, callbacks).amount)
}

/** Somebody says that there is news: the provider is asked, and what it tells is written. Nothing is believed of whoever said so. */
export async function askBecauseOfCallback(dependencies: InvoiceDependencies, invoice: Invoice): Promise<Hearing> {
  try {
    const account = await accountOf(dependencies, invoice)
    const asked = await askProvider(dependencies, account, invoice)
    const after = await applyAsked(dependencies, account, invoice, asked, isFinished(invoice.status) ? null : undefined)
    return asked.kind === 'told' ? { kind: 'told', invoice: after } : { kind: 'absent' }
  } catch (error) {
    const kind = error instanceof Problem ? hearings[error.code] : undefined
    if (kind === undefined) throw error
    return { kind }
  }
}

const hearings: Partial<Record<ProblemCode, 'no_answer' | 'cannot_ask'>> = {
  provider_unavailable: 'no_answer',
  provider_misconfigured: 'no_answer',
  operation_not_supported: 'cannot_ask',
}

/** What a provider says does not fit what we know, or nobody can tell whether it is true: a person should look. */
export async function flagBecauseOfCallback(
  dependencies: InvoiceDependencies,
  invoice: Invoice,
  seen: JsonObject,
): Promise<void> {
  const raise = ['needs_review'] as const
  await saveNews(dependencies, invoice, { news: () => ({ ...noNews, raise }), trace: [], asked: false, seen })
}
