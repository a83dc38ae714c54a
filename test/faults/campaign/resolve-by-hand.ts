import type { LedgerNote, SeenInvoice } from './history.ts'
import type { ApiReader } from './read-api.ts'
import type { Tally } from './tally.ts'
import { readInvoice } from './wire.ts'

/**
 * What a merchant and an operator do with an invoice that has been unknown for long: ask for it to be looked for, then look at the provider's
 * own pages and tell the gateway. Answers what the gateway should have known by itself, in words; null when there is nothing to say.
 */
export async function resolveByHand(
  reader: ApiReader,
  { id, provider, reference }: SeenInvoice,
  ledger: readonly LedgerNote[],
  resolutions: Tally,
): Promise<string | null> {
  if (provider !== 'netzme') {
    const refreshed = readInvoice((await reader.send({ method: 'POST', path: `/invoices/${id}/refresh` })).body)
    if (refreshed !== null && refreshed.status !== 'unknown') {
      resolutions.add('by a refresh')
      return null
    }
  }
  const there = ledger.find((entry) => entry.provider === provider && entry.reference === reference)
  const body =
    there === undefined
      ? { outcome: 'not_created', note: 'The provider’s pages do not show it.' }
      : { outcome: 'created', provider_invoice_id: there.id }
  const { status } = await reader.send({ method: 'POST', path: `/invoices/${id}/resolve`, body })
  resolutions.add(status === 200 ? `by a person: ${body.outcome}` : 'by the gateway, a moment before a person')
  return there === undefined || provider === 'netzme'
    ? null
    : `${id} (${reference}) is at ${provider} as ${there.id}, and a refresh did not find it there`
}
