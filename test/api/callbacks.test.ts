import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { applyCallbacks } from '../../src/callbacks/apply-callbacks.ts'
import { replayCallbacks } from '../../src/callbacks/replay-callbacks.ts'
import { asCallbackId, asMerchantId } from '../../src/core/ids.ts'
import { dayMs } from '../../src/core/time.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { openCalledApp, type CalledApp } from '../support/called-app.ts'
import { billCall, call, durianpayCall, netzmeCall, secretsOf, winpayCall, type ProviderCall } from '../support/provider-calls.ts'
import { invoiceRequest } from '../support/test-app.ts'

const providers = ['winpay', 'netzme', 'durianpay', 'bill_gateway'] as const
const merchantId = asMerchantId('mer_default')

let app: CalledApp
beforeAll(async () => {
  app = await openCalledApp(providers)
})
afterAll(() => app.close())

const send = (provider: Provider, message: ProviderCall) => call(app.url + app.pathOf(provider), message)
const apply = (provider: Provider) => applyCallbacks(app.tagih.callbacks, provider)
const read = async (id: string) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)

async function create(provider: Provider, more: Record<string, unknown> = {}) {
  const created = expectInvoice(await app.send('POST', '/invoices', { body: invoiceRequest({ provider, ...more }) }), 201)
  return { ...created, provider_invoice_id: String(created.provider_invoice_id) }
}
type Created = Awaited<ReturnType<typeof create>>

async function eventTypes(id: string): Promise<unknown[]> {
  const rows = await app.database.rows('select type, sequence from events where invoice_id = $1 order by sequence', [id])
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1))
  return rows.map(({ type }) => type)
}

const kept = (provider: Provider) =>
  app.database.rows('select id, state, seen, invoice_id, last_error from callbacks where provider = $1 order by id', [provider])

/** What each provider sends when an invoice of ours has been paid. */
const messages: Record<Provider, (invoice: Created) => ProviderCall> = {
  winpay: (invoice) => winpayCall(invoice.provider_invoice_id, invoice.reference, randomUUID()),
  netzme: (invoice) =>
    netzmeCall(secretsOf(app, 'netzme').callback_token, { reference: invoice.reference, id: randomUUID(), amount: '260000.00' }),
  durianpay: (invoice) => durianpayCall(invoice.provider_invoice_id, invoice.reference),
  bill_gateway: (invoice) =>
    billCall(secretsOf(app, 'bill_gateway').api_key, invoice.provider_invoice_id, invoice.reference, 260000),
}

const acknowledged: Record<Provider, { status: number; text: unknown }> = {
  winpay: { status: 200, text: 'ACCEPTED' },
  netzme: { status: 200, text: expect.stringContaining('"responseCode":"2000000"') },
  durianpay: { status: 200, text: expect.anything() },
  bill_gateway: { status: 200, text: '{"success":true}' },
}

