import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { defaultMerchantId } from '../../src/access/merchants.ts'
import { asInvoiceId } from '../../src/core/ids.ts'
import { minuteMs } from '../../src/core/time.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openFaultyApp, type FaultyApp } from '../support/faulty-app.ts'
import { dropped, type Reply } from '../support/faulty-replies.ts'
import type { Received } from '../support/read-requests.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'
import { creates, winpayAt, winpayFinds, winpayRefuses } from '../support/winpay-wire.ts'

/** Two instances must be able to open what either has sealed. */
const encryptionKey = randomBytes(32).toString('base64')
const accountAt = (origin: string) => ({ ...winpayAt(origin), ENCRYPTION_KEY: encryptionKey })

let faulty: FaultyApp
let request: { body: Record<string, unknown>; idempotencyKey: string }
let lookUp: (create: Received) => Reply
beforeEach(async () => {
  faulty = await openFaultyApp(accountAt)
  request = { body: invoiceRequest({ provider: 'winpay' }), idempotencyKey: randomUUID() }
  lookUp = winpayFinds
  faulty.provider.answerWith((received) => {
    const [create] = creates(faulty.provider.received)
    return received.method === 'POST' || create === undefined ? dropped : lookUp(create)
  })
})
afterEach(() => faulty.close())

const notFound = () => winpayRefuses(404, '4040300', 'Invoice not found')
const create = () => faulty.app.send('POST', '/invoices', request)
const recover = ({ tagih }: Pick<TestApp, 'tagih'> = faulty.app) => recoverAttempts(tagih.invoices)
const read = async (id: string) => expectInvoice(await faulty.app.send('GET', `/invoices/${id}`), 200)
const waitAndRecover = async (ms: number) => {
  faulty.app.clock.moveBy(ms)
  return recover()
}

describe('a create whose answer was lost', () => {
  test('is asked for after two seconds, and adopted when our reference finds it (row 13)', async () => {
    const { id } = expectInvoice(await create(), 202)
    expect(await recover()).toBe(0)
    expect(await waitAndRecover(2_000)).toBe(1)
    expect(await read(id)).toMatchObject({ status: 'open', exceptions: [] })
    expect(creates(faulty.provider.received)).toHaveLength(1)
    const replay = await create()
    expect(replay.headers['idempotent-replayed']).toBe('true')
    expect(expectInvoice(replay, 201).id).toBe(id)
    const { json } = await faulty.app.send('GET', `/invoices/${id}/attempts`)
    expect(json['data']).toMatchObject([{ outcome: 'CREATED', resolution: { proof: 'found by our reference' } }])
    expect(await waitAndRecover(24 * 60 * minuteMs)).toBe(0)
  })

  test('stays unknown however often it is not found before it could have appeared, and fails after two not-founds beyond (row 14)', async () => {
    lookUp = notFound
    const { id, reference } = expectInvoice(await create(), 202)
    for (const ms of [2_000, 10_000, 30_000, 2 * minuteMs, 10 * minuteMs]) expect(await waitAndRecover(ms)).toBe(1)
    expect((await read(id)).status).toBe('unknown')
    await waitAndRecover(3 * minuteMs)
    expect((await read(id)).status).toBe('unknown')
    await waitAndRecover(minuteMs)
    expect(await read(id)).toMatchObject({ status: 'failed', failure: { code: 'not_created' }, exceptions: [] })
    expectProblem(await create(), 'provider_rejected')
    expect(creates(faulty.provider.received)).toHaveLength(1)
    const again = await faulty.app.send('POST', '/invoices', { body: { ...request.body, reference } })
    expect(again.status).toBe(202)
  })

  test('is never called failed by time alone: without an answer it is for a person to look at', async () => {
    lookUp = () => dropped
    const { id } = expectInvoice(await create(), 202)
    for (let hour = 0; hour < 30; hour += 1) await waitAndRecover(60 * minuteMs)
    expect(await read(id)).toMatchObject({ status: 'unknown', exceptions: ['needs_review'] })
  })

  test('is not adopted when what is found has another amount (row 19)', async () => {
    lookUp = (received) => winpayFinds(received, { products: [{ name: 'x', qty: 1, price: 1 }] })
    const { id } = expectInvoice(await create(), 202)
    await waitAndRecover(2_000)
    expect(await read(id)).toMatchObject({ status: 'unknown', exceptions: ['needs_review'] })
  })

  test('is asked for by one instance only, when two look at the same moment', async () => {
    const second = await openTestApp(accountAt(faulty.provider.origin), faulty.app.databaseUrl)
    try {
      const { id } = expectInvoice(await create(), 202)
      faulty.app.clock.moveBy(2_000)
      second.clock.moveBy(2_000)
      const taken = await Promise.all([recover(), recover(second), recover(), recover(second)])
      expect(taken.reduce((sum, count) => sum + count, 0)).toBe(1)
      expect((await read(id)).status).toBe('open')
    } finally {
      await second.close()
    }
  })
})

const pendingList = z.object({ data: z.tuple([z.object({ id: z.string() })]) })

describe('a create whose owner does not come back', () => {
  test('is left alone during its lease, then found by any instance; the late answer is not applied', async () => {
    let answerLate = (): void => undefined
    const arrived = new Promise<void>((resolve) => {
      faulty.provider.answerWith((received) => {
        if (received.method === 'GET') return winpayFinds(creates(faulty.provider.received)[0] ?? received)
        resolve()
        return (socket) => {
          answerLate = () => {
            winpayRefuses(400, '4000301', 'Invalid Parameters')(socket)
          }
        }
      })
    })
    const first = create()
    await arrived
    const { json } = await faulty.app.send('GET', '/invoices?status=pending')
    const [{ id }] = pendingList.parse(json).data
    expect(await recover()).toBe(0)
    expect((await read(id)).status).toBe('pending')
    expect(await waitAndRecover(2 * minuteMs)).toBe(1)
    expect((await read(id)).status).toBe('open')
    answerLate()
    expect(expectInvoice(await first, 201)).toMatchObject({ id, status: 'open' })
    expect((await read(id)).status).toBe('open')
    expect(faulty.app.log()).toContain('after its attempt had passed to another owner')
  })
})

describe('a person’s decision that was recorded and not written, for the process died', () => {
  test('does not keep the invoice from being found', async () => {
    const { id } = expectInvoice(await create(), 202)
    const { store, clock } = faulty.app.tagih.invoices
    const invoice = await store.read(defaultMerchantId, asInvoiceId(id))
    if (invoice === null) throw new Error('the invoice is gone')
    const attempt = await store.readAttempt(invoice)
    await store.recordResolution(invoice, attempt.id, { outcome: 'not_created', note: 'not in the dashboard' }, clock.now())
    expect(await waitAndRecover(2_000)).toBe(1)
    expect((await read(id)).status).toBe('open')
  })
})
