import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { defaultMerchantId } from '../../src/access/merchants.ts'
import { asInvoiceId } from '../../src/core/ids.ts'
import * as schemas from '../../src/http/schemas.ts'
import { minuteMs } from '../../src/core/time.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'
import { invoiceRequest } from '../support/test-app.ts'

const providers: Provider[] = ['winpay', 'netzme', 'durianpay', 'bill_gateway']
const findable: Provider[] = ['winpay', 'durianpay', 'bill_gateway']

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(providers)
})
afterAll(() => app.close())
beforeEach(() => {
  for (const provider of providers) app.proxy(provider).decide(() => 'pass')
})

const refresh = ({ id }: Created) => app.send('POST', `/invoices/${id}/refresh`)
const resolve = ({ id }: Created, body: unknown, key = app.key) => app.send('POST', `/invoices/${id}/resolve`, { body, key })
const read = async ({ id }: Created) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const eventsOf = async ({ id }: Created) => {
  const { json } = await app.send('GET', `/invoices/${id}/events`)
  return schemas.event.array().parse(json['data'])
}

const access = z.object({ base_url: z.string(), server_key: z.string() })

/** Durianpay's own API, past the gateway: its references need not be unique. */
async function atDurianpay(method: string, path: string, body?: Record<string, unknown>) {
  const { base_url, server_key } = access.parse(app.sandbox.credentials('durianpay', defaultMerchantId))
  const authorization = `Basic ${Buffer.from(`${server_key}:`).toString('base64')}`
  const answer = await fetch(`${base_url}/invoices${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(answer.status).toBe(200)
}

const twin = (reference: string, amount = '260000.00') => ({
  ...{ invoice_ref_id: reference, title: 'Twin', amount, remaining_amount: amount, due_date: '2026-11-24T16:59:59.999Z' },
  customer: { given_name: 'Delina', email: 'delina@example.com' },
})

describe('POST /invoices/{id}/refresh', () => {
  test.each<Provider>(['winpay', 'durianpay', 'bill_gateway'])('%s: after the payment it is paid', async (provider) => {
    const invoice = await app.createOpen({ provider })
    app.clock.moveBy(minuteMs)
    const now = app.clock.now()
    app.sandbox.pay(provider, invoice.provider_invoice_id)
    const paid = expectInvoice(await refresh(invoice), 200)
    expect(paid).toMatchObject({
      ...{ status: 'paid', amount_paid: '260000.00', amount_remaining: '0.00', version: invoice.version + 2, exceptions: [] },
      ...{ checked_at: now.toISOString(), paid_at: now.toISOString() },
    })
    expect(await eventsOf(invoice)).toMatchObject([
      { type: 'invoice.opened', data: { payment: null } },
      { type: 'payment.received', data: { payment: { amount: '260000.00' }, invoice: { ...paid, version: paid.version - 1 } } },
      { type: 'invoice.paid', data: { payment: null, invoice: paid } },
    ])
    expect(expectInvoice(await refresh(invoice), 200)).toEqual(paid)
  })

  test('netzme: after the payment it is paid, where it can be asked', async () => {
    const options = { provider: 'netzme', provider_options: { netzme: { pay_method: 'QRIS' } } }
    const invoice = await app.createOpen(options)
    app.sandbox.pay('netzme', app.entry('netzme', invoice.reference).id)
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'paid', amount_paid: '260000.00' })
  })

  test('nothing new: the same invoice, and only checked_at moves on', async () => {
    for (const provider of findable) {
      const invoice = await app.createOpen({ provider, metadata: { b: '1', a: '2' } })
      // The first look may tell more of the provider's own words than the create did.
      const before = expectInvoice(await refresh(invoice), 200)
      const events = await eventsOf(invoice)
      app.clock.moveBy(1_000)
      const checked_at = app.clock.now().toISOString()
      expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'open', version: before.version, checked_at })
      expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ updated_at: before.updated_at, version: before.version })
      expect(await eventsOf(invoice)).toEqual(events)
    }
  })

  test.each<Provider>(['durianpay', 'bill_gateway'])('%s: part by part', async (provider) => {
    const invoice = await app.createOpen({ provider, payment_type: 'partial' })
    const part = async (amount: string) => {
      app.sandbox.pay(provider, invoice.provider_invoice_id, amount)
      const { status, amount_paid, amount_remaining } = expectInvoice(await refresh(invoice), 200)
      return { status, amount_paid, amount_remaining }
    }
    expect(await part('60000')).toEqual({ status: 'partially_paid', amount_paid: '60000.00', amount_remaining: '200000.00' })
    expect(await part('50000')).toEqual({ status: 'partially_paid', amount_paid: '110000.00', amount_remaining: '150000.00' })
    expect(await part('150000')).toEqual({ status: 'paid', amount_paid: '260000.00', amount_remaining: '0.00' })
    const sequences = (await eventsOf(invoice)).map(({ sequence, type }) => [sequence, type])
    expect(sequences).toEqual([
      [1, 'invoice.opened'],
      [2, 'payment.received'],
      [3, 'invoice.partially_paid'],
      [4, 'payment.received'],
      [5, 'invoice.updated'],
      [6, 'payment.received'],
      [7, 'invoice.paid'],
    ])
  })

  test('GET with refresh=true asks too, and without it does not', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    app.sandbox.pay('winpay', invoice.provider_invoice_id)
    expect(expectInvoice(await app.send('GET', `/invoices/${invoice.id}?refresh=false`), 200).status).toBe('open')
    expect(expectInvoice(await app.send('GET', `/invoices/${invoice.id}?refresh=true`), 200).status).toBe('paid')
    expectProblem(await app.send('GET', `/invoices/${invoice.id}?refresh=1`), 'invalid_request', { pointers: ['/refresh'] })
  })

  test.each<Provider>(['winpay', 'durianpay'])(
    '%s: an open invoice that it does not know any more needs a person',
    async (provider) => {
      const invoice = await app.createOpen({ provider })
      if (provider === 'durianpay') await atDurianpay('DELETE', `/${invoice.provider_invoice_id}`)
      else await deleteAtWinpay(invoice)
      expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'open', exceptions: ['needs_review'] })
      expect((await eventsOf(invoice)).at(-1)?.type).toBe('invoice.needs_review')
    },
  )

  test.each(findable)('%s away: 503, and the invoice is as it was', async (provider) => {
    const invoice = await app.createOpen({ provider })
    const before = await read(invoice)
    await app.proxy(provider).stop()
    const problem = expectProblem(await refresh(invoice), 'provider_unavailable')
    expect(problem.invoice_id).toBe(invoice.id)
    await app.proxy(provider).start()
    app.proxy(provider).decide(() => 'lose_answer')
    expectProblem(await refresh(invoice), 'provider_unavailable')
    expect(await read(invoice)).toEqual(before)
  })
})

async function deleteAtWinpay({ id }: Created): Promise<void> {
  const { accounts, caller, store } = app.tagih.invoices
  const account = (await accounts.usable(defaultMerchantId)).find(({ provider }) => provider === 'winpay')
  const invoice = await store.read(defaultMerchantId, asInvoiceId(id))
  const operation = account?.operations.cancel
  if (account === undefined || invoice === null || operation === undefined) throw new Error('it cannot be deleted')
  await caller.call(account, 'cancel', operation, { invoice, page: 0 })
}

describe('an unknown invoice, refreshed', () => {
  test.each(findable)('%s: is found by its reference and becomes ours', async (provider) => {
    const invoice = await app.createUnknown('lose_answer', { provider })
    const found = expectInvoice(await refresh(invoice), 200)
    const entry = app.entry(provider, invoice.reference)
    expect(found).toMatchObject({
      status: 'open',
      provider_invoice_id: entry.id,
      exceptions: provider === 'durianpay' ? ['not_payable'] : [],
    })
    expect((await eventsOf(invoice)).map(({ type }) => type)).toEqual(['invoice.updated', 'invoice.opened'])
    expect(app.sandbox.ledger(provider).filter(({ reference }) => reference === invoice.reference)).toHaveLength(1)
  })

  test.each(findable)('%s: that was paid meanwhile is paid', async (provider) => {
    const invoice = await app.createUnknown('lose_answer', { provider })
    app.sandbox.pay(provider, app.entry(provider, invoice.reference).id)
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'paid', amount_paid: '260000.00' })
  })

  test.each(findable)('%s: that is not found stays unknown: a moment ago proves nothing', async (provider) => {
    const invoice = await app.createUnknown('lose_request', { provider })
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({
      status: 'unknown',
      exceptions: [],
      provider_invoice_id: null,
    })
  })

  test('several that fit are for a person', async () => {
    const invoice = await app.createUnknown('lose_request', { provider: 'durianpay' })
    await atDurianpay('POST', '', twin(invoice.reference))
    await atDurianpay('POST', '', twin(invoice.reference))
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'unknown', exceptions: ['needs_review'] })
  })

  test('another amount is not ours; beside it ours is found', async () => {
    const invoice = await app.createUnknown('lose_request', { provider: 'durianpay' })
    await atDurianpay('POST', '', twin(invoice.reference, '260001.00'))
    expect((await app.send('GET', `/invoices/${invoice.id}?refresh=true`)).json).toMatchObject({
      status: 'unknown',
      provider_invoice_id: null,
    })
    await atDurianpay('POST', '', twin(invoice.reference))
    expect(expectInvoice(await refresh(invoice), 200).status).toBe('open')
  })

  test('one that was made before ours was asked for is not ours', async () => {
    const reference = `INV/${randomUUID()}`
    await atDurianpay('POST', '', twin(reference))
    app.clock.moveBy(10 * minuteMs)
    const invoice = await app.createUnknown('lose_request', { provider: 'durianpay', reference })
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'unknown', provider_invoice_id: null })
  })

  test('netzme cannot be asked for it: 422', async () => {
    const invoice = await app.createUnknown('lose_answer', { provider: 'netzme' })
    expectProblem(await refresh(invoice), 'operation_not_supported')
    expect((await read(invoice)).status).toBe('unknown')
  })
})

describe('POST /invoices/{id}/resolve', () => {
  const attemptOf = async ({ id }: Created) => {
    const { json } = await app.send('GET', `/invoices/${id}/attempts`)
    return schemas.attempt.array().parse(json['data'])[0]
  }

  test.each(findable)('%s: created, once the provider knows the id as this invoice', async (provider) => {
    const invoice = await app.createUnknown('lose_answer', { provider })
    const { id: provider_invoice_id } = app.entry(provider, invoice.reference)
    const wrong = await resolve(invoice, { outcome: 'created', provider_invoice_id: 'nobody' })
    expectProblem(wrong, 'invoice_state_conflict', { pointers: ['/provider_invoice_id'] })
    const other = await app.createOpen({ provider })
    const taken = await resolve(invoice, { outcome: 'created', provider_invoice_id: other.provider_invoice_id })
    expectProblem(taken, 'invoice_state_conflict', { pointers: ['/provider_invoice_id'] })
    expect(await read(invoice)).toMatchObject({ status: 'unknown', exceptions: [] })
    const resolved = expectInvoice(await resolve(invoice, { outcome: 'created', provider_invoice_id }), 200)
    expect(resolved).toMatchObject({ status: 'open', provider_invoice_id })
    expect((await attemptOf(invoice))?.resolution).toMatchObject({ outcome: 'created', provider_invoice_id, by: 'bootstrap' })
  })

  test('created, at a provider that cannot be asked: the person is believed', async () => {
    const invoice = await app.createUnknown('lose_answer', { provider: 'netzme' })
    const { id: provider_invoice_id } = app.entry('netzme', invoice.reference)
    const resolved = expectInvoice(await resolve(invoice, { outcome: 'created', provider_invoice_id }), 200)
    expect(resolved).toMatchObject({ status: 'open', provider_invoice_id, exceptions: ['not_payable'] })
  })

  test('not created: it failed, its reference is free, its key replays the 422', async () => {
    const body = invoiceRequest({ provider: 'winpay' })
    const idempotencyKey = randomUUID()
    app.proxy('winpay').decide(() => 'lose_request')
    const { json } = await app.send('POST', '/invoices', { body, idempotencyKey })
    app.proxy('winpay').decide(() => 'pass')
    const invoice: Created = { id: String(json['id']), reference: String(body['reference']), provider_invoice_id: '', version: 1 }
    const made = await app.send('POST', '/api-keys', { body: { name: 'Night shift', scopes: ['ops'] } })
    const decided = await resolve(
      invoice,
      { outcome: 'not_created', note: 'Winpay says so on the phone' },
      String(made.json['key']),
    )
    expect(expectInvoice(decided, 200)).toMatchObject({ status: 'failed', failure: { code: 'not_created', provider_code: null } })
    expect((await attemptOf(invoice))?.resolution).toEqual({
      ...{ outcome: 'not_created', note: 'Winpay says so on the phone', by: 'Night shift', at: app.clock.now().toISOString() },
    })
    expect((await eventsOf(invoice)).map(({ type }) => type)).toEqual(['invoice.updated', 'invoice.failed'])
    const replayed = await app.send('POST', '/invoices', { body, idempotencyKey })
    expect(replayed.headers['idempotent-replayed']).toBe('true')
    expect(expectProblem(replayed, 'provider_rejected', { replayed: true }).invoice_id).toBe(invoice.id)
    expect((await app.send('POST', '/invoices', { body })).status).toBe(201)
    expectProblem(await resolve(invoice, { outcome: 'not_created', note: 'again' }), 'invoice_state_conflict')
  })

  test('409 for an invoice that is not unknown', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    expectProblem(await resolve(invoice, { outcome: 'not_created', note: 'no' }), 'invoice_state_conflict')
    expect((await read(invoice)).status).toBe('open')
  })

  test('503 while the provider cannot be asked about the id', async () => {
    const invoice = await app.createUnknown('lose_answer', { provider: 'winpay' })
    const { id: provider_invoice_id } = app.entry('winpay', invoice.reference)
    await app.proxy('winpay').stop()
    expectProblem(await resolve(invoice, { outcome: 'created', provider_invoice_id }), 'provider_unavailable')
    await app.proxy('winpay').start()
    expect((await read(invoice)).status).toBe('unknown')
  })

  test.each([
    [{ outcome: 'not_created' }, ['/note']],
    [{ outcome: 'created' }, ['/provider_invoice_id']],
    [{ outcome: 'created', provider_invoice_id: 'x', note: 'y' }, ['/note']],
    [{ outcome: 'perhaps' }, ['/outcome']],
  ])('400 for %j', async (body, pointers) => {
    const invoice = await app.createUnknown('lose_request', { provider: 'winpay' })
    expectProblem(await resolve(invoice, body), 'invalid_request', { pointers })
  })
})