describe('a callback about a payment', () => {
  test.each(providers)(
    'of %s is kept, acknowledged in the provider’s words, and makes the invoice paid, once',
    async (provider) => {
      const invoice = await create(provider)
      app.tagih.sandbox?.pay(provider, invoice.provider_invoice_id)
      const message = messages[provider](invoice)
      expect(await send(provider, message)).toMatchObject(acknowledged[provider])
      expect((await read(invoice.id)).status).toBe('open')
      await apply(provider)
      expect(await read(invoice.id)).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: [] })
      expect(await send(provider, message)).toMatchObject(acknowledged[provider])
      await apply(provider)
      expect(await eventTypes(invoice.id)).toEqual(['invoice.opened', 'payment.received', 'invoice.paid'])
      expect((await kept(provider)).at(-1)).toMatchObject({ state: 'applied', seen: 2, invoice_id: invoice.id })
    },
  )

  test.each(['winpay', 'durianpay', 'bill_gateway'] as const)(
    'of %s that no payment stands behind changes nothing: the provider is asked, and asked again a little later',
    async (provider) => {
      const invoice = await create(provider)
      expect(await send(provider, messages[provider](invoice))).toMatchObject({ status: 200 })
      await apply(provider)
      expect(await read(invoice.id)).toMatchObject({ status: 'open', amount_paid: '0.00', exceptions: [] })
      app.tagih.sandbox?.pay(provider, invoice.provider_invoice_id)
      app.clock.moveBy(10_000)
      await apply(provider)
      expect(await read(invoice.id)).toMatchObject({ status: 'paid' })
    },
  )

  test('that its bank has taken back again: the bill gateway says so, and the invoice is open once more, for a person to look at', async () => {
    const invoice = await create('bill_gateway')
    app.tagih.sandbox?.pay('bill_gateway', invoice.provider_invoice_id)
    await send('bill_gateway', messages.bill_gateway(invoice))
    await apply('bill_gateway')
    expect((await read(invoice.id)).status).toBe('paid')
    const [entry] = app.tagih.sandbox?.ledger('bill_gateway').filter(({ id }) => id === invoice.provider_invoice_id) ?? []
    app.tagih.sandbox?.reverse('bill_gateway', invoice.provider_invoice_id, entry?.payments[0]?.id ?? '')
    const { api_key } = secretsOf(app, 'bill_gateway')
    const reversal = billCall(api_key, invoice.provider_invoice_id, invoice.reference, 0, 'payment.reversal')
    for (let times = 0; times < 2; times += 1) {
      expect(await send('bill_gateway', reversal)).toMatchObject(acknowledged.bill_gateway)
      await apply('bill_gateway')
    }
    const taken = { status: 'open', amount_paid: '0.00', exceptions: ['payment_reversed'] }
    expect(await read(invoice.id)).toMatchObject(taken)
    const types = ['invoice.opened', 'payment.received', 'invoice.paid', 'payment.reversed', 'invoice.opened']
    expect(await eventTypes(invoice.id)).toEqual(types)
    const { json } = await app.send('GET', `/invoices/${invoice.id}/payments`)
    expect(json['data']).toMatchObject([{ amount: '260000.00', status: 'reversed' }])
  })

  test('is shown with its payment to the merchant, and no second one when a look-up finds the same money', async () => {
    const invoice = await create('bill_gateway')
    app.tagih.sandbox?.pay('bill_gateway', invoice.provider_invoice_id)
    await send('bill_gateway', messages.bill_gateway(invoice))
    await apply('bill_gateway')
    expectInvoice(await app.send('POST', `/invoices/${invoice.id}/refresh`), 200)
    const { json } = await app.send('GET', `/invoices/${invoice.id}/payments`)
    expect(json['data']).toMatchObject([{ amount: '260000.00', status: 'received' }])
  })

  test('a hundred times at the same moment, while two instances apply it: one payment, one event, and each is acknowledged (row 41)', async () => {
    const invoice = await create('netzme')
    const message = messages.netzme(invoice)
    const answers = await Promise.all([
      ...Array.from({ length: 50 }, () => send('netzme', message)),
      ...[apply('netzme'), apply('netzme')],
      ...Array.from({ length: 50 }, () => send('netzme', message)),
    ])
    const statuses = answers.flatMap((answer) => (typeof answer === 'number' ? [] : [answer.status]))
    expect(statuses).toEqual(Array.from({ length: 100 }, () => 200))
    await Promise.all([apply('netzme'), apply('netzme')])
    expect(await eventTypes(invoice.id)).toEqual(['invoice.opened', 'payment.received', 'invoice.paid'])
    expect((await kept('netzme')).at(-1)).toMatchObject({ state: 'applied', seen: 100 })
  })

  test('a hundred different messages about the same money, applied by two instances at once: one payment and one event (row 41)', async () => {
    const invoice = await create('netzme')
    const { callback_token } = secretsOf(app, 'netzme')
    const id = randomUUID()
    const messages = Array.from({ length: 100 }, (_, index) => {
      const { headers, body } = netzmeCall(callback_token, { reference: invoice.reference, id, amount: '260000.00' })
      return { headers, body: body.replace('{', `{"retry":${index},`) }
    })
    const answers = await Promise.all(messages.map((message) => send('netzme', message)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    for (let taken = 1; taken > 0;) taken = Math.max(...(await Promise.all([apply('netzme'), apply('netzme')])))
    expect(await eventTypes(invoice.id)).toEqual(['invoice.opened', 'payment.received', 'invoice.paid'])
    expect(await read(invoice.id)).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: [] })
  })
})

