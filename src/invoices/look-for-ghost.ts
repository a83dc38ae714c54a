import type { OperationTrace } from '../connectors/call.ts'
import type { ProviderInvoice } from '../connectors/connector.ts'
import type { Invoice } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { noNews } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import { addMs, dayMs, minuteMs } from '../core/time.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { seenIn } from './apply-asked.ts'
import { accountOf, askForCandidates } from './ask-provider.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { saveNews, saveTrace } from './save-news.ts'

const hourMs = 60 * minuteMs
/** After an invoice was found never to have come to be. */
const looksMs = [hourMs, dayMs]

/** When to look again for an invoice that failed at that moment; null when that was the last time. */
export function nextGhostLook(failedAt: Date, now: Date): Date | null {
  return looksMs.map((ms) => addMs(failedAt, ms)).find((look) => look > now) ?? null
}

/**
 * Looks for what a failed invoice's lost create may have made after all. Nobody was given a way to pay it, so it is withdrawn where that can be
 * done, and a person should look at it; the invoice stays failed, for its reference may be another's by now. Answers when to look again.
 */
export async function lookForGhost(dependencies: InvoiceDependencies, invoice: Invoice): Promise<Date | null> {
  const now = dependencies.clock.now()
  const failedAt = invoice.finishedAt ?? now
  if (now < addMs(failedAt, hourMs)) return nextGhostLook(failedAt, now)
  const account = await accountOf(dependencies, invoice).catch(nullIfGone)
  if (account === null) return null
  const asked = await askForCandidates(dependencies, account, invoice)
  if (asked.kind === 'cannot_ask') return null
  if (asked.kind !== 'candidates') await saveTrace(dependencies, invoice, asked.trace)
  if (asked.kind === 'no_answer') return addMs(now, hourMs)
  if (asked.kind === 'absent') return nextGhostLook(failedAt, now)
  const ghosts = await withoutHolders(dependencies, invoice, asked.candidates)
  if (ghosts === null) {
    await saveTrace(dependencies, invoice, asked.trace)
    return addMs(now, hourMs)
  }
  await layToRest(dependencies, account, { invoice, ghosts, trace: asked.trace })
  return nextGhostLook(failedAt, now)
}

function nullIfGone(error: unknown): null {
  if (error instanceof Problem && error.code === 'operation_not_supported') return null
  throw error
}

/**
 * The reference is free again: whoever has it now may have made what was found. Read after asking, for whoever creates has committed that
 * before anything is sent. Null while that one itself does not know which invoice at the provider is its own.
 */
async function withoutHolders(
  { store }: InvoiceDependencies,
  invoice: Invoice,
  candidates: ProviderInvoice[],
): Promise<ProviderInvoice[] | null> {
  const holder = await store.readByReference(invoice.merchantId, invoice.reference)
  if (holder === null || holder.provider !== invoice.provider) return candidates
  if (holder.status === 'pending' || holder.status === 'unknown') return null
  return candidates.filter(({ providerInvoiceId }) => providerInvoiceId !== holder.providerInvoiceId)
}

interface Found {
  invoice: Invoice
  ghosts: ProviderInvoice[]
  trace: readonly OperationTrace[]
}

async function layToRest(dependencies: InvoiceDependencies, account: UsableAccount, found: Found): Promise<void> {
  const { invoice, ghosts, trace } = found
  const [ghost, ...more] = ghosts.filter(({ status }) => status !== 'cancelled')
  if (ghost === undefined) return saveTrace(dependencies, invoice, trace)
  // One create makes one invoice: of several, some are somebody else's.
  const withdrawn = more.length > 0 ? { word: 'several_fit', trace: [] } : await withdraw(dependencies, account, invoice, ghost)
  const seen: JsonObject = { ...seenIn(ghost), found: 'ghost', withdrawal: withdrawn.word }
  await saveNews(dependencies, invoice, {
    news: () => ({ ...noNews, raise: ['needs_review'] }),
    trace: [...trace, ...withdrawn.trace],
    asked: true,
    seen,
  })
}

async function withdraw(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  invoice: Invoice,
  ghost: ProviderInvoice,
): Promise<{ word: string; trace: readonly OperationTrace[] }> {
  const { cancel } = account.operations
  if (cancel === undefined || ghost.status === 'paid') return { word: 'not_possible', trace: [] }
  const input = { invoice: { ...invoice, providerInvoiceId: ghost.providerInvoiceId }, page: 0 }
  const { verdict, trace } = await dependencies.caller.call(account, 'cancel', cancel, input)
  return { word: verdict.kind, trace }
}
