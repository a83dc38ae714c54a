import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { expectInvoice, expectProblem, expectShape } from '../support/answer-shapes.ts'
import { billCreated, billGatewayAt, billRefused, grantsToken, isTokenRequest } from '../support/bill-gateway-wire.ts'
import { openFaultyApp, type FaultyApp } from '../support/faulty-app.ts'
import * as replies from '../support/faulty-replies.ts'
import { openRawDoor, rawCreate } from '../support/raw-http.ts'
import type { Received } from '../support/read-requests.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { attempt } from '../../src/http/schemas.ts'
import { invoiceRequest, type Reply } from '../support/test-app.ts'
import { creates, winpayAt, winpayCreated, winpayCreates, winpayRefuses } from '../support/winpay-wire.ts'

let gateway: FaultyApp
let reader: RowReader
let request: { body: Record<string, unknown>; idempotencyKey: string }
async function open(provider: string, accountAt: (origin: string) => Record<string, string>) {
  gateway = await openFaultyApp(accountAt)
  reader = await openRowReader(gateway.app.databaseUrl)
  request = { body: invoiceRequest({ provider }), idempotencyKey: randomUUID() }
}
afterEach(async () => {
  await reader.close()
  await gateway.close()
})

const create = (): Promise<Reply> => gateway.app.send('POST', '/invoices', request)

const attempts = z.object({ data: z.array(attempt), next_cursor: z.null() })

async function attemptsOf(id: unknown) {
  const reply = await gateway.app.send('GET', `/invoices/${String(id)}/attempts`)
  return expectShape(attempts, reply).data
}

