import type { OperationTrace } from '../connectors/call.ts'
import type { ProviderInvoice } from '../connectors/connector.ts'
import { compareEcho, type Verdict } from '../connectors/outcome.ts'
import type { Invoice } from '../core/invoice.ts'
import { zero } from '../core/money.ts'
import { Problem } from '../core/problems.ts'
import { addMs, minuteMs } from '../core/time.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import type { InvoiceDependencies } from './dependencies.ts'

export type Asked =
  | { kind: 'told'; told: ProviderInvoice; trace: OperationTrace[] }
  /** The provider does not know it. By reference that proves nothing yet. */
  | { kind: 'absent'; trace: OperationTrace[] }
  /** It has invoices of this reference, but not exactly one that can be ours. */
  | { kind: 'ambiguous'; trace: OperationTrace[] }
  | { kind: 'no_answer'; verdict: Exclude<Verdict<unknown>, { kind: 'done' }>; trace: OperationTrace[] }
  | { kind: 'cannot_ask' }

/** How far a provider's clock may be behind ours when it says when it created an invoice. */
const clockToleranceMs = 5 * minuteMs

export async function accountOf({ accounts }: InvoiceDependencies, invoice: Invoice): Promise<UsableAccount> {
  const usable = await accounts.usable(invoice.merchantId)
  const account = usable.find(({ provider, name }) => provider === invoice.provider && name === invoice.providerAccount)
  if (account === undefined) {
    throw new Problem('operation_not_supported', 'The provider account of this invoice is no longer configured.', {
      invoiceId: invoice.id,
    })
  }
  return account
}

/** Asks the provider for an invoice: by its own id where we have it, else by our reference. */
export async function askProvider(dependencies: InvoiceDependencies, account: UsableAccount, invoice: Invoice): Promise<Asked> {
  const { find } = account.operations
  const input = { invoice, page: 0 }
  if (invoice.providerInvoiceId === null) return askByReference(dependencies, account, invoice)
  if (find === undefined || find.ways?.(input) === 0) return { kind: 'cannot_ask' }
  const { verdict, trace } = await dependencies.caller.call(account, 'find', find, input)
  if (verdict.kind === 'done') return withPayments(dependencies, account, invoice, verdict.result, trace)
  return verdict.kind === 'refused' && verdict.meaning === 'absent'
    ? { kind: 'absent', trace }
    : { kind: 'no_answer', verdict, trace }
}

/**
 * Where payments are told apart, they are kept, and the last of them says when it was paid; without them the invoice's own word stands.
 * They are asked for as soon as there may be money, here or there: after a reversal the invoice itself tells of none.
 */
async function withPayments(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  told: ProviderInvoice,
  trace: OperationTrace[],
): Promise<Asked> {
  const { payments } = account.operations
  if (payments === undefined) return { kind: 'told', told, trace }
  const isWithoutMoney = (told.amountPaid ?? zero) === zero && invoice.amountPaid === zero && told.status === 'open'
  if (isWithoutMoney) return { kind: 'told', told, trace }
  const asked = await dependencies.caller.call(account, 'payments', payments, { invoice, page: 0 })
  const allTrace = [...trace, ...asked.trace]
  if (asked.verdict.kind !== 'done') return { kind: 'told', told, trace: allTrace }
  const listed = asked.verdict.result
  const last = listed.reduce<Date | null>(
    (latest, { paidAt, reversed }) => (paidAt !== null && !reversed && (latest === null || paidAt > latest) ? paidAt : latest),
    null,
  )
  const data = { ...told.data, payments: listed.map((payment) => payment.data) }
  const named = listed.map(({ data: _, ...payment }) => payment)
  return { kind: 'told', told: { ...told, paidAt: told.paidAt ?? last, payments: named, data }, trace: allTrace }
}

async function askByReference(dependencies: InvoiceDependencies, account: UsableAccount, invoice: Invoice): Promise<Asked> {
  const asked = await askForCandidates(dependencies, account, invoice)
  if (asked.kind !== 'candidates') return asked
  const { candidates, trace } = asked
  const [only, ...more] = candidates
  if (only === undefined || more.length > 0) return { kind: 'ambiguous', trace }
  return withPayments(dependencies, account, { ...invoice, providerInvoiceId: only.providerInvoiceId }, only, trace)
}

type AskedForCandidates =
  | { kind: 'candidates'; candidates: ProviderInvoice[]; trace: OperationTrace[] }
  | Extract<Asked, { kind: 'absent' | 'no_answer' | 'cannot_ask' }>

/** All that the provider has of this reference and that an earlier create of this invoice may have made. */
export async function askForCandidates(
  dependencies: Pick<InvoiceDependencies, 'caller'>,
  account: UsableAccount,
  invoice: Invoice,
): Promise<AskedForCandidates> {
  const { findByReference } = account.operations
  if (findByReference === undefined) return { kind: 'cannot_ask' }
  const { verdict, trace } = await dependencies.caller.call(account, 'find_by_reference', findByReference, { invoice, page: 0 })
  if (verdict.kind === 'done')
    return {
      kind: 'candidates',
      candidates: distinct(verdict.result).filter((candidate) => mayBeOurs(invoice, candidate)),
      trace,
    }
  return verdict.kind === 'refused' && verdict.meaning === 'absent'
    ? { kind: 'absent', trace }
    : { kind: 'no_answer', verdict, trace }
}

/** A list that is read by pages shows an invoice twice when another one is created in between. */
function distinct(told: readonly ProviderInvoice[]): ProviderInvoice[] {
  return [...new Map(told.map((one) => [one.providerInvoiceId, one])).values()]
}

/** The rule of adoption: reference and amount fit and, where it is told, it was not made before we asked. */
function mayBeOurs(invoice: Invoice, candidate: ProviderInvoice): boolean {
  const notBefore = addMs(invoice.createdAt, -clockToleranceMs)
  return compareEcho(invoice, candidate) !== 'other' && (candidate.createdAt === null || candidate.createdAt >= notBefore)
}

/** Why nothing was learned, for whoever asked us to ask. */
export function noAnswerProblem(invoice: Invoice, verdict: Exclude<Verdict<unknown>, { kind: 'done' }>): Problem {
  const invoiceId = invoice.id
  if (verdict.kind === 'refused' && (verdict.meaning === 'bad_credentials' || verdict.meaning === 'token_invalid')) {
    const provider = { name: invoice.provider, code: verdict.code, message: verdict.message, http_status: verdict.httpStatus }
    return new Problem('provider_misconfigured', 'The provider refuses the credentials of this account.', { invoiceId, provider })
  }
  return new Problem('provider_unavailable', 'The provider could not be asked; the invoice is as it was.', {
    invoiceId,
    retryAfterSeconds: 5,
  })
}
