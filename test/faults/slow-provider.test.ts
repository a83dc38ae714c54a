import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Socket } from 'node:net'
import { z } from 'zod'
import { attempt } from '../../src/http/schemas.ts'
import { expectInvoice, expectProblem, expectShape } from '../support/answer-shapes.ts'
import { eventually } from '../support/eventually.ts'
import { startFaultyServer, type FaultyServer } from '../support/faulty-server.ts'
import type { Received } from '../support/read-requests.ts'
import { invoiceRequest, openTestApp, type Reply, type TestApp } from '../support/test-app.ts'
import { creates, winpayAt, winpayCreates, winpayRefuses } from '../support/winpay-wire.ts'

/** Calls that one account may have under way, and failures that open its breaker; see docs/decisions/0010. */
const places = 1_024
const failures = 50

let provider: FaultyServer
let app: TestApp
/** Creates that the provider has read and not answered. */
let held: { request: Received; socket: Socket }[]
beforeEach(async () => {
  provider = await startFaultyServer()
  held = []
  app = await openTestApp({ ...winpayAt(provider.origin), PROVIDER_TIMEOUT_MS: '120000' })
})
afterEach(async () => {
  await provider.close()
  await app.close()
})

const hold = () => {
  provider.answerWith((request) => (socket) => void held.push({ request, socket }))
}
const release = () => {
  for (const { request, socket } of held.splice(0)) winpayCreates(request)(socket)
}

const create = (by = 'winpay'): Promise<Reply> => app.send('POST', '/invoices', { body: invoiceRequest({ provider: by }) })
/** In waves: what is tested is the provider, not how many requests the database takes at once. */
const wave = 64
async function createMany(count: number): Promise<Reply[]> {
  const replies: Reply[] = []
  while (replies.length < count) {
    replies.push(...(await Promise.all(Array.from({ length: Math.min(wave, count - replies.length) }, () => create()))))
  }
  return replies
}
const statuses = (replies: readonly Reply[]): number[] => [...new Set(replies.map(({ status }) => status))]
const sent = (): number => creates(provider.received).length

const untilSent = (count: number) =>
  eventually(() => {
    expect(sent()).toBe(count)
    return Promise.resolve()
  })

async function openBreakers(): Promise<string | undefined> {
  const { text } = await app.send('GET', '/metrics', { key: null })
  return /^tagih_provider_breaker_open\{provider="winpay"\} (\d+)$/m.exec(text)?.[1]
}

/** As many creates as open the breaker; each was sent, and nobody knows what came of it. */
async function openBreaker(): Promise<Record<string, unknown>[]> {
  provider.answerWith(() => winpayRefuses(500, '5000300', 'General Error'))
  const lost = await createMany(failures)
  expect({ statuses: statuses(lost), sent: sent(), open: await openBreakers() }).toEqual({
    ...{ statuses: [202], sent: failures, open: '1' },
  })
  return lost.map(({ json }) => json)
}

const attempts = z.object({ data: z.array(attempt), next_cursor: z.null() })

describe('a provider that keeps every answer to itself', () => {
  test('is sent so many creates and no more: the others are 503 and proved not sent, and other providers answer meanwhile (row 21)', async () => {
    hold()
    const waiting: Promise<Reply>[] = []
    while (waiting.length < places) {
      waiting.push(...Array.from({ length: Math.min(wave, places - waiting.length) }, () => create()))
      await untilSent(waiting.length)
    }
    const overflow = await createMany(20)
    for (const reply of overflow) expectProblem(reply, 'provider_unavailable')
    for (const other of ['netzme', 'durianpay', 'bill_gateway']) expectInvoice(await create(other), 201)
    expect({ sent: sent(), unanswered: held.length }).toEqual({ sent: places, unanswered: places })
    const id = String(overflow[0]?.json['invoice_id'])
    expect(expectShape(attempts, await app.send('GET', `/invoices/${id}/attempts`)).data).toMatchObject([
      { outcome: 'NOT_SENT', provider_message: 'too many calls to this account are under way', operations: [] },
    ])
    release()
    expect(statuses(await Promise.all(waiting))).toEqual([201])
    provider.answerWith((request) => winpayCreates(request))
    expectInvoice(await create(), 201)
    expect(sent()).toBe(places + 1)
  }, 60_000)
})

describe('a provider that fails to answer', () => {
  test('is sent no create any more once fifty were lost: the next are 503, nothing was sent for them, and their keys are free (row 21)', async () => {
    const [lost] = await openBreaker()
    const request = { body: invoiceRequest({ provider: 'winpay' }), idempotencyKey: 'asked-while-it-was-away' }
    for (let again = 0; again < 3; again += 1) {
      expectProblem(await app.send('POST', '/invoices', request), 'provider_unavailable')
    }
    expectInvoice(await create('durianpay'), 201)
    expect(sent()).toBe(failures)
    // Creates and the rest are counted apart: what was lost can still be asked for.
    const before = provider.received.length
    await app.send('POST', `/invoices/${String(lost?.['id'])}/refresh`)
    expect(provider.received.length).toBeGreaterThan(before)
    provider.answerWith((received) => winpayCreates(received))
    app.clock.moveBy(10_000)
    expectInvoice(await app.send('POST', '/invoices', request), 201)
    expect(sent()).toBe(failures + 1)
  }, 60_000)

  test('is not held to be away by a few faults in a row: each of them is told as unknown (row 21)', async () => {
    provider.answerWith(() => winpayRefuses(500, '5000300', 'General Error'))
    expect(statuses(await createMany(failures - 1))).toEqual([202])
    expectInvoice(await create(), 202)
    expect(sent()).toBe(failures)
  }, 60_000)

  test('is sent exactly one create after ten seconds, and all again when that is answered (row 22)', async () => {
    await openBreaker()
    hold()
    app.clock.moveBy(10_000)
    const ended: Reply[] = []
    const asked = Array.from({ length: 12 }, () => create().then((reply) => ended.push(reply)))
    await eventually(() => {
      expect(ended).toHaveLength(11)
      return Promise.resolve()
    })
    for (const reply of ended) expectProblem(reply, 'provider_unavailable')
    expect({ sent: sent(), open: await openBreakers() }).toEqual({ sent: failures + 1, open: '1' })
    release()
    await Promise.all(asked)
    expect(ended[11]?.status).toBe(201)
    provider.answerWith((request) => winpayCreates(request))
    expect(statuses(await createMany(12))).toEqual([201])
    expect(await openBreakers()).toBe('0')
  }, 60_000)

  test('is left alone for ten seconds more when that one create is lost too, which is unknown like any other (row 22)', async () => {
    await openBreaker()
    app.clock.moveBy(10_000)
    expectInvoice(await create(), 202)
    app.clock.moveBy(9_999)
    for (const reply of await createMany(5)) expectProblem(reply, 'provider_unavailable')
    expect(sent()).toBe(failures + 1)
    app.clock.moveBy(1)
    expectInvoice(await create(), 202)
    expect(sent()).toBe(failures + 2)
  }, 60_000)
})
