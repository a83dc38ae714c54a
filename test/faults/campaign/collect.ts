import type { ApiClient } from './client.ts'
import type { History, LedgerNote, SeenEvent, SeenInvoice } from './history.ts'
import type { Notes } from './notes.ts'
import type { Order } from './orders.ts'
import type { Random } from './random.ts'
import { forEach, type ApiReader } from './read-api.ts'
import { sayOrder } from './say-order.ts'

/** What the API says at the end. */
export type Collected = Pick<History, 'invoices' | 'events'>

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

export async function collect(reader: ApiReader): Promise<Collected> {
  const invoices: SeenInvoice[] = await reader.list()
  const events = new Map<string, SeenEvent[]>()
  await forEach(invoices, async ({ id }) => void events.set(id, await reader.events(id)))
  return { invoices, events }
}

interface Entry {
  id: string
  reference: string
  amount: string
  due: string
  status: LedgerNote['status']
  payments: readonly { amount: string }[]
}

export function noteLedger(provider: string, entries: readonly Entry[]): LedgerNote[] {
  return entries.map(({ id, reference, amount, due, status, payments }) => {
    return { provider, id, reference, amount, due, status, payments: payments.map((payment) => payment.amount) }
  })
}
