import type { ApiClient } from './client.ts'
import type { History, LedgerNote, LedgerPaymentNote, SeenEvent, SeenPayment } from './history.ts'
import type { Notes } from './notes.ts'
import type { Order } from './orders.ts'
import type { Random } from './random.ts'
import { forEach, type ApiReader } from './read-api.ts'
import { sayOrder } from './say-order.ts'

/** What the API says at the end. */
export type Collected = Pick<History, 'invoices' | 'events' | 'payments' | 'feed'>

const roundsMax = 8

/** Says every order once more: whatever its key was answered before, it is answered the same for ever. */
export async function sayAllAgain(client: ApiClient, notes: Notes, orders: readonly Order[], random: Random): Promise<void> {
  await forEach(orders, async (order) => {
    for (let tries = 0; tries < 20; tries += 1) {
      const noted = await sayOrder({ client, notes }, order, random)
      if (noted !== null && noted.status < 500 && noted.code !== 'idempotency_key_in_use') return
    }
    notes.unexpected.push(`POST /invoices: ${order.note.key} has no answer although nothing breaks any more`)
  })
}

/** Asks for what a lost update or cancel came to, until that is confirmed. */
export async function confirmChanges(reader: ApiReader, orders: readonly Order[]): Promise<void> {
  const touched = new Set(orders.filter(({ note }) => note.isTouched).map(({ note }) => note.reference))
  const invoices = await reader.list()
  await forEach(
    invoices.filter(({ reference, status }) => touched.has(reference) && status !== 'failed'),
    async ({ id }) => {
      await reader.send({ method: 'POST', path: `/invoices/${id}/refresh` })
    },
  )
}

/**
 * Reads it all, and once more whatever has changed meanwhile: the gateways go on looking after their invoices. Throws when they do not come
 * to rest.
 */
export async function collect(reader: ApiReader): Promise<Collected> {
  const events = new Map<string, SeenEvent[]>()
  const payments = new Map<string, SeenPayment[]>()
  const versions = new Map<string, number>()
  for (let rounds = 0; rounds < roundsMax; rounds += 1) {
    const changed = (await reader.list()).filter(({ id, version }) => versions.get(id) !== version)
    await forEach(changed, async ({ id, version }) => {
      events.set(id, await reader.events(id))
      payments.set(id, await reader.payments(id))
      versions.set(id, version)
    })
    const feed = await reader.feed()
    const invoices = await reader.list()
    const isAtRest = invoices.every(({ id, version }) => versions.get(id) === version)
    if (isAtRest) return { invoices, events, payments, feed }
  }
  throw new Error('invoices go on changing although nothing breaks any more')
}

interface Entry {
  id: string
  reference: string
  amount: string
  due: string
  status: LedgerNote['status']
  payments: readonly { id: string; amount: string; reversal: unknown }[]
}

export function noteLedger(provider: string, entries: readonly Entry[]): LedgerNote[] {
  return entries.map(({ id, reference, amount, due, status, payments }) => {
    return { provider, id, reference, amount, due, status, payments: payments.map(notePayment) }
  })
}

function notePayment({ id, amount, reversal }: Entry['payments'][number]): LedgerPaymentNote {
  return { id, amount, isReversed: reversal !== null }
}
