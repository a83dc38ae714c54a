import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { z } from 'zod'
import { armFailpoints } from '../../src/core/failpoints.ts'
import { dayMs } from '../../src/core/time.ts'
import { endpointWithSecret } from '../../src/http/webhook-schemas.ts'
import { expectShape } from '../support/answer-shapes.ts'
import { eventually } from '../support/eventually.ts'
import { silent } from '../support/faulty-replies.ts'
import { startFaultyServer } from '../support/faulty-server.ts'
import { addMerchant } from '../support/merchants.ts'
import { startDeliveries } from '../../src/jobs/deliver.ts'
import { openWebhookTransport } from '../../src/webhooks/transport.ts'
import { openRowReader } from '../support/read-rows.ts'
import { invoiceRequest } from '../support/test-app.ts'
import { accepts, deliverAll, openWebhookApp, verify, verifyRaw, type WebhookApp } from '../support/webhook-app.ts'

let app: WebhookApp
beforeEach(async () => {
  app = await openWebhookApp()
})
afterEach(async () => {
  armFailpoints([])
  await app.close()
})

/** Longer than a delivery is leased. */
const leaseOverMs = 30_001
const scopes = ['invoices:read', 'invoices:write', 'webhooks:manage']

async function addShop(at: string): Promise<string> {
  const key = await addMerchant(app, scopes)
  expect((await app.send('POST', '/webhook-endpoints', { key, body: { url: at } })).status).toBe(201)
  return key
}

async function createFor(key: string): Promise<void> {
  expect((await app.send('POST', '/invoices', { key, body: invoiceRequest({ provider: 'winpay' }) })).status).toBe(201)
}

test.each(['deliveries_taken', 'webhook_sent'] as const)(
  'an owner that is lost at %s leaves the delivery to the next one, which sends the same id again and no other (row 49)',
  async (name) => {
    const { id, secret } = await app.addEndpoint()
    await app.createInvoice()
    await app.relay()
    armFailpoints([{ name, action: 'throw', passing: 1 }])
    await expect(deliverAll(app.jobs)).rejects.toThrow(name)
    // While the lease holds, the owner may still be at it.
    expect(await app.pass()).toBe(0)
    app.clock.moveBy(leaseOverMs)
    expect(await app.pass()).toBe(1)
    const { received } = app.sink
    expect(received).toHaveLength(name === 'webhook_sent' ? 2 : 1)
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(received.map(({ body }) => body)).size).toBe(1)
    const last = received.at(-1)
    if (last === undefined) throw new Error('nothing was received')
    verify(app.clock.now(), secret, last)
    const { json } = await app.send('GET', `/webhook-endpoints/${id}/deliveries`)
    expect(json['data']).toMatchObject([{ state: 'delivered', tries: 2 }])
  },
)

test('an owner that comes back after its lease does not overwrite what the next one wrote (row 49)', async () => {
  const { id } = await app.addEndpoint()
  await app.createInvoice()
  await app.relay()
  const { deliveries } = app.jobs
  let comeBack: () => void = () => undefined
  const away = new Promise<void>((resolve) => {
    comeBack = resolve
  })
  const settle: typeof deliveries.settle = async (...result) => {
    await away
    return deliveries.settle(...result)
  }
  const slow = { ...app.jobs, deliveries: { ...deliveries, settle } }
  app.sink.answerWith((_request, index) => (index === 0 ? silent : accepts))
  const first = deliverAll(slow)
  await eventually(async () => {
    await Promise.resolve()
    expect(app.sink.received).toHaveLength(1)
  })
  app.clock.moveBy(leaseOverMs)
  expect(await app.pass()).toBe(1)
  comeBack()
  await first
  const { json } = await app.send('GET', `/webhook-endpoints/${id}/deliveries`)
  expect(json['data']).toMatchObject([
    { state: 'delivered', tries: 2, attempts: [{ number: 1 }, { number: 2, http_status: 200 }] },
  ])
  expect((await app.send('GET', `/webhook-endpoints/${id}`)).json).toMatchObject({ failing_since: null })
})

