import type { ApiClient } from './client.ts'
import type { Noted, Notes } from './notes.ts'
import type { Order, ProviderName } from './orders.ts'
import type { Random } from './random.ts'

/** What a program of the merchant works with. */
export interface Desk {
  client: ApiClient
  notes: Notes
  /** The payer pays all that remains, or this much; throws when the provider does not take it. */
  pay: (provider: ProviderName, id: string, amount?: string) => void
  /** The campaign is given up: nothing is said again. */
  signal: AbortSignal
}

const problems = ['idempotency_key_in_use', 'provider_unavailable', 'provider_misconfigured', 'provider_rejected']

/** Says the order once, with its key, and notes the answer; null when none came. */
export async function sayOrder(
  { client, notes }: Pick<Desk, 'client' | 'notes'>,
  { note, body, sameInOtherWords }: Order,
  random: Random,
  instance?: number,
): Promise<Noted | null> {
  const said = random.chance(0.2) ? sameInOtherWords : body
  const answer = await client.send({ method: 'POST', path: '/invoices', key: note.key, body: said }, random, instance)
  const noted = notes.note('POST /invoices', answer, problems)
  if (noted !== null) notes.noteKey(note, noted)
  return noted
}
