import type { AccountDirectory, UsableAccount } from '../routing/choose-account.ts'
import type { CallbackNews, Callbacks } from '../connectors/connector.ts'
import { failpoint } from '../core/failpoints.ts'
import type { Invoice } from '../core/invoice.ts'
import { holdsUnstorable } from '../core/json.ts'
import { differsByLessThanARupiah, sum } from '../core/money.ts'
import { parseJson } from '../core/parse-json.ts'
import { isFinished } from '../core/transitions.ts'
import type { InvoiceDependencies } from '../invoices/dependencies.ts'
import { askBecauseOfCallback, believeCallback, creditsOf, flagBecauseOfCallback } from '../invoices/hear-of-invoice.ts'
import type { MatchingStore } from '../invoices/matching-store.ts'
import type { DueCallback } from './callback.ts'
import { matchCallback } from './match-callback.ts'
import type { Obstacle } from './try-schedule.ts'

export interface ApplyingDependencies {
  /** Accounts, provider calls and the store of invoices. */
  invoices: InvoiceDependencies
  matching: MatchingStore
}

/** What one try came to; the words are ours and name no person. */
export type Try =
  | { kind: 'applied'; invoice: Invoice }
  /** It is about something else than invoices, and there is nothing to do. */
  | { kind: 'unrelated' }
  | { kind: 'obstacle'; obstacle: Obstacle; invoice: Invoice | null; word: string }
  /** Nothing that waiting would mend; a person has been told. */
  | { kind: 'hopeless'; invoice: Invoice; word: string }

/** Does what a callback asks for, once or as often as it is taken: the result is the same. Throws what the database throws. */
export async function applyCallback({ invoices, matching }: ApplyingDependencies, callback: DueCallback): Promise<Try> {
  const account = await accountOf(invoices.accounts, callback)
  const callbacks = account?.operations.callbacks
  if (callbacks === undefined) return obstacle('unreadable', null, 'the account is no longer configured')
  const news = read(callbacks, callback.body)
  if (news === 'unreadable') return obstacle('unreadable', null, 'not what the provider documents')
  if (news === null) return { kind: 'unrelated' }
  const match = await matchCallback(matching, callback, news)
  switch (match.kind) {
    case 'none':
      return obstacle('no_invoice', null, 'no invoice is known that it speaks of')
    case 'other':
    case 'lost':
      return leaveToPerson(invoices, callback, match.invoice, news, match.kind)
    case 'found':
      return learn(invoices, callback, match.invoice, { news, callbacks })
  }
}

/** The account through whose path it came; should that be gone, another at the same provider reads it as well. */
async function accountOf(accounts: AccountDirectory, callback: DueCallback): Promise<UsableAccount | undefined> {
  const usable = await accounts.usable(callback.merchantId)
  const atProvider = usable.filter(({ provider }) => provider === callback.provider)
  return atProvider.find(({ name }) => name === callback.providerAccount) ?? atProvider[0]
}

function read(callbacks: Callbacks, body: Buffer): CallbackNews | null | 'unreadable' {
  const parsed = parseJson(body)
  if ('fault' in parsed || holdsUnstorable(parsed.value)) return 'unreadable'
  try {
    return callbacks.read(parsed.value)
  } catch {
    return 'unreadable'
  }
}

/** Money for another invoice at the provider than the one that we know: it must not be taken for ours, and not be lost. */
async function leaveToPerson(
  invoices: InvoiceDependencies,
  { authenticity }: DueCallback,
  invoice: Invoice,
  { providerInvoiceId }: CallbackNews,
  kind: 'other' | 'lost',
): Promise<Try> {
  if (authenticity === 'verified')
    await flagBecauseOfCallback(invoices, invoice, { found: 'callback', provider_invoice_id: providerInvoiceId })
  const word = kind === 'other' ? 'another invoice of this reference' : 'an invoice that was held never to have come to be'
  return { kind: 'hopeless', invoice, word }
}

interface Told {
  news: CallbackNews
  callbacks: Callbacks
}

/** What only the account's provider can have said is written as it is; for anything else the provider is asked. */
async function learn(invoices: InvoiceDependencies, callback: DueCallback, invoice: Invoice, told: Told): Promise<Try> {
  const { news, callbacks } = told
  const isProved = callback.authenticity === 'verified' && callback.providerAccount === invoice.providerAccount
  if (isProved && news.payments.length > 0) {
    if (!mayBeOurs(invoice, told)) return obstacle('no_invoice', null, 'not known yet whether it is our invoice')
    const after = await believeCallback(invoices, invoice, news, callbacks)
    failpoint('callback_applied')
    return { kind: 'applied', invoice: after }
  }
  const hearing = await askBecauseOfCallback(invoices, invoice)
  failpoint('callback_applied')
  switch (hearing.kind) {
    case 'told':
      return hasEffect(invoice, hearing.invoice)
        ? { kind: 'applied', invoice }
        : obstacle('no_effect', invoice, 'the provider told nothing new')
    case 'absent':
      return obstacle('no_answer', invoice, 'the provider does not know the invoice')
    case 'no_answer':
      return obstacle('no_answer', invoice, 'the provider did not answer')
    case 'cannot_ask':
      return isProved ? { kind: 'applied', invoice } : leaveUnproved(invoices, invoice)
  }
}

/**
 * While the create's answer is not known, another program may have used our reference with the same credentials: then reference and amount
 * must fit. What does not fit waits for that answer.
 */
function mayBeOurs(invoice: Invoice, { news, callbacks }: Told): boolean {
  if (invoice.providerInvoiceId !== null || invoice.paymentType !== 'full') return true
  return differsByLessThanARupiah(sum(creditsOf(news, invoice, callbacks)), invoice.amountDue)
}

/** A provider may tell us before its own look-up knows. */
function hasEffect(before: Invoice, after: Invoice): boolean {
  return after.status !== before.status || after.amountPaid !== before.amountPaid || isFinished(after.status)
}

function obstacle(kind: Obstacle, invoice: Invoice | null, word: string): Try {
  return { kind: 'obstacle', obstacle: kind, invoice, word }
}

async function leaveUnproved(invoices: InvoiceDependencies, invoice: Invoice): Promise<Try> {
  const word = 'the provider cannot be asked whether it is true'
  await flagBecauseOfCallback(invoices, invoice, { found: 'callback', word })
  return { kind: 'hopeless', invoice, word }
}
