import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { scopes } from '../../src/access/scopes.ts'
import * as schemas from '../../src/http/webhook-schemas.ts'
import { dayMs } from '../../src/core/time.ts'
import { expectProblem, expectShape } from '../support/answer-shapes.ts'
import { dumpDatabase, holds } from '../support/dump-database.ts'
import { answer, reset } from '../support/faulty-replies.ts'
import { addMerchant } from '../support/merchants.ts'
import { testNow } from '../support/test-app.ts'
import { accepts, openWebhookApp, verify, verifyRaw, type WebhookApp } from '../support/webhook-app.ts'

let app: WebhookApp
beforeAll(async () => {
  app = await openWebhookApp()
})
afterAll(() => app.close())
beforeEach(async () => {
  app.sink.answerWith(() => accepts)
  const { data } = await listEndpoints()
  for (const { id } of data) await app.send('DELETE', `/webhook-endpoints/${id}`)
  app.sink.received.length = 0
})

const endpoints = z.object({ data: z.array(schemas.webhookEndpoint), next_cursor: z.null() })
const deliveries = z.object({ data: z.array(schemas.delivery), next_cursor: z.string().nullable() })
const listEndpoints = async () => expectShape(endpoints, await app.send('GET', '/webhook-endpoints'))
const listDeliveries = async (id: string, query = '') =>
  expectShape(deliveries, await app.send('GET', `/webhook-endpoints/${id}/deliveries${query}`))

describe('a webhook endpoint', () => {
  test('is made with a secret that is shown once and sealed', async () => {
    const reply = await app.send('POST', '/webhook-endpoints', { body: { url: 'https://shop.example/webhooks' } })
    const { secret, ...shown } = expectShape(schemas.endpointWithSecret, reply)
    expect(reply).toMatchObject({ status: 201, headers: { location: `/webhook-endpoints/${shown.id}` } })
    expect(shown).toEqual({
      ...{ id: shown.id, url: 'https://shop.example/webhooks', events: ['*'], description: null, enabled: true },
      ...{ disabled_reason: null, failing_since: null, created_at: testNow.toISOString(), updated_at: testNow.toISOString() },
    })
    expect((await app.send('GET', `/webhook-endpoints/${shown.id}`)).json).toEqual(shown)
    expect((await listEndpoints()).data).toEqual([shown])
    const dump = await dumpDatabase(app.databaseUrl)
    expect(holds(dump, secret) || holds(dump, secret.slice('whsec_'.length))).toBe(false)
  })

  test('is made once for an Idempotency-Key, and the same answer is replayed', async () => {
    const idempotencyKey = randomUUID()
    const make = () => app.send('POST', '/webhook-endpoints', { body: { url: app.sink.origin }, idempotencyKey })
    const [first, second] = [await make(), await make()]
    expect(second.text).toBe(first.text)
    expect(second.headers['idempotent-replayed']).toBe('true')
    expect((await listEndpoints()).data).toHaveLength(1)
  })

  test.each([
    ['something that is no URL', { url: 'not a url' }, '/url'],
    ['an address that is not public', { url: 'https://10.0.0.1/' }, '/url'],
    ['the address of a cloud’s metadata', { url: 'https://169.254.169.254/latest' }, '/url'],
    ['another scheme', { url: 'ftp://shop.example/' }, '/url'],
    ['credentials', { url: 'https://user:secret@shop.example/' }, '/url'],
    ['every event beside one', { url: 'https://shop.example/', events: ['*', 'invoice.paid'] }, '/events'],
    ['an unknown type', { url: 'https://shop.example/', events: ['invoice.payed'] }, '/events/0'],
    ['no type', { url: 'https://shop.example/', events: [] }, '/events'],
    ['an unknown member', { url: 'https://shop.example/', secret: 'x' }, '/secret'],
  ])('is refused with %s', async (_what, body, pointer) => {
    expectProblem(await app.send('POST', '/webhook-endpoints', { body }), 'invalid_request', { pointers: [pointer] })
    expect((await listEndpoints()).data).toEqual([])
  })

  test('changes by a merge: absent stays, and a refused change changes nothing', async () => {
    const { id } = await app.addEndpoint({ description: 'first' })
    const change = (body: unknown) => app.send('PATCH', `/webhook-endpoints/${id}`, { body })
    expect((await change({ events: ['invoice.paid'] })).json).toMatchObject({ events: ['invoice.paid'], description: 'first' })
    expect((await change({ description: null, enabled: false })).json).toMatchObject({
      ...{ events: ['invoice.paid'], description: null, enabled: false, disabled_reason: null },
    })
    expectProblem(await change({ url: 'https://[::1]:8443/', enabled: true }), 'invalid_request', { pointers: ['/url'] })
    expect((await app.send('GET', `/webhook-endpoints/${id}`)).json).toMatchObject({
      url: `${app.sink.origin}/webhooks`,
      enabled: false,
    })
  })

  test('is another merchant’s and so not found, on every route', async () => {
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    await app.pass()
    const [sent] = (await listDeliveries(id)).data
    const stranger = await addMerchant(app, [...scopes])
    const span = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' }
    const asked = [
      app.send('GET', `/webhook-endpoints/${id}`, { key: stranger }),
      app.send('PATCH', `/webhook-endpoints/${id}`, { key: stranger, body: { enabled: false } }),
      app.send('DELETE', `/webhook-endpoints/${id}`, { key: stranger }),
      app.send('POST', `/webhook-endpoints/${id}/rotate-secret`, { key: stranger }),
      app.send('POST', `/webhook-endpoints/${id}/test`, { key: stranger }),
      app.send('POST', `/webhook-endpoints/${id}/replay`, { key: stranger, body: span }),
      app.send('GET', `/webhook-endpoints/${id}/deliveries`, { key: stranger }),
      app.send('POST', `/deliveries/${String(sent?.id)}/retry`, { key: stranger }),
    ]
    for (const reply of await Promise.all(asked)) expectProblem(reply, 'not_found')
    expect((await app.send('GET', '/webhook-endpoints', { key: stranger })).json['data']).toEqual([])
    expect((await listDeliveries(id)).data).toMatchObject([{ id: sent?.id, state: 'delivered', tries: 1 }])
  })

  test('is gone when it is deleted: nothing is sent any more, and what was pending is cancelled', async () => {
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    await app.relay()
    expect((await app.send('DELETE', `/webhook-endpoints/${id}`)).status).toBe(204)
    expect(await app.pass()).toBe(0)
    await app.jobs.deliveries.cancelDeleted(app.clock.now(), 1_000)
    expect(await app.jobs.deliveries.countOpen()).toEqual({ unrelayed_events: 0, pending_deliveries: 0 })
    expectProblem(await app.send('GET', `/webhook-endpoints/${id}`), 'not_found')
    expectProblem(await app.send('DELETE', `/webhook-endpoints/${id}`), 'not_found')
  })
})

