import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { addMs, dayMs, minuteMs } from '../../src/core/time.ts'
import * as schemas from '../../src/http/webhook-schemas.ts'
import { waitsMs } from '../../src/webhooks/schedule.ts'
import { expectShape } from '../support/answer-shapes.ts'
import { answer, cutShort, dripping, dropped, html, reset, silent, type Reply } from '../support/faulty-replies.ts'
import { accepts, deliverAll, openWebhookApp, verify, type WebhookApp } from '../support/webhook-app.ts'

/** Instances on one database share it. */
const encryptionKey = Buffer.alloc(32, 7).toString('base64')

let app: WebhookApp
beforeEach(async () => {
  app = await openWebhookApp({ ENCRYPTION_KEY: encryptionKey })
})
afterEach(() => app.close())

const deliveries = z.object({ data: z.array(schemas.delivery), next_cursor: z.string().nullable() })
const listDeliveries = async (id: string) =>
  expectShape(deliveries, await app.send('GET', `/webhook-endpoints/${id}/deliveries?limit=100`)).data
const readEndpoint = async (id: string) => expectShape(schemas.webhookEndpoint, await app.send('GET', `/webhook-endpoints/${id}`))
const idsReceived = () => app.sink.received.map(({ headers }) => headers['webhook-id'])
const oneOf = <One>(all: readonly One[]): One => {
  const [one, ...more] = all
  if (one === undefined || more.length > 0) throw new Error(`there are ${all.length}, not one`)
  return one
}

/** Lets time pass until the next try of the only delivery, and does it; answers how long the wait was. */
async function waitAndTry(endpointId: string): Promise<number> {
  const { next_try_at } = oneOf(await listDeliveries(endpointId))
  const before = app.clock.now().getTime()
  const due = new Date(String(next_try_at))
  app.clock.setTo(addMs(due, -1))
  expect(await app.pass()).toBe(0)
  app.clock.setTo(due)
  expect(await app.pass()).toBe(1)
  return due.getTime() - before
}

describe('a sink that does not take a webhook', () => {
  const ways: [string, Reply, Record<string, unknown>][] = [
    ['500', answer(500, 'no'), { http_status: 500, answer: 'no' }],
    ['404', answer(404, ''), { http_status: 404 }],
    ['a page of somebody else', html(503), { http_status: 503 }],
    ['a redirect', answer(302, '', { location: 'https://elsewhere.example/' }), { http_status: 302 }],
    ['429', answer(429, ''), { http_status: 429 }],
    ['no answer', silent, { http_status: null, answer: null }],
    ['the end of the connection', dropped, { http_status: null, answer: null }],
    ['a reset', reset, { http_status: null, answer: null }],
  ]
  test.each(ways)('but answers with %s is tried again, with the same id and the same text (row 48)', async (_, reply, seen) => {
    app.sink.answerWith((_request, index) => (index === 0 ? reply : accepts))
    const { id, secret } = await app.addEndpoint()
    await app.createInvoice()
    expect(await app.pass()).toBe(1)
    const failed = oneOf(await listDeliveries(id))
    expect(failed).toMatchObject({ state: 'pending', tries: 1, attempts: [{ number: 1, ...seen }] })
    expect(failed.attempts[0]?.reason === null).toBe(seen['http_status'] !== null)
    expect((await readEndpoint(id)).failing_since).not.toBeNull()
    await waitAndTry(id)
    expect(oneOf(await listDeliveries(id))).toMatchObject({ state: 'delivered', tries: 2, next_try_at: null })
    expect((await readEndpoint(id)).failing_since).toBeNull()
    const [first, second] = app.sink.received
    if (first === undefined || second === undefined) throw new Error('two were expected')
    expect(second.body).toBe(first.body)
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
    expect(Number(second.headers['webhook-timestamp'])).toBeGreaterThan(Number(first.headers['webhook-timestamp']))
    verify(app.clock.now(), secret, second)
  })

  test.each([
    ['drips', dripping(200)],
    ['is cut short', cutShort(200, 'thank you very much')],
  ])('an answer of 200 whose body %s has taken it all the same (row 48)', async (_, reply) => {
    app.sink.answerWith(() => reply)
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    await app.pass()
    expect(oneOf(await listDeliveries(id))).toMatchObject({ state: 'delivered', tries: 1, attempts: [{ http_status: 200 }] })
  })

  test('is tried ten times by the schedule, then no more, and all of it is on record (row 48)', async () => {
    app.sink.answerWith(() => answer(500, 'no'))
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    expect(await app.pass()).toBe(1)
    const waits: number[] = []
    for (let tries = 1; tries < waitsMs.length; tries += 1) waits.push(await waitAndTry(id))
    // A failed try ends a few milliseconds after it began, and the wait counts from there.
    expect(waits.map((wait) => Math.floor(wait / 1_000))).toEqual(waitsMs.slice(1).map((wait) => wait / 1_000))
    const ended = oneOf(await listDeliveries(id))
    expect(ended).toMatchObject({ state: 'failed', tries: 10, next_try_at: null })
    expect(ended.attempts).toHaveLength(10)
    app.clock.moveBy(30 * dayMs)
    expect(await app.pass()).toBe(0)
    expect(new Set(idsReceived()).size).toBe(1)
  })

  test('is left alone for as long as Retry-After says, and no longer than a day (row 48)', async () => {
    const { id } = await app.addEndpoint()
    const date = addMs(app.clock.now(), 2 * 60 * minuteMs)
    const told = ['3600', date.toUTCString(), String(10 ** 9)]
    app.sink.answerWith((_request, index) => answer(503, '', { 'retry-after': told[index] ?? '0' }))
    await app.createInvoice()
    await app.pass()
    expect(Math.floor((await waitAndTry(id)) / minuteMs)).toBe(60)
    expect(Math.floor((await waitAndTry(id)) / minuteMs)).toBe(60)
    expect(Math.floor((await waitAndTry(id)) / minuteMs)).toBe(24 * 60)
  })

  test('that says 429 with Retry-After is sent nothing else until then (row 48)', async () => {
    app.sink.answerWith((_request, index) => (index === 0 ? answer(429, '', { 'retry-after': '600' }) : accepts))
    await app.addEndpoint()
    await app.createInvoice()
    await app.pass()
    await app.createInvoice()
    app.clock.moveBy(9 * minuteMs)
    expect(await app.pass()).toBe(0)
    app.clock.moveBy(minuteMs + 1_000)
    expect(await app.pass()).toBe(2)
  })

  test('that says 410 is switched off at once, and says why (row 48)', async () => {
    app.sink.answerWith(() => answer(410, 'gone'))
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    await app.pass()
    expect(await readEndpoint(id)).toMatchObject({ enabled: false, disabled_reason: 'gone' })
    expect(app.log()).toContain('a webhook endpoint was switched off')
    expect((await app.send('GET', '/metrics')).text).toContain('tagih_webhook_endpoints_disabled_total{reason="gone"} 1')
    app.clock.moveBy(dayMs)
    expect(await app.pass()).toBe(0)
  })

  test('for five days, with nothing but failures, is switched off; a single success in between keeps it on (row 48)', async () => {
    const failing = await app.addEndpoint()
    const saved = await app.addEndpoint({ url: `${app.sink.origin}/saved` })
    let day = 0
    const succeeds = (path: string) => path === '/saved' && day === 3
    app.sink.answerWith(({ path }) => (succeeds(path) ? accepts : answer(500, 'no')))
    for (; day < 6; day += 1) {
      await app.createInvoice()
      await app.pass()
      app.clock.moveBy(dayMs)
    }
    await app.createInvoice()
    await app.pass()
    expect(await readEndpoint(failing.id)).toMatchObject({ enabled: false, disabled_reason: 'failing' })
    expect(await readEndpoint(saved.id)).toMatchObject({ enabled: true, disabled_reason: null })
  })

  test('for five days, but was tried less than five times, is kept: it may just have been unlucky (row 48)', async () => {
    app.sink.answerWith(() => answer(500, 'no'))
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    await app.pass()
    app.clock.moveBy(20 * dayMs)
    expect(await app.pass()).toBe(1)
    expect(await readEndpoint(id)).toMatchObject({ enabled: true, disabled_reason: null })
  })
})

