import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { armFailpoints, type Failpoint } from '../../src/core/failpoints.ts'
import { minuteMs } from '../../src/core/time.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import { providers, type Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'
import { invoiceRequest, type Reply } from '../support/test-app.ts'

let app: ProxiedApp
let request: { body: Record<string, unknown>; idempotencyKey: string }
beforeAll(async () => {
  app = await openProxiedApp(providers)
})
afterAll(() => app.close())
beforeEach(async () => {
  // With its access token a create is the first call that passes a failpoint.
  for (const provider of providers) await app.createOpen({ provider })
})
afterEach(() => {
  armFailpoints([])
})

const create = (): Promise<Reply> => app.send('POST', '/invoices', request)
const reference = () => String(request.body['reference'])
const made = (provider: Provider) => app.sandbox.ledger(provider).filter((entry) => entry.reference === reference()).length
const sent = (provider: Provider) =>
  app.proxy(provider).passed.filter(({ method, body }) => method === 'POST' && body.includes(reference())).length

async function failAt(provider: Provider, name: Failpoint): Promise<void> {
  request = { body: invoiceRequest({ provider, reference: randomUUID() }), idempotencyKey: randomUUID() }
  armFailpoints([{ name, action: 'throw', passing: 1 }])
  expectProblem(await create(), 'internal_error')
  armFailpoints([])
}

const onlyOne = z.tuple([z.object({ id: z.string() })])

async function readInvoice() {
  const { json } = await app.send('GET', `/invoices?idempotency_key=${request.idempotencyKey}`)
  const [{ id }] = onlyOne.parse(json['data'])
  return expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
}

/** The first request may still be running, as far as anybody can know, until its lease is over; then it is looked after. */
async function recoverAfterLease(): Promise<void> {
  expectProblem(await create(), 'idempotency_key_in_use')
  app.clock.moveBy(minuteMs)
  expect(expectInvoice(await create(), 202).status).toBe('pending')
  await recoverAttempts(app.tagih.invoices)
}

async function recoverUntilHorizon(): Promise<void> {
  for (const ms of [15 * minuteMs, 60 * minuteMs]) {
    app.clock.moveBy(ms)
    await recoverAttempts(app.tagih.invoices)
  }
}

async function resolve(resolution: Record<string, unknown>): Promise<void> {
  const { id } = await readInvoice()
  expectInvoice(await app.send('POST', `/invoices/${id}/resolve`, { body: resolution }), 200)
}

const note = 'Netzme’s support looked.'

describe.each(providers)('our 500 at %s', (provider) => {
  test('before anything was written: the same key makes the invoice (row 8)', async () => {
    await failAt(provider, 'before_claim')
    const reply = await create()
    expect(reply.headers['idempotent-replayed']).toBeUndefined()
    expectInvoice(reply, 201)
    expect([made(provider), sent(provider)]).toEqual([1, 1])
  })

  test('between the claim and the call: nothing is ever sent for this key, and the reference is free in the end (row 8)', async () => {
    await failAt(provider, 'after_claim')
    await recoverAfterLease()
    await recoverUntilHorizon()
    // Netzme cannot be asked by our reference: time alone does not end it, and a person does.
    if (provider === 'netzme') await resolve({ outcome: 'not_created', note })
    expectProblem(await create(), 'provider_rejected')
    expect([made(provider), sent(provider)]).toEqual([0, 0])
    await app.createOpen(request.body)
    expect([made(provider), sent(provider)]).toEqual([1, 1])
  })

  test.each<Failpoint>(['after_answer', 'before_result'])(
    'between the answer and its record (%s): the invoice that was made is found, and no second one (row 8)',
    async (name) => {
      await failAt(provider, name)
      await recoverAfterLease()
      if (provider === 'netzme') {
        await recoverUntilHorizon()
        expect(await readInvoice()).toMatchObject({ status: 'unknown', exceptions: ['needs_review'] })
        await resolve({ outcome: 'created', provider_invoice_id: app.entry(provider, reference()).id })
      }
      const reply = await create()
      expect(reply.headers['idempotent-replayed']).toBe('true')
      const { id } = app.entry(provider, reference())
      expect(expectInvoice(reply, 201)).toMatchObject({ status: 'open', provider_invoice_id: id })
      expect([made(provider), sent(provider)]).toEqual([1, 1])
    },
  )

  test('after the record: the same key is told at once what the first request came to (row 8)', async () => {
    await failAt(provider, 'after_result')
    const reply = await create()
    expect(reply.headers['idempotent-replayed']).toBe('true')
    expect(expectInvoice(reply, 201)).toMatchObject({ status: 'open', provider_invoice_id: app.entry(provider, reference()).id })
    expect([made(provider), sent(provider)]).toEqual([1, 1])
  })
})