describe('a webhook', () => {
  test('carries the event under its id, signed, with the very body that the contract has', async () => {
    const { id, secret } = await app.addEndpoint()
    const invoiceId = await app.createInvoice()
    expect(await app.pass()).toBe(1)
    const [request, ...more] = app.sink.received
    if (request === undefined) throw new Error('nothing was received')
    expect(more).toEqual([])
    const [event] = (await app.send('GET', `/invoices/${invoiceId}/events`)).json['data'] as [Record<string, unknown>]
    expect(request).toMatchObject({ method: 'POST', path: '/webhooks', headers: { 'webhook-id': event['id'] } })
    expect(verify(app.clock.now(), secret, request)).toEqual({
      type: 'invoice.opened',
      timestamp: event['created_at'],
      data: { ...z.record(z.string(), z.unknown()).parse(event['data']), sequence: 1 },
    })
    expect((await listDeliveries(id)).data).toMatchObject([
      {
        ...{ event_id: event['id'], event_type: 'invoice.opened', state: 'delivered', tries: 1, replayed: false },
        attempts: [{ number: 1, http_status: 200, reason: null, answer: 'thank you' }],
      },
    ])
  })

  test('goes to the endpoints that want its type, and not to one that is younger than the event', async () => {
    const all = await app.addEndpoint()
    const paid = await app.addEndpoint({ events: ['invoice.paid'] })
    const opened = await app.addEndpoint({ events: ['invoice.cancelled', 'invoice.opened'] })
    await app.createInvoice()
    const late = await app.addEndpoint()
    await app.pass()
    const counts = await Promise.all([all, paid, opened, late].map(async ({ id }) => (await listDeliveries(id)).data.length))
    expect(counts).toEqual([1, 0, 1, 0])
  })

  test('of a test says so, tells at once what came of it, and is in no list', async () => {
    const { id, secret } = await app.addEndpoint({ enabled: false })
    const result = expectShape(schemas.testResult, await app.send('POST', `/webhook-endpoints/${id}/test`))
    expect(result).toMatchObject({ delivered: true, http_status: 200, answer: 'thank you', event_type: 'webhook.test' })
    const [request] = app.sink.received
    if (request === undefined) throw new Error('nothing was received')
    expect(request.headers['webhook-id']).toBe(result.event_id)
    const data = { invoice: null, payment: null, sequence: null }
    expect(verifyRaw(app.clock.now(), secret, request)).toMatchObject({ type: 'webhook.test', data })
    app.sink.answerWith(() => answer(500, 'no'))
    expect((await app.send('POST', `/webhook-endpoints/${id}/test`)).json).toMatchObject({ delivered: false, http_status: 500 })
    app.sink.answerWith(() => reset)
    const lost = (await app.send('POST', `/webhook-endpoints/${id}/test`)).json
    expect(lost).toMatchObject({ delivered: false, http_status: null, answer: null })
    expect(lost['reason']).not.toBeNull()
    expect((await listDeliveries(id)).data).toEqual([])
  })
})