test('one dead merchant among a hundred keeps none of the others waiting (row 50)', async () => {
  const dead = await startFaultyServer()
  dead.answerWith(() => silent)
  // So long that no post to the dead one ends during the test.
  const transport = openWebhookTransport({ clock: app.clock, allowedNetworks: ['127.0.0.0/8'], timeoutMs: 600_000 })
  const onError = (error: unknown) => {
    throw error
  }
  const deadKey = await addShop(`${dead.origin}/dead`)
  const shops = await Promise.all(Array.from({ length: 99 }, (_, index) => addShop(`${app.sink.origin}/shop-${index}`)))
  for (let count = 0; count < 30; count += 1) await createFor(deadKey)
  await app.relay()
  const running = startDeliveries({ ...app.jobs, transport }, { onOpenWork: () => undefined, onError })
  try {
    await eventually(async () => {
      await Promise.resolve()
      expect(dead.received).toHaveLength(4)
    })
    await Promise.all(shops.map(createFor))
    await app.relay()
    await eventually(async () => {
      await Promise.resolve()
      expect(new Set(app.sink.received.map(({ path }) => path)).size).toBe(shops.length)
    })
    await eventually(async () => {
      expect(await app.jobs.deliveries.countOpen()).toMatchObject({ pending_deliveries: 30 })
    })
    expect(dead.received).toHaveLength(4)
  } finally {
    await transport.close()
    await running.stop()
    await dead.close()
  }
})

test('takes the first of every endpoint before the second of any, however long the queue of one is (row 50)', async () => {
  const busy = await addShop(`${app.sink.origin}/busy`)
  for (let count = 0; count < 12; count += 1) await createFor(busy)
  await app.relay()
  app.clock.moveBy(1_000)
  const others = await Promise.all([1, 2, 3].map((index) => addShop(`${app.sink.origin}/other-${index}`)))
  await Promise.all(others.map(createFor))
  await app.relay()
  const now = app.clock.now()
  const taken = await app.jobs.deliveries.take(now, new Date(now.getTime() + leaseOverMs), 5, 4)
  const paths = taken.map(({ url }) => new URL(url).pathname).sort()
  expect(paths).toEqual(['/busy', '/busy', '/other-1', '/other-2', '/other-3'])
})

test('every webhook that is sent while its secret is rotated verifies with the old or the new one, and with both for a day (row 51)', async () => {
  const { id, secret: first } = await app.addEndpoint()
  const rotate = async () =>
    expectShape(endpointWithSecret, await app.send('POST', `/webhook-endpoints/${id}/rotate-secret`)).secret
  const { jobs } = app
  const send = async (count: number) => {
    await Promise.all(Array.from({ length: count }, () => app.createInvoice()))
    await app.relay()
    return deliverAll(jobs)
  }
  const knows = (secret: string) => {
    const now = app.clock.now()
    return app.sink.received.map((request) => {
      try {
        return verifyRaw(now, secret, request) !== undefined
      } catch {
        return false
      }
    })
  }
  await send(3)
  expect(knows(first)).toEqual([true, true, true])
  app.sink.received.length = 0

  const [, second] = await Promise.all([send(25), rotate(), send(25)])
  await app.pass()
  expect(app.sink.received).toHaveLength(50)
  const withNew = knows(second)
  expect(knows(first).every((known, index) => known || withNew[index] === true)).toBe(true)

  app.sink.received.length = 0
  app.clock.moveBy(dayMs - 1)
  await send(2)
  expect([knows(first), knows(second)]).toEqual([
    [true, true],
    [true, true],
  ])

  app.sink.received.length = 0
  app.clock.moveBy(1)
  await send(2)
  expect([knows(first), knows(second)]).toEqual([
    [false, false],
    [true, true],
  ])
  const stored = z.object({ secrets: z.int() })
  const third = await rotate()
  const reader = await openRowReader(app.databaseUrl)
  const [row] = await reader.rows('select count(*)::int as secrets from webhook_secrets')
  await reader.close()
  expect(stored.parse(row)).toEqual({ secrets: 2 })
  expect(third).not.toBe(second)
})
