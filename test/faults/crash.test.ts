import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { failpoints, type Failpoint } from '../../src/core/failpoints.ts'
import { expectEventsToAgree } from '../support/event-agreement.ts'
import { eventually } from '../support/eventually.ts'
import { audit } from './rig/audit.ts'
import { startGateway, type Gateway } from './rig/gateway.ts'
import { ask, findInvoice, newOrder, send, type Order } from './rig/merchant.ts'
import { startProviders, type Providers } from './rig/providers.ts'
import { startScratchPostgres, type ScratchPostgres } from './rig/scratch-postgres.ts'

// The table counts fifty kills at each failpoint; here it is one at each, with several requests under way. The campaign repeats them.
jest.setTimeout(90_000)

/** Those that need a callback of a provider, or an endpoint of the merchant, and the files that kill there. */
const killedElsewhere = {
  'callbacks-killed.test.ts': ['callback_stored', 'callback_applied'],
  'webhooks-killed.test.ts': ['relayed', 'deliveries_taken', 'webhook_sent'],
} as const satisfies Record<string, readonly Failpoint[]>

let postgres: ScratchPostgres
let providers: Providers
let databaseUrl: string
/** Those that a failed test would leave behind. */
const started: Gateway[] = []
const died: Failpoint[] = []
const orders: Order[] = []

beforeAll(async () => {
  postgres = await startScratchPostgres({ settings: { fsync: 'off' } })
  providers = await startProviders()
  databaseUrl = await postgres.createDatabase()
})
afterAll(async () => {
  await Promise.all(started.map((gateway) => gateway.kill()))
  await providers.close()
  await postgres.stop()
})

/** A process that dies at the failpoint while `work` is under way; its whole end is waited for. */
async function dieAt(failpoint: Failpoint, passing: number, work: (gateway: Gateway) => Promise<unknown>): Promise<void> {
  const gateway = await startOne(`${failpoint}:kill:${passing}`)
  await work(gateway)
  await eventually(async () => {
    await Promise.resolve()
    expect(gateway.running.child.signalCode).toBe('SIGKILL')
  })
  await gateway.ended
  died.push(failpoint)
}

async function startOne(failpoints?: string): Promise<Gateway> {
  const gateway = await startGateway({ databaseUrl, environment: providers.environment(), failpoints })
  started.push(gateway)
  return gateway
}

/** Six at once at the three providers that can be asked by our reference; the fourth to pass takes the others with it. */
async function orderSix({ url }: Gateway): Promise<void> {
  const six = (['winpay', 'durianpay', 'bill_gateway'] as const).flatMap((provider) => [newOrder(provider), newOrder(provider)])
  orders.push(...six)
  await Promise.all(six.map((order) => send(order, url)))
}

describe('a process that is killed', () => {
  it('anywhere in a create: each order has one invoice at most, which the next process knows, and the same key gives it (row 26)', async () => {
    const ways = ['before_claim', 'after_claim', 'after_headers', 'after_answer', 'before_result', 'after_result'] as const
    for (const failpoint of ways) await dieAt(failpoint, 4, orderSix)
    expect(orders.filter(({ lost }) => lost > 0).length).toBeGreaterThanOrEqual(ways.length)
  })

  it('in the recovery of others, before and after it has asked: the next one finds what they did not (row 26)', async () => {
    for (const failpoint of ['recovery_taken', 'recovery_asked'] as const) await dieAt(failpoint, 1, () => Promise.resolve())
    const last = await startOne()
    await audit(orders, last.url, providers)
    await last.kill()
  })

  it('in a cancel or an update, before it is sent and after it was answered: said again, it ends as it was wanted (row 26)', async () => {
    const cancel = (url: string, id: string) => ask(url, 'POST', `/invoices/${id}/cancel`)
    const rename = (url: string, id: string) => ask(url, 'PATCH', `/invoices/${id}`, { body: { title: 'Order 2' } })
    const maker = await startOne()
    const changes = await Promise.all(
      [cancel, rename, cancel, rename].map(async (say) => {
        const order = newOrder('durianpay')
        expect(await send(order, maker.url)).toMatchObject({ status: 201 })
        const wanted = say === cancel ? { status: 'cancelled' } : { status: 'open', title: 'Order 2' }
        return { order, say, wanted }
      }),
    )
    await maker.kill()
    const sayBoth = (both: typeof changes) => (gateway: Gateway) =>
      Promise.allSettled(both.map(({ order, say }) => say(gateway.url, String(order.answers[0]?.json['id']))))
    await dieAt('change_begun', 2, sayBoth(changes.slice(0, 2)))
    await dieAt('change_answered', 2, sayBoth(changes.slice(2)))
    await dieAt('check_taken', 1, () => Promise.resolve())
    const last = await startOne()
    for (const { order, say, wanted } of changes) {
      const id = String(order.answers[0]?.json['id'])
      await eventually(async () => {
        const { json } = await say(last.url, id)
        expect(json).toMatchObject({ id, ...wanted, exceptions: [] })
      })
      expect(await findInvoice(last.url, order.reference)).toMatchObject({ id, ...wanted })
    }
    expect(changes.map(({ order }) => providers.entriesOf(order.reference).map(({ status }) => status))).toEqual(
      changes.map(({ say }) => [say === cancel ? 'blocked' : 'open']),
    )
    await last.kill()
  })

  it('at every failpoint that there is, but for those of callbacks and webhooks (row 26)', () => {
    const elsewhere = Object.values(killedElsewhere).flat()
    expect([...new Set(died), ...elsewhere].sort()).toEqual([...failpoints].sort())
  })
})

it('afterwards no change lacks its event, and no event lacks its change', () => expectEventsToAgree(databaseUrl))
