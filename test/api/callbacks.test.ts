import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { applyCallbacks } from '../../src/callbacks/apply-callbacks.ts'
import { replayCallbacks } from '../../src/callbacks/replay-callbacks.ts'
import { asCallbackId, asMerchantId } from '../../src/core/ids.ts'
import { dayMs } from '../../src/core/time.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import {
  billCall,
  call,
  durianpayCall,
  listen,
  netzmeCall,
  openCallbackPaths,
  secretsOf,
  winpayCall,
  type ProviderCall,
} from '../support/provider-calls.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

const providers = ['winpay', 'netzme', 'durianpay', 'bill_gateway'] as const
const merchantId = asMerchantId('mer_default')

let app: TestApp
let database: RowReader
let url: string
let paths: Record<string, string>
beforeAll(async () => {
  app = await openTestApp()
  database = await openRowReader(app.databaseUrl)
  paths = await openCallbackPaths(app, providers)
  url = await listen(app)
})
afterAll(async () => {
  await database.close()
  await app.close()
})

const send = (provider: Provider, message: ProviderCall) => call(`${url}${paths[provider] ?? ''}`, message)
const apply = (provider: Provider) => applyCallbacks(app.tagih.callbacks, provider)
const read = async (id: string) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)

async function create(provider: Provider, more: Record<string, unknown> = {}) {
  const created = expectInvoice(await app.send('POST', '/invoices', { body: invoiceRequest({ provider, ...more }) }), 201)
  return { ...created, provider_invoice_id: String(created.provider_invoice_id) }
}
type Created = Awaited<ReturnType<typeof create>>

async function eventTypes(id: string): Promise<unknown[]> {
  const rows = await database.rows('select type, sequence from events where invoice_id = $1 order by sequence', [id])
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_, index) => index + 1))
  return rows.map(({ type }) => type)
}

const kept = (provider: Provider) =>
  database.rows('select id, state, seen, invoice_id, last_error from callbacks where provider = $1 order by id', [provider])

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
    const [{ body = '' } = {}] = await database.rows(`select encode(body_sealed, 'escape') as body from callbacks limit 1`)
    expect(body).not.toContain('amount')
  })
})