describe('Winpay', () => {
  beforeEach(() => open('winpay', winpayAt))

  test('that refuses the connection is 503 with Retry-After: nothing left (row 11)', async () => {
    await gateway.provider.close()
    const { invoice_id } = expectProblem(await create(), 'provider_unavailable')
    expect(await attemptsOf(invoice_id)).toMatchObject([
      { outcome: 'NOT_SENT', provider_message: 'ECONNREFUSED', operations: [{ bytes_sent: false, http_status: null }] },
    ])
  })

  test('that resets the connection before anything is read is 503 too (row 12)', async () => {
    gateway.provider.onConnection((socket) => void socket.resetAndDestroy())
    const { invoice_id } = expectProblem(await create(), 'provider_unavailable')
    expect(await attemptsOf(invoice_id)).toMatchObject([{ outcome: 'NOT_SENT', operations: [{ bytes_sent: false }] }])
    expect(gateway.provider.received).toEqual([])
  })

  const json = (status: number, headers = {}) => replies.answer(status, '{}', { 'content-type': 'application/json', ...headers })
  test.each<[string, (request: Received) => replies.Reply]>([
    ['resets the connection after it has read', () => replies.reset],
    ['drops the connection after it has read', () => replies.dropped],
    ['is silent until the deadline', () => replies.silent],
    ['drips until the deadline', () => replies.dripping(201)],
    ['answers half of what it promised', (sent) => replies.cutShort(201, winpayCreated(sent))],
    ['answers half of the JSON', (sent) => replies.halfWithoutLength(201, winpayCreated(sent))],
    ['answers one chunk and no end', (sent) => replies.cutShortInChunks(201, winpayCreated(sent))],
    ['answers 500', () => winpayRefuses(500, '5000300', 'General Error')],
    ['answers 500 with the code of a refusal', () => winpayRefuses(500, '4000301', 'Invalid Parameters')],
    ['answers 408', () => winpayRefuses(408, '4080300', 'Timeout')],
    ['answers 429', () => winpayRefuses(429, '4290300', 'Too many')],
    ['answers 400 in HTML', () => replies.html(400)],
    ['answers 200 in HTML', () => replies.html(200)],
    ['answers 201 without a body', () => replies.answer(201, '')],
    ['answers 204', () => replies.answer(204, '')],
    ['redirects', () => json(302, { location: 'https://elsewhere.example/' })],
    ['answers an empty object', () => json(201)],
    ['answers a refusal with 200', () => winpayRefuses(200, '4000301', 'Invalid Parameters')],
    ['names another reference', (sent) => winpayCreates(sent, { ref: 'somebody-else' })],
    ['names another amount', (sent) => winpayCreates(sent, { products: [{ name: 'a', qty: 1, price: 260001 }] })],
  ])('that %s is 202 unknown, and is never asked to create again (row 16) (row 17)', async (_, reply) => {
    gateway.provider.answerWith(reply)
    const { id, status, payment } = expectInvoice(await create(), 202)
    expect({ status, url: payment.url }).toEqual({ status: 'unknown', url: null })
    expect(await attemptsOf(id)).toMatchObject([{ outcome: 'UNKNOWN', phase: 'finished', operations: [{ bytes_sent: true }] }])
    gateway.provider.answerWith((sent) => winpayCreates(sent))
    expect(expectInvoice(await create(), 202).id).toBe(id)
    expect(creates(gateway.provider.received)).toHaveLength(1)
    expect((await gateway.app.send('GET', `/invoices/${id}/events`)).json['data']).toMatchObject([
      { type: 'invoice.updated', sequence: 1 },
    ])
  })

  test.each([
    ['REJECTED', '4000301', 'Invalid Parameters'],
    ['DUPLICATE', '4000399', 'Merchant ref already exists'],
  ])(
    'that proves that it created nothing (%s) is 422 with its own words, and the reference is free (row 17) (row 19)',
    async (outcome, code, said) => {
      gateway.provider.answerWith(() => winpayRefuses(400, code, said))
      const { invoice_id: id, provider } = expectProblem(await create(), 'provider_rejected')
      expect(provider).toEqual({ name: 'winpay', code, message: said, http_status: 400 })
      const invoice = expectInvoice(await gateway.app.send('GET', `/invoices/${String(id)}`), 200)
      expect(invoice).toMatchObject({ status: 'failed', failure: { provider_code: code, provider_message: said } })
      expect(await attemptsOf(id)).toMatchObject([{ outcome, provider_code: code, provider_message: said }])
      const { json } = await gateway.app.send('GET', `/invoices/${String(id)}/events`)
      expect(json['data']).toMatchObject([{ type: 'invoice.failed', sequence: 1 }])
      gateway.provider.answerWith((sent) => winpayCreates(sent))
      expectInvoice(await gateway.app.send('POST', '/invoices', { body: request.body }), 201)
    },
  )

  test('that refuses our credentials is 502, and names none of them', async () => {
    gateway.provider.answerWith(() => winpayRefuses(401, '4010300', 'Unauthorized'))
    const reply = await create()
    const { provider, invoice_id } = expectProblem(reply, 'provider_misconfigured')
    expect(provider).toEqual({ name: 'winpay', code: '4010300', message: 'Unauthorized', http_status: 401 })
    expect(reply.text + gateway.app.log()).not.toContain('invented')
    expect(await attemptsOf(invoice_id)).toMatchObject([{ outcome: 'REJECTED', operations: [{ http_status: 401 }] }])
  })

  test('is asked only once everything is committed, and no transaction is open meanwhile', async () => {
    const seen: Record<string, unknown>[][] = []
    gateway.provider.answerWith((sent) => (socket) => {
      const look = async () => {
        seen.push(
          await reader.rows(`select invoices.status, phase, attempts.outcome, fingerprint is not null as keyed from invoices
            join attempts on attempts.invoice_id = invoices.id join idempotency_keys keys on keys.invoice_id = invoices.id`),
          await reader.rows(`select state, query from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and (state <> 'idle' or xact_start is not null)`),
        )
        winpayCreates(sent)(socket)
      }
      void look()
    })
    expectInvoice(await create(), 201)
    expect(seen).toEqual([[{ status: 'pending', phase: 'sending', outcome: null, keyed: true }], []])
  })

  test('finishes what it was asked although the client has gone away, and a retry is told (row 7)', async () => {
    const door = await openRawDoor(gateway.app)
    const socket = await door.open()
    socket.on('error', () => undefined)
    const arrived = new Promise<() => void>((resolve) => {
      gateway.provider.answerWith((sent) => (provider) => {
        resolve(() => {
          winpayCreates(sent)(provider)
        })
      })
    })
    socket.write(rawCreate(gateway.app, [`Idempotency-Key: ${request.idempotencyKey}`], JSON.stringify(request.body)))
    const answerNow = await arrived
    const gone = new Promise((resolve) => socket.on('close', resolve))
    socket.resetAndDestroy()
    await gone
    answerNow()
    let reply = await create()
    while (reply.status === 409) reply = await create()
    expect(reply.headers['idempotent-replayed']).toBe('true')
    expect(expectInvoice(reply, 201).status).toBe('open')
    expect(creates(gateway.provider.received)).toHaveLength(1)
  })
})

