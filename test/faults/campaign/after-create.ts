import { setTimeout as pause } from 'node:timers/promises'
import type { ApiRequest } from './client.ts'
import type { SeenInvoice } from './history.ts'
import type { Noted } from './notes.ts'
import type { Order } from './orders.ts'
import type { Random } from './random.ts'
import { sayOrder, type Desk } from './say-order.ts'

/** One thing that a merchant may do with an invoice that it has. */
type FollowUp = 'leave' | 'read' | 'say_again' | 'mark' | 'change_amount' | 'cancel' | 'pay' | 'refresh'

const followUps: Record<FollowUp, number> = {
  ...{ leave: 25, read: 25, say_again: 8, mark: 10, change_amount: 8, cancel: 10, pay: 8, refresh: 6 },
}

const changeProblems = [
  'invoice_state_conflict',
  'provider_unavailable',
  'provider_misconfigured',
  'provider_rejected',
  'idempotency_key_in_use',
]
const triesMax = 8

export async function followUp(desk: Desk, order: Order, invoice: SeenInvoice, random: Random): Promise<void> {
  const kind = random.weigh(followUps)
  order.note.isTouched = !['leave', 'read', 'say_again'].includes(kind)
  await pause(random.between(50, 1_500))
  await does[kind]({ desk, order, id: invoice.id, random })
}

interface Doing {
  desk: Desk
  order: Order
  id: string
  random: Random
}

const does: Record<FollowUp, (doing: Doing) => Promise<void>> = {
  leave: () => Promise.resolve(),
  async read(doing) {
    for (let looks = doing.random.between(1, 4); looks > 0; looks -= 1) {
      await read(doing)
      await pause(doing.random.between(50, 1_000))
    }
  },
  async say_again({ desk, order, random }) {
    await sayOrder(desk, order, random)
  },
  async mark(doing) {
    const mark = `mark-${doing.order.note.reference}`
    const noted = await untilDone(doing, 'PATCH /invoices/{id}', { method: 'PATCH', path: '', body: { metadata: { mark } } })
    if (noted?.status === 200) doing.order.note.confirmed.mark = mark
  },
  async change_amount(doing) {
    const { note, provider } = doing.order
    if (provider !== 'winpay') return
    const amount = `${doing.random.between(10_000, 5_000_000)}.00`
    note.askedAmount = amount
    const noted = await untilDone(doing, 'PATCH /invoices/{id}', { method: 'PATCH', path: '', body: { amount } })
    if (noted?.status === 200) note.confirmed.amount = amount
  },
  async cancel(doing) {
    const { note, provider } = doing.order
    if (provider === 'netzme') return
    const noted = await untilDone(doing, 'POST /invoices/{id}/cancel', { method: 'POST', path: '/cancel' })
    if (noted?.status === 200) note.confirmed.cancelled = true
  },
  async pay(doing) {
    payThere(doing, await read(doing))
    await refresh(doing)
  },
  async refresh(doing) {
    await refresh(doing)
  },
}

async function read(doing: Doing): Promise<SeenInvoice | null> {
  const noted = await send(doing, 'GET /invoices/{id}', { method: 'GET', path: '' }, [])
  return noted?.invoice ?? null
}

async function refresh(doing: Doing): Promise<void> {
  const mayFail = [...changeProblems, 'operation_not_supported']
  await send(doing, 'POST /invoices/{id}/refresh', { method: 'POST', path: '/refresh' }, mayFail)
}

/** Netzme's checkout page is not simulated as an invoice that can be asked for, so nobody pays there. */
function payThere({ desk, order, random }: Doing, invoice: SeenInvoice | null): void {
  const { provider } = order
  if (provider === 'netzme' || invoice?.providerInvoiceId == null || invoice.status !== 'open') return
  try {
    desk.pay(provider, invoice.providerInvoiceId, order.acceptsParts && random.chance(0.5) ? '10000.00' : undefined)
  } catch {
    // Withdrawn in between, or the whole sum is smaller than the part: the payer goes away.
  }
}

/** The same change until it is done or refused for good, half of the time with a key of its own. */
async function untilDone(doing: Doing, route: string, request: ApiRequest): Promise<Noted | null> {
  const { order, random } = doing
  const key = random.chance(0.5) ? `${route} ${order.note.key}`.replaceAll(' ', '-') : undefined
  for (let tries = 0; tries < triesMax && !doing.desk.signal.aborted; tries += 1) {
    const noted = await send(doing, route, { ...request, key }, changeProblems)
    if (noted?.status === 200 || noted?.code === 'invoice_state_conflict' || noted?.code === 'provider_rejected') return noted
    await pause(random.between(200, 2_000))
  }
  return null
}

async function send(
  { desk, id, random }: Doing,
  route: string,
  request: ApiRequest,
  expected: readonly string[],
): Promise<Noted | null> {
  const { client, notes } = desk
  const answer = await client.send({ ...request, path: `/invoices/${id}${request.path}` }, random)
  return notes.note(route, answer, expected)
}