describe('an endpoint that is switched off for days and then on again', () => {
  const invoicesOf = (secret: string) =>
    app.sink.received.map((request) => verify(new Date(Number(request.headers['webhook-timestamp']) * 1_000), secret, request))

  test.each([
    ['its owner', {}],
    ['the gateway, for it was gone', { gone: true }],
  ])('by %s hears of all that happened meanwhile (row 53)', async (_, { gone = false }: { gone?: boolean }) => {
    const { id, secret } = await app.addEndpoint()
    const expected: string[] = []
    if (gone) {
      app.sink.answerWith(() => answer(410, ''))
      expected.push(await app.createInvoice())
      await app.pass()
      app.sink.received.length = 0
    } else await app.send('PATCH', `/webhook-endpoints/${id}`, { body: { enabled: false } })
    app.sink.answerWith(() => accepts)
    for (let day = 0; day < 6; day += 1) {
      expected.push(await app.createInvoice())
      expect(await app.pass()).toBe(0)
      app.clock.moveBy(dayMs)
    }
    expect(await readEndpoint(id)).toMatchObject({ enabled: false })
    await app.send('PATCH', `/webhook-endpoints/${id}`, { body: { enabled: true } })
    expect(await readEndpoint(id)).toMatchObject({ enabled: true, disabled_reason: null, failing_since: null })
    expect(await app.pass()).toBe(expected.length)
    expect(
      invoicesOf(secret)
        .map(({ data }) => data.invoice.id)
        .sort(),
    ).toEqual([...expected].sort())
  })

  test('gets by a replay what it had not taken before its schedule was at its end (row 53)', async () => {
    app.sink.answerWith(() => answer(500, 'no'))
    const { id } = await app.addEndpoint()
    const from = app.clock.now()
    await app.createInvoice()
    await app.pass()
    for (let tries = 1; tries < waitsMs.length; tries += 1) await waitAndTry(id)
    const [eventId] = idsReceived()
    app.sink.received.length = 0
    app.sink.answerWith(() => accepts)
    const body = { from: from.toISOString(), to: app.clock.now().toISOString() }
    expect((await app.send('POST', `/webhook-endpoints/${id}/replay`, { body })).json).toEqual({ deliveries: 1 })
    expect(await app.pass()).toBe(1)
    expect(idsReceived()).toEqual([eventId])
  })
})

test('two instances send each webhook once between them', async () => {
  const other = await openWebhookApp({ BOOTSTRAP_API_KEY: app.key, ENCRYPTION_KEY: encryptionKey }, app.databaseUrl)
  try {
    await app.addEndpoint()
    await Promise.all(Array.from({ length: 20 }, () => app.createInvoice()))
    await app.relay()
    await Promise.all([deliverAll(app.jobs), deliverAll(other.jobs), deliverAll(app.jobs)])
    expect(new Set(idsReceived()).size).toBe(20)
    expect(idsReceived()).toHaveLength(20)
  } finally {
    await other.close()
  }
})