describe('a callback that fits no invoice', () => {
  test('is acknowledged, waits, and is applied when the invoice appears (row 44)', async () => {
    const reference = `INV/${randomUUID()}`
    const { callback_token } = secretsOf(app, 'netzme')
    const early = netzmeCall(callback_token, { reference, id: randomUUID(), amount: '260000.00' })
    expect(await send('netzme', early)).toMatchObject(acknowledged.netzme)
    await apply('netzme')
    expect((await kept('netzme')).at(-1)).toMatchObject({ state: 'quarantined', invoice_id: null })
    const invoice = await create('netzme', { reference })
    app.clock.moveBy(10_000)
    await apply('netzme')
    expect(await read(invoice.id)).toMatchObject({ status: 'paid' })
    expect((await kept('netzme')).at(-1)).toMatchObject({ state: 'applied', invoice_id: invoice.id })
  })

  test('is looked at for thirty days, and then left alone and counted (row 44)', async () => {
    const { callback_token } = secretsOf(app, 'netzme')
    await send('netzme', netzmeCall(callback_token, { reference: 'NOBODYS/1', id: randomUUID(), amount: '1000.00' }))
    await apply('netzme')
    app.clock.moveBy(30 * dayMs)
    await apply('netzme')
    expect((await kept('netzme')).at(-1)).toMatchObject({ state: 'ignored' })
    const { text } = await app.send('GET', '/metrics')
    expect(text).toContain('tagih_callback_tries_total{provider="netzme",result="ignored"} 1')
  })

  const durianpayEvent = (event: string) => ({
    headers: {},
    body: JSON.stringify({ event, data: { id: 'ord_ABC123456789' }, retry_count: 0 }),
  })

  test('because it is about an order is acknowledged and done with: it neither waits nor is it counted', async () => {
    const before = await app.tagih.callbacks.callbacks.countStuck()
    expect(await send('durianpay', durianpayEvent('order.completed'))).toMatchObject(acknowledged.durianpay)
    await apply('durianpay')
    const about = { state: 'applied', invoice_id: null, last_error: 'about no invoice' }
    expect((await kept('durianpay')).at(-1)).toMatchObject(about)
    app.clock.moveBy(30 * dayMs)
    expect(await apply('durianpay')).toBe(0)
    expect(await app.tagih.callbacks.callbacks.countStuck()).toEqual(before)
  })

  test('although it says that an invoice was paid is for a person to look at, within minutes', async () => {
    expect(await send('durianpay', durianpayEvent('invoice.paid'))).toMatchObject(acknowledged.durianpay)
    for (const ms of [0, 10_000, 60_000, 600_000, 600_000]) {
      app.clock.moveBy(ms)
      await apply('durianpay')
    }
    expect((await kept('durianpay')).at(-1)).toMatchObject({ state: 'failed', last_error: 'not what the provider documents' })
  })

  test('names our reference and another invoice of the provider: its money is not taken for ours, and a person is told (row 44)', async () => {
    const invoice = await create('netzme')
    const { callback_token } = secretsOf(app, 'netzme')
    const other = { reference: invoice.reference, id: randomUUID(), amount: '260000.00', invoiceId: 'NETZ-INV-OTHER' }
    expect(await send('netzme', netzmeCall(callback_token, other))).toMatchObject({ status: 200 })
    await apply('netzme')
    expect(await read(invoice.id)).toMatchObject({
      status: 'open',
      amount_paid: '0.00',
      exceptions: ['needs_review'],
    })
    expect((await kept('netzme')).at(-1)).toMatchObject({ state: 'failed', invoice_id: invoice.id })
  })
})

describe('a stored callback', () => {
  test('that nobody can read is kept, and counted as failed after a few tries', async () => {
    const { callback_token } = secretsOf(app, 'netzme')
    const half = { headers: { 'x-callback-token': callback_token, 'content-type': 'text/plain' }, body: '{"amount":' }
    expect(await send('netzme', half)).toMatchObject({ status: 200 })
    for (const ms of [0, 10_000, 60_000, 600_000, 600_000]) {
      app.clock.moveBy(ms)
      await apply('netzme')
    }
    expect((await kept('netzme')).at(-1)).toMatchObject({ state: 'failed', last_error: 'not what the provider documents' })
    expect(await app.tagih.callbacks.callbacks.countStuck()).toMatchObject({ callbacks_failed: expect.any(Number) })
  })

  test('is run again, by its id or by its state, with the same result as once', async () => {
    const invoice = await create('bill_gateway')
    app.tagih.sandbox?.pay('bill_gateway', invoice.provider_invoice_id)
    await send('bill_gateway', messages.bill_gateway(invoice))
    await apply('bill_gateway')
    const before = await read(invoice.id)
    const id = asCallbackId(String((await kept('bill_gateway')).at(-1)?.['id']))
    expect(await replayCallbacks(app.tagih.callbacks, { merchantId, ids: [id] })).toEqual([id])
    await apply('bill_gateway')
    const since = new Date(0)
    expect(await replayCallbacks(app.tagih.callbacks, { merchantId, state: 'applied', since })).toContain(id)
    await apply('bill_gateway')
    expect(await eventTypes(invoice.id)).toEqual(['invoice.opened', 'payment.received', 'invoice.paid'])
    expect({ ...(await read(invoice.id)), checked_at: null }).toEqual({ ...before, checked_at: null })
  })

  test('is listed without a word of what it said', async () => {
    const listed = await app.tagih.callbacks.callbacks.list({ merchantId, state: 'applied', since: new Date(0) }, 10)
    expect(listed.length).toBeGreaterThan(0)
    expect(JSON.stringify(listed)).not.toContain('originalReferenceNo')
    const [{ body = '' } = {}] = await app.database.rows(`select encode(body_sealed, 'escape') as body from callbacks limit 1`)
    expect(body).not.toContain('amount')
  })
})
