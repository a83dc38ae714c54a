import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import * as schemas from '../../src/http/schemas.ts'
import { minuteMs } from '../../src/core/time.ts'
import { expectInvoice, expectProblem, expectShape } from '../support/answer-shapes.ts'
import { addMerchant } from '../support/merchants.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'
import { invoiceRequest } from '../support/test-app.ts'

const events = z.object({ data: z.array(schemas.event), next_cursor: z.null() })
const attempts = z.object({ data: z.array(schemas.attempt), next_cursor: z.null() })

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(['winpay', 'bill_gateway'])
})
afterAll(() => app.close())
beforeEach(() => {
  app.proxy('winpay').decide(() => 'pass')
})

const eventsOf = async (id: string) => expectShape(events, await app.send('GET', `/invoices/${id}/events`)).data
const attemptsOf = async (id: string) => expectShape(attempts, await app.send('GET', `/invoices/${id}/attempts`)).data
const refresh = ({ id }: Created) => app.send('POST', `/invoices/${id}/refresh`)

test('a name that ends in an escape is told as it was sent, whatever names came before it (nodejs/node#63785)', async () => {
  await app.createOpen({ metadata: { a: '1', '\\': '2' } })
  const idempotencyKey = randomUUID()
  const request = { body: invoiceRequest({ provider: 'winpay', metadata: { a: '1', '"': '2' } }), idempotencyKey }
  const created = await app.send('POST', '/invoices', request)
  const id = expectInvoice(created, 201).id
  const replies = [
    created,
    await app.send('POST', '/invoices', request),
    await app.send('GET', `/invoices/${id}`),
    await app.send('GET', `/invoices?reference=${String(request.body['reference'])}`),
    await app.send('GET', `/invoices/${id}/events`),
  ]
  for (const reply of replies) expect(reply.text).toContain('"\\"":"2"')
})

describe('GET /invoices/{id}/events', () => {
  test('each event shows the invoice as it was at that version, without a gap', async () => {
    const invoice = await app.createOpen({ provider: 'bill_gateway', payment_type: 'partial' })
    const versions = [expectInvoice(await app.send('GET', `/invoices/${invoice.id}`), 200)]
    const step = async (act: () => Promise<unknown>) => {
      app.clock.moveBy(minuteMs)
      await act()
      const now = expectInvoice(await app.send('GET', `/invoices/${invoice.id}`), 200)
      versions.push(now)
    }
    await step(() => app.send('PATCH', `/invoices/${invoice.id}`, { body: { metadata: { a: '1' } } }))
    await step(() => {
      app.sandbox.pay('bill_gateway', invoice.provider_invoice_id, '1000')
      return refresh(invoice)
    })
    await step(() => {
      app.sandbox.pay('bill_gateway', invoice.provider_invoice_id)
      return refresh(invoice)
    })
    await step(() => app.send('PATCH', `/invoices/${invoice.id}`, { body: { metadata: { b: '2' } } }))
    const found = await eventsOf(invoice.id)
    expect(found.map(({ type, sequence }) => [sequence, type])).toEqual([
      [1, 'invoice.opened'],
      [2, 'invoice.updated'],
      [3, 'payment.received'],
      [4, 'invoice.partially_paid'],
      [5, 'payment.received'],
      [6, 'invoice.paid'],
      [7, 'invoice.updated'],
    ])
    // A payment and what it makes of the invoice are one change with two events: both show the invoice after it, each at its own version.
    expect(found.map(({ data }) => data.invoice.version)).toEqual([2, 3, 4, 5, 6, 7, 8])
    const last = found.filter(({ type }) => type !== 'payment.received')
    expect(last.map(({ data }) => data.invoice)).toEqual(versions)
    for (const { sequence, data } of found.filter(({ type }) => type === 'payment.received'))
      expect({ ...data.invoice, version: data.invoice.version + 1 }).toEqual(found[sequence]?.data.invoice)
    expect(found.every(({ id, invoice_id }) => id.startsWith('evt_') && invoice_id === invoice.id)).toBe(true)
    expect(last.map(({ created_at }) => created_at)).toEqual(versions.map(({ updated_at }) => updated_at))
    expect(new Set(found.map(({ id }) => id)).size).toBe(7)
  })

  test('many at the same moment leave no gap and no version out', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const changes = Array.from({ length: 4 }, (_, index) =>
      app.send('PATCH', `/invoices/${invoice.id}`, { body: { metadata: { [`m${index}`]: 'x' } } }),
    )
    expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const found = await eventsOf(invoice.id)
    expect(found.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5])
    expect(found.map(({ data }) => data.invoice.version)).toEqual([2, 3, 4, 5, 6])
    expect(found.at(-1)?.data.invoice.metadata).toEqual({ m0: 'x', m1: 'x', m2: 'x', m3: 'x' })
  })

  test('an attempt that proved that nothing was created leaves no event', async () => {
    const reference = `INV/${randomUUID()}`
    await app.proxy('winpay').stop()
    const refused = await app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'winpay', reference }) })
    await app.proxy('winpay').start()
    const { invoice_id } = expectProblem(refused, 'provider_unavailable')
    expect(await eventsOf(invoice_id ?? '')).toEqual([])
    expect(await attemptsOf(invoice_id ?? '')).toMatchObject([{ phase: 'finished', outcome: 'NOT_SENT' }])
    expect((await app.send('GET', `/invoices?reference=${encodeURIComponent(reference)}`)).json['data']).toEqual([])
  })
})

