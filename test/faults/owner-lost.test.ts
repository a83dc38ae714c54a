import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { eventually } from '../support/eventually.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { ask, findInvoice, newOrder, send, type Order } from './rig/merchant.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { startScratchPostgres, type ScratchPostgres } from './rig/scratch-postgres.ts'

// Processes are started, and a lease of ten seconds is waited out.
jest.setTimeout(90_000)

/** How an owner is lost while its provider is being asked: each has an order of its own, and one lease is waited out for all. */
const losses = {
  beforeSending: 'after_claim:stop:1',
  beforeWriting: 'before_result:stop:1',
  byOwnError: 'after_headers:throw:1',
  byKernel: 'after_answer:stop:1',
}
type Loss = keyof typeof losses
const kinds = ['beforeSending', 'beforeWriting', 'byOwnError', 'byKernel'] as const

const staleOwner = 'the answer to a create came after its attempt had passed to another owner'

/** A line that was written reaches us a moment after the answer. */
function untilToldOfStale(gateway: Gateway): Promise<void> {
  return eventually(() => {
    expect(gateway.log()).toContain(staleOwner)
    return Promise.resolve()
  })
}

let postgres: ScratchPostgres
let providers: Providers
let other: Gateway
const owners = new Map<Loss, Gateway>()
const orders = new Map<Loss, Order>()
const sent = new Map<Loss, Promise<unknown>>()

beforeAll(async () => {
  postgres = await startScratchPostgres({ settings: { fsync: 'off' } })
  providers = await startProviders()
  const databaseUrl = await postgres.createDatabase()
  const environment = providers.environment()
  other = await startGateway({ databaseUrl, environment })
  await Promise.all(
    kinds.map(async (kind) => owners.set(kind, await startGateway({ databaseUrl, environment, failpoints: losses[kind] }))),
  )
  for (const kind of kinds) {
    const order = newOrder('winpay')
    orders.set(kind, order)
    sent.set(kind, send(order, owner(kind).url))
  }
})
afterAll(async () => {
  await Promise.all([other, ...owners.values()].map((gateway) => gateway.kill()))
  await providers.close()
  await postgres.stop()
})

function owner(kind: Loss): Gateway {
  const gateway = owners.get(kind)
  if (gateway === undefined) throw new Error('no such owner')
  return gateway
}

function orderOf(kind: Loss): Order {
  const order = orders.get(kind)
  if (order === undefined) throw new Error('no such order')
  return order
}

async function untilTakenOver(kind: Loss, status: string): Promise<Record<string, unknown>> {
  return eventually(async () => {
    const invoice = await findInvoice(other.url, orderOf(kind).reference)
    expect(invoice).toMatchObject({ status })
    return invoice ?? {}
  })
}

/** The same key at the other instance, once the lease is over. */
async function toldByOther(kind: Loss): Promise<{ status: number; id: unknown; state: unknown }> {
  const { key, body } = orderOf(kind)
  return eventually(async () => {
    const { status, json } = await ask(other.url, 'POST', '/invoices', { key, body })
    expect(status).toBeLessThan(300)
    return { status, id: json['id'], state: json['status'] }
  })
}

describe('an owner that stands still for longer than its lease', () => {
  it('before it sent: another says that nobody knows, and when it goes on it sends nothing and changes nothing (row 9)', async () => {
    const { id } = await untilTakenOver('beforeSending', 'unknown')
    owner('beforeSending').signal('SIGCONT')
    await sent.get('beforeSending')
    expect(orderOf('beforeSending').answers).toMatchObject([{ status: 202, json: { id, status: 'unknown' } }])
    await untilToldOfStale(owner('beforeSending'))
    expect(providers.entriesOf(orderOf('beforeSending').reference)).toEqual([])
    expect(await toldByOther('beforeSending')).toEqual({ status: 202, id, state: 'unknown' })
  })

  it('after the provider answered: another finds the invoice, and what the owner then writes is refused by its epoch (row 9)', async () => {
    const { id } = await untilTakenOver('beforeWriting', 'open')
    const [entry, ...more] = providers.entriesOf(orderOf('beforeWriting').reference)
    expect(more).toEqual([])
    const path = `/invoices/${String(id)}`
    const before = await ask(other.url, 'GET', path)
    expect(before.json).toMatchObject({ status: 'open', provider_invoice_id: entry?.id })
    owner('beforeWriting').signal('SIGCONT')
    await sent.get('beforeWriting')
    expect(orderOf('beforeWriting').answers).toMatchObject([{ json: { id, status: 'open', provider_invoice_id: entry?.id } }])
    await untilToldOfStale(owner('beforeWriting'))
    expect(await ask(other.url, 'GET', path)).toMatchObject({ json: before.json })
    expect(await toldByOther('beforeWriting')).toEqual({ status: 201, id, state: 'open' })
    expect(providers.entriesOf(orderOf('beforeWriting').reference)).toHaveLength(1)
  })
})

describe('an owner that ends', () => {
  it('by an error that nobody caught: it exits at once, and another finds out what became of its create (row 28)', async () => {
    expect((await owner('byOwnError').ended).code).toBe(1)
    expect(owner('byOwnError').log()).toContain('an error that nobody caught ends the process')
    await expectTakenOver('byOwnError')
  })

  it('by the kernel while it stands still: another finds its invoice (row 28)', async () => {
    await eventually(async () => {
      await Promise.resolve()
      expect(providers.entriesOf(orderOf('byKernel').reference)).toHaveLength(1)
    })
    await owner('byKernel').kill('SIGKILL')
    await expectTakenOver('byKernel')
  })

  it('starts again as it was, and serves what others have found (row 28)', async () => {
    const again = await owner('byKernel').restart()
    owners.set('byKernel', again)
    const { id } = await toldByOther('byKernel')
    expect(await send(orderOf('byKernel'), again.url)).toMatchObject({
      status: 201,
      replayed: true,
      json: { id, status: 'open' },
    })
  })
})

/** The request may have left or not when its owner ended: the invoice is open where the provider has it, and unknown where not. */
async function expectTakenOver(kind: Loss): Promise<void> {
  await sent.get(kind)
  expect(orderOf(kind)).toMatchObject({ lost: 1, answers: [] })
  const entries = await eventually(async () => {
    const found = providers.entriesOf(orderOf(kind).reference)
    const invoice = await findInvoice(other.url, orderOf(kind).reference)
    expect(invoice).toMatchObject({ status: found.length === 0 ? 'unknown' : 'open' })
    return found
  })
  expect(entries.length).toBeLessThanOrEqual(1)
  expect(await toldByOther(kind)).toMatchObject({ status: entries.length === 0 ? 202 : 201 })
  expect(providers.entriesOf(orderOf(kind).reference)).toEqual(entries)
}