describe('after a webhook', () => {
  test('a delivery that failed is retried when asked, as the same event', async () => {
    app.sink.answerWith(() => answer(500, 'no'))
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    await app.pass()
    const [failed] = (await listDeliveries(id, '?state=pending')).data
    app.sink.answerWith(() => accepts)
    expect(await app.pass()).toBe(0)
    const retried = await app.send('POST', `/deliveries/${String(failed?.id)}/retry`)
    expect(expectShape(schemas.delivery, retried)).toMatchObject({ state: 'pending', next_try_at: app.clock.now().toISOString() })
    expect(await app.pass()).toBe(1)
    expect((await listDeliveries(id)).data).toMatchObject([
      { state: 'delivered', tries: 2, attempts: [{ http_status: 500, answer: 'no' }, { http_status: 200 }] },
    ])
    expect(new Set(app.sink.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([failed?.event_id]))
    expectProblem(await app.send('POST', '/deliveries/dlv_none/retry'), 'not_found')
  })

  test('all events of a time are sent again, each under its own id, also those from before the endpoint', async () => {
    app.clock.moveBy(dayMs)
    const from = app.clock.now()
    const ids = [await app.createInvoice(), await app.createInvoice()]
    app.clock.moveBy(60_000)
    const to = app.clock.now()
    await app.createInvoice()
    app.clock.moveBy(60_000)
    await app.createInvoice()
    await app.relay()
    const { id, secret } = await app.addEndpoint({ events: ['invoice.opened'] })
    const body = { from: from.toISOString(), to: to.toISOString() }
    const idempotencyKey = randomUUID()
    const replay = () => app.send('POST', `/webhook-endpoints/${id}/replay`, { body, idempotencyKey })
    expect((await replay()).json).toEqual({ deliveries: 3 })
    expect((await replay()).json).toEqual({ deliveries: 3 })
    expect(await app.pass()).toBe(3)
    const told = app.sink.received.map((request) => verify(app.clock.now(), secret, request).data.invoice.id)
    expect(told).toEqual(expect.arrayContaining(ids))
    expect(new Set(told).size).toBe(3)
    const listed = (await listDeliveries(id)).data
    expect(listed.map(({ replayed, state }) => ({ replayed, state }))).toEqual(
      Array.from({ length: 3 }, () => ({ replayed: true, state: 'delivered' })),
    )
    expectProblem(
      await app.send('POST', `/webhook-endpoints/${id}/replay`, { body: { from: 'x', to: 'y' } }),
      'invalid_request',
      {
        pointers: ['/from', '/to'],
      },
    )
  })

  test('deliveries are listed in pages, newest first', async () => {
    const { id } = await app.addEndpoint()
    for (let count = 0; count < 5; count += 1) {
      await app.createInvoice()
      await app.pass()
      app.clock.moveBy(1_000)
    }
    const first = await listDeliveries(id, '?limit=3')
    const second = await listDeliveries(id, `?limit=3&cursor=${String(first.next_cursor)}`)
    expect(second.next_cursor).toBeNull()
    expect([...first.data, ...second.data]).toEqual((await listDeliveries(id)).data)
    const times = [...first.data, ...second.data].map(({ created_at }) => created_at)
    expect(times).toEqual([...times].sort().reverse())
    expect(times).toHaveLength(5)
    expectProblem(await app.send('GET', `/webhook-endpoints/${id}/deliveries?cursor=x`), 'invalid_request', {
      pointers: ['/cursor'],
    })
  })
})
