import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openFaultyApp, type FaultyApp } from '../support/faulty-app.ts'
import { reset, type Reply as Act } from '../support/faulty-replies.ts'
import type { Received } from '../support/read-requests.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, type Reply } from '../support/test-app.ts'
import { creates, winpayAt, winpayCreates, winpayFinds, winpayRefuses } from '../support/winpay-wire.ts'

let gateway: FaultyApp
let reader: RowReader
let body: Record<string, unknown>
let idempotencyKey: string
beforeEach(async () => {
  gateway = await openFaultyApp(winpayAt)
  reader = await openRowReader(gateway.app.databaseUrl)
  body = invoiceRequest({ provider: 'winpay' })
  idempotencyKey = randomUUID()
})
afterEach(async () => {
  await reader.close()
  await gateway.close()
})

const create = (changes: Record<string, unknown> = {}): Promise<Reply> =>
  gateway.app.send('POST', '/invoices', { body: { ...body, ...changes }, idempotencyKey })
const createWithAnotherKey = (): Promise<Reply> => gateway.app.send('POST', '/invoices', { body })
const answerWith = (reply: (request: Received) => Act) => {
  gateway.provider.answerWith(reply)
}
const sent = () => creates(gateway.provider.received)

function expectReplay(replay: Reply, first: Reply): void {
  expect(replay.headers['idempotent-replayed']).toBe('true')
  const facts = ({ status, text, headers }: Reply) => [status, text, headers['location'], headers['content-type']]
  expect(facts(replay)).toEqual(facts(first))
}

async function makeUnknown(): Promise<{ id: string; request: Received }> {
  answerWith(() => reset)
  const { id, status } = expectInvoice(await create(), 202)
  expect(status).toBe('unknown')
  const [request] = sent()
  if (request === undefined) throw new Error('nothing was sent')
  return { id, request }
}

/** A create that has arrived at Winpay, whose answer comes when the test says. */
async function createAndHold(): Promise<{ running: Promise<Reply>; finish: () => void }> {
  const waiting: Socket[] = []
  const arrived = new Promise<Received>((resolve) => {
    answerWith((request) => (socket) => {
      waiting.push(socket)
      resolve(request)
    })
  })
  const running = create()
  const answerIt = winpayCreates(await arrived)
  return {
    running,
    finish() {
      waiting.forEach(answerIt)
    },
  }
}

describe('while the first request runs', () => {
  test('the same one is 409 with Retry-After and is not sent; afterwards it is replayed', async () => {
    const { running, finish } = await createAndHold()
    expectProblem(await create(), 'idempotency_key_in_use')
    expectProblem(await create({ notes: 'other' }), 'idempotency_key_reused')
    finish()
    const first = await running
    expectInvoice(first, 201)
    expectReplay(await create(), first)
    expect(sent()).toHaveLength(1)
  })

  test('a look-up says that it is being asked, and a change of what stays with us survives its end', async () => {
    const { running, finish } = await createAndHold()
    const [row] = await reader.rows(`select id from invoices`)
    const path = `/invoices/${String(row?.['id'])}`
    expectProblem(await gateway.app.send('POST', `${path}/refresh`), 'invoice_state_conflict')
    expectInvoice(await gateway.app.send('PATCH', path, { body: { metadata: { note: 'kept' } } }), 200)
    finish()
    expect(expectInvoice(await running, 201)).toMatchObject({ status: 'open', metadata: { note: 'kept' }, version: 3 })
    const { json } = await gateway.app.send('GET', `${path}/attempts`)
    expect(json['data']).toMatchObject([{ outcome: 'CREATED', operations: [{ method: 'POST', path: '/api/create' }] }])
    expect(await reader.rows('select kind from operations')).toHaveLength(1)
  })
})