describe('GET /invoices/{id}/attempts', () => {
  test('what was tried, call by call', async () => {
    app.clock.moveBy(minuteMs)
    const at = app.clock.now().toISOString()
    const invoice = await app.createOpen({ provider: 'winpay' })
    expectInvoice(await refresh(invoice), 200)
    const [attempt, ...more] = await attemptsOf(invoice.id)
    expect(more).toEqual([])
    expect(attempt).toEqual({
      id: expect.stringMatching(/^att_/),
      ...{ provider: 'winpay', provider_account: 'default', phase: 'finished', outcome: 'CREATED' },
      ...{ provider_code: null, provider_message: null, started_at: at, finished_at: at, resolution: null },
      candidates: [{ provider: 'winpay', provider_account: 'default', chosen: true, reason: 'asked for' }],
      operations: [
        { kind: 'create', method: 'POST', path: '/api/create', bytes_sent: true, http_status: 201, duration_ms: 0 },
        {
          ...{ kind: 'find', method: 'GET', path: `/api/find/${invoice.provider_invoice_id}` },
          ...{ bytes_sent: true, http_status: 200, duration_ms: 0 },
        },
      ],
    })
  })

  test('each candidate with why it was or was not chosen', async () => {
    const body = invoiceRequest({ starts_at: '2026-12-01T00:00:00Z', expires_at: '2026-12-09T00:00:00Z' })
    const { json } = await app.send('POST', '/invoices', { body })
    const [attempt] = await attemptsOf(String(json['id']))
    expect(attempt?.candidates).toEqual([
      { provider: 'winpay', provider_account: 'default', chosen: false, reason: expect.stringContaining('/starts_at') },
      { provider: 'netzme', provider_account: 'default', chosen: false, reason: expect.stringContaining('/starts_at') },
      { provider: 'durianpay', provider_account: 'default', chosen: true, reason: expect.stringMatching(/^the first/) },
    ])
  })

  test('a lost answer: the bytes left, no status, and the outcome is not known', async () => {
    const invoice = await app.createUnknown('lose_answer', { provider: 'winpay' })
    const [attempt] = await attemptsOf(invoice.id)
    expect(attempt).toMatchObject({
      phase: 'finished',
      outcome: 'UNKNOWN',
      operations: [{ bytes_sent: true, http_status: null }],
    })
  })
})

test('a stranger finds neither', async () => {
  const stranger = await addMerchant(app)
  const invoice = await app.createOpen({ provider: 'winpay' })
  for (const part of ['events', 'attempts'])
    expectProblem(await app.send('GET', `/invoices/${invoice.id}/${part}`, { key: stranger }), 'not_found')
})
