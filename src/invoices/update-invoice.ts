import type { InvoiceId, MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { noNews } from '../core/news.ts'
import { Problem } from '../core/problems.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import { toldMembers } from './allow-update.ts'
import { answerChanged, type Answer } from './answer.ts'
import { accountOf } from './ask-provider.ts'
import { leftBehind } from './begin-change.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { refuseBadExpiry } from './draft-invoice.ts'
import { changedMembers, patchInvoice, type ChangeableMember } from './merge-patch.ts'
import { readInvoice } from './read-invoice.ts'
import { refreshInvoice } from './refresh-invoice.ts'
import { saveNews } from './save-news.ts'
import { updateAtProvider } from './update-at-provider.ts'

export interface UpdateCommand {
  merchantId: MerchantId
  id: InvoiceId
  patch: JsonObject
  /** The version that the caller has read; null when it does not care. */
  ifMatch: number | null
}

/** Changes an invoice: what the provider must know is changed there first; what stays with us can always change. */
export async function updateInvoice(dependencies: InvoiceDependencies, command: UpdateCommand): Promise<Answer> {
  const found = await readInvoice(dependencies, command.merchantId, command.id)
  checkVersion(found, command.ifMatch)
  const wanted = patchInvoice(dependencies, found, command.patch)
  if (wanted.expiresAt.getTime() !== found.expiresAt.getTime()) refuseBadExpiry(wanted.expiresAt, dependencies.clock.now())
  const account = await accountOf(dependencies, found)
  const invoice = await upToDate(dependencies, account, found, command)
  const changed = changedMembers(invoice, patchInvoice(dependencies, invoice, command.patch))
  if (toldMembers(account, changed).length > 0) {
    const saved = await updateAtProvider(dependencies, account, invoice, command.patch)
    return answerChanged(saved, saved.change === null)
  }
  if (changed.length === 0) return answerChanged(invoice, true)
  const saved = await saveNews(dependencies, invoice, {
    news: () => noNews,
    trace: [],
    asked: false,
    revise: (present) => {
      checkVersion(present, command.ifMatch)
      return patchInvoice(dependencies, present, command.patch)
    },
  })
  return answerChanged(saved, true)
}

function checkVersion(invoice: Invoice, ifMatch: number | null): void {
  if (ifMatch === null || ifMatch === invoice.version) return
  throw new Problem('version_mismatch', `The invoice is at version ${invoice.version}.`, { invoiceId: invoice.id })
}

/**
 * The invoice, asked for again where a change must know how it stands: after an update whose answer was lost, or when the sum that is due
 * changes where parts can be paid: the provider is told what remains, and a part that was paid unseen would be asked for twice.
 */
async function upToDate(
  dependencies: InvoiceDependencies,
  account: UsableAccount,
  found: Invoice,
  { patch, ifMatch }: UpdateCommand,
): Promise<Invoice> {
  if (found.status !== 'open' && found.status !== 'partially_paid') return found
  const now = dependencies.clock.now()
  const touched = touchedMembers(dependencies, found, patch)
  const followsLostOne = leftBehind(found, now)?.kind === 'update' && toldMembers(account, touched).length > 0
  const changesRemainder = touched.includes('amount_due') && account.connector.manifest.updates?.includes('amount_due') === true
  if (!followsLostOne && !changesRemainder) return found
  const invoice = await refreshInvoice(dependencies, found.merchantId, found.id)
  checkVersion(invoice, ifMatch)
  if (leftBehind(invoice, now)?.kind !== 'update') return invoice
  throw new Problem('provider_unavailable', 'An earlier change is not confirmed yet, and the provider does not answer.', {
    invoiceId: found.id,
    retryAfterSeconds: 5,
  })
}

/** What the patch changes, of the invoice as it is or as an earlier patch that may have arrived has made it. */
function touchedMembers(dependencies: InvoiceDependencies, invoice: Invoice, patch: JsonObject): ChangeableMember[] {
  const { change } = invoice
  const before = change?.kind === 'update' ? patchInvoice(dependencies, invoice, change.wanted ?? {}) : invoice
  const differs = (from: Invoice) => changedMembers(from, patchInvoice(dependencies, from, patch))
  return [...differs(invoice), ...differs(before)]
}
