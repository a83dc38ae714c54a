import { setTimeout as pause } from 'node:timers/promises'
import type { ApiRequest } from './client.ts'
import type { SeenInvoice } from './history.ts'
import type { Noted } from './notes.ts'
import type { Order } from './orders.ts'
import { payableIdOf, payThere } from './payer.ts'
import type { Random } from './random.ts'
import { sayOrder, type Desk } from './say-order.ts'

/** What may become of an invoice that the merchant has. */
type FollowUp = 'leave' | 'read' | 'say_again' | 'mark' | 'change_amount' | 'cancel' | 'pay' | 'pay_and_cancel' | 'refresh'

const followUps: Record<FollowUp, number> = {
  ...{ leave: 14, read: 14, say_again: 6, mark: 8, change_amount: 7, cancel: 8, pay: 34, pay_and_cancel: 4, refresh: 5 },
}

const changeProblems = [
  'invoice_state_conflict',
  'provider_unavailable',
  'provider_misconfigured',
  'provider_rejected',
  'idempotency_key_in_use',
]
const triesMax = 8
/** When the time of an invoice and its grace of five minutes are over, and the gateway has had time to see it. */
const lateMs = 330_000

export async function followUp(desk: Desk, order: Order, invoice: SeenInvoice, random: Random): Promise<void> {
  const kind = random.weigh(followUps)
  order.note.isTouched = !['leave', 'read', 'say_again'].includes(kind)
  await pause(random.between(50, 1_500))
  if (invoice.providerInvoiceId !== null && random.chance(desk.forgedShare))
    await desk.forger.forge(order.provider, { id: invoice.providerInvoiceId, reference: invoice.reference }, random)
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
    await cancel(doing)
  },
  async pay(doing) {
    const { desk, order, random } = doing
    const isLate = order.provider === 'netzme' && order.note.expiresAt !== null
    if (isLate) desk.later(new Date(Date.parse(order.note.expiresAt ?? '') + lateMs), () => pay(doing))
    else await pay(doing)
    // Mostly the gateway has to hear of it, or to find out.
    const after = random.weigh({ nothing: 6, read: 2, refresh: 1 })
    if (after === 'read') await read(doing)
    if (after === 'refresh') await refresh(doing)
  },
  async pay_and_cancel(doing) {
    await Promise.all([cancel(doing), pay(doing)])
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

async function cancel(doing: Doing): Promise<void> {
  const { note, provider } = doing.order
  if (provider === 'netzme') return
  note.askedCancel = true
  const noted = await untilDone(doing, 'POST /invoices/{id}/cancel', { method: 'POST', path: '/cancel' })
  if (noted?.status === 200) note.confirmed.cancelled = true
}

async function pay(doing: Doing): Promise<void> {
  const { desk, order, random } = doing
  const invoice = await read(doing)
  const id = invoice === null ? null : payableIdOf(desk.till, order.provider, invoice)
  if (id !== null) await payThere({ till: desk.till, order, random }, id)
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
