import type { ApiClient } from './client.ts'
import type { Forger } from './forger.ts'
import type { Noted, Notes } from './notes.ts'
import type { Order } from './orders.ts'
import type { Till } from './payer.ts'
import type { Random } from './random.ts'

/** What a program of the merchant works with. */
export interface Desk {
  client: ApiClient
  notes: Notes
  till: Till
  /** Tells the gateways of payments that there were not. */
  forger: Forger
  /** How often it does. */
  forgedShare: number
  /** Does it at that time, unless the campaign is over by then. */
  later: (at: Date, deed: () => Promise<void>) => void
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
  // What was never taken down is a new order, and its end may have passed.
  const isPast = note.expiresAt !== null && Date.parse(note.expiresAt) <= Date.now()
  const noted = notes.note('POST /invoices', answer, isPast ? [...problems, 'invalid_request'] : problems)
  if (noted !== null) notes.noteKey(note, noted)
  return noted
}