describe('an outcome that is not known', () => {
  test('is 202 with the invoice as it is now, and never a second create', async () => {
    const { id } = await makeUnknown()
    for (let time = 0; time < 3; time += 1) {
      const replay = await create()
      expect(replay.headers['idempotent-replayed']).toBe('true')
      expect(expectInvoice(replay, 202)).toMatchObject({ id, status: 'unknown' })
    }
    expectInvoice(await gateway.app.send('PATCH', `/invoices/${id}`, { body: { metadata: { now: 'changed' } } }), 200)
    expect(expectInvoice(await create(), 202).metadata).toEqual({ now: 'changed' })
    expect(sent()).toHaveLength(1)
  })

  test('keeps key and reference', async () => {
    const { id } = await makeUnknown()
    expectProblem(await create({ amount: '5' }), 'idempotency_key_reused')
    expect(expectProblem(await createWithAnotherKey(), 'reference_already_used', { pointers: ['/reference'] }).invoice_id).toBe(
      id,
    )
    expect(sent()).toHaveLength(1)
  })

  test('once found is 201, and that very answer is replayed from then on, paid or not', async () => {
    const { id, request } = await makeUnknown()
    answerWith(() => winpayFinds(request, { id: 'found' }))
    expect(expectInvoice(await gateway.app.send('POST', `/invoices/${id}/refresh`), 200).status).toBe('open')
    const first = await create()
    expect(first.headers['idempotent-replayed']).toBe('true')
    expect(expectInvoice(first, 201)).toMatchObject({ id, status: 'open', provider_invoice_id: 'found' })
    answerWith(() => winpayFinds(request, { id: 'found', status: 'PAID' }))
    expect(expectInvoice(await gateway.app.send('POST', `/invoices/${id}/refresh`), 200).status).toBe('paid')
    expectReplay(await create(), first)
    expect(sent()).toHaveLength(1)
  })

  test('that twenty ask about at the moment it is resolved has one answer', async () => {
    const { id, request } = await makeUnknown()
    answerWith(() => winpayFinds(request, { id: 'found' }))
    const refresh = gateway.app.send('POST', `/invoices/${id}/refresh`)
    const replies = await Promise.all(Array.from({ length: 20 }, create.bind(null, {})))
    await refresh
    const last = await create()
    for (const reply of replies) if (reply.status === 201) expectReplay(reply, last)
  })

  test('once a person says that it was not created is 422, which is replayed, and the reference is free', async () => {
    const { id } = await makeUnknown()
    const resolution = { outcome: 'not_created', note: 'Winpay’s support looked.' }
    expectInvoice(await gateway.app.send('POST', `/invoices/${id}/resolve`, { body: resolution }), 200)
    const first = await create()
    expect(expectProblem(first, 'provider_rejected').invoice_id).toBe(id)
    expectReplay(await create(), first)
    answerWith(winpayCreates)
    expectInvoice(await createWithAnotherKey(), 201)
  })
})

describe('422 provider_rejected', () => {
  test('is replayed byte for byte with the invoice that failed, whose reference is free again', async () => {
    answerWith(() => winpayRefuses(400, '4000301', 'Invalid Parameters', ['The phone is invalid.']))
    const first = await create()
    const problem = expectProblem(first, 'provider_rejected')
    expect(problem.provider).toEqual({
      ...{ name: 'winpay', code: '4000301', http_status: 400 },
      message: 'Invalid Parameters The phone is invalid.',
    })
    const replay = await create()
    expectReplay(replay, first)
    expectProblem(replay, 'provider_rejected', { replayed: true })
    expect(sent()).toHaveLength(1)
    const failed = expectInvoice(await gateway.app.send('GET', `/invoices/${problem.invoice_id ?? ''}`), 200)
    expect(failed).toMatchObject({ status: 'failed', failure: { code: 'provider_rejected', provider_code: '4000301' } })
    answerWith(winpayCreates)
    expectInvoice(await createWithAnotherKey(), 201)
    expectReplay(await create(), first)
  })
})

describe('a key that is given back', () => {
  test.each<[string, 'provider_unavailable' | 'provider_misconfigured', () => Promise<void>]>([
    ['Winpay could not be reached', 'provider_unavailable', () => gateway.provider.close()],
    [
      'Winpay refuses our credentials',
      'provider_misconfigured',
      () => {
        answerWith(() => winpayRefuses(401, '4010300', 'Unauthorized'))
        return Promise.resolve()
      },
    ],
  ])('because %s makes the invoice the next time, and nothing but the attempt is left', async (_, code, breakWinpay) => {
    await breakWinpay()
    const { invoice_id: id = '' } = expectProblem(await create(), code)
    expectProblem(await create(), code)
    const listed = await gateway.app.send('GET', '/invoices')
    expect(listed.json['data']).toEqual([])
    const attempts = await gateway.app.send('GET', `/invoices/${id}/attempts`)
    const outcome = code === 'provider_unavailable' ? 'NOT_SENT' : 'REJECTED'
    expect(attempts.json['data']).toMatchObject([{ phase: 'finished', outcome }])
    expect((await gateway.app.send('GET', `/invoices/${id}/events`)).json['data']).toEqual([])
    expect(await reader.counts()).toMatchObject({ idempotency_keys: 0, events: 0, attempts: 2 })
  })

  test('makes the invoice with the same key and reference as soon as the provider takes it', async () => {
    answerWith(() => winpayRefuses(401, '4010300', 'Unauthorized'))
    expectProblem(await create(), 'provider_misconfigured')
    answerWith(winpayCreates)
    const first = await create()
    expect(first.headers['idempotent-replayed']).toBeUndefined()
    expectInvoice(first, 201)
    expectReplay(await create(), first)
    expect((await gateway.app.send('GET', '/invoices')).json['data']).toHaveLength(1)
  })
})