describe('a provider with access tokens', () => {
  const sentBills = () => gateway.provider.received.filter((sent) => !isTokenRequest(sent))
  const answerBill = (reply: (sent: Received, index: number) => replies.Reply, token = grantsToken) => {
    gateway.provider.answerWith((sent) => (isTokenRequest(sent) ? token() : reply(sent, sentBills().length - 1)))
  }
  beforeEach(() => open('bill_gateway', billGatewayAt))

  test.each<[string, replies.Reply]>([
    ['resets the connection', replies.reset],
    ['is silent', replies.silent],
    ['answers 500', replies.html(500)],
  ])('whose token endpoint %s is 503: the create was never sent (row 23)', async (_, reply) => {
    answerBill(billCreated, () => reply)
    const { invoice_id } = expectProblem(await create(), 'provider_unavailable')
    expect(await attemptsOf(invoice_id)).toMatchObject([{ outcome: 'NOT_SENT', operations: [{ kind: 'token' }] }])
    expect(sentBills()).toEqual([])
    answerBill(billCreated)
    expectInvoice(await create(), 201)
  })

  test('that says once that the token is not valid is asked exactly twice, with two tokens (row 23)', async () => {
    answerBill((sent, index) => (index === 0 ? billRefused(401, 'ERR_AUTHENTICATION') : billCreated(sent)))
    const { id } = expectInvoice(await create(), 201)
    expect(sentBills()).toHaveLength(2)
    expect(new Set(sentBills().map(({ headers }) => headers['authorization'])).size).toBe(2)
    expect(new Set(sentBills().map(({ body }) => body)).size).toBe(1)
    const [only] = await attemptsOf(id)
    expect(only).toMatchObject({ outcome: 'CREATED' })
    expect(only?.operations.map(({ kind }) => kind)).toEqual(['token', 'create', 'token', 'create'])
  })

  test('that says it of every token is 502 after two, and the second create was the last', async () => {
    answerBill(() => billRefused(401, 'ERR_AUTHENTICATION'))
    expectProblem(await create(), 'provider_misconfigured')
    expect(sentBills()).toHaveLength(2)
  })

  test('that loses the answer to the second create is unknown', async () => {
    answerBill((_, index) => (index === 0 ? billRefused(401, 'ERR_AUTHENTICATION') : replies.reset))
    expect(expectInvoice(await create(), 202).status).toBe('unknown')
    answerBill(billCreated)
    expectInvoice(await create(), 202)
    expect(sentBills()).toHaveLength(2)
  })

  test('that answers with another number than ours is unknown: nobody is given a number that is not known to be good', async () => {
    answerBill((sent) => billCreated({ ...sent, body: sent.body.replace(/"va_number":"\d+"/, '"va_number":"1234567890"') }))
    expect(expectInvoice(await create(), 202).payment.virtual_accounts).toEqual([])
  })
})
