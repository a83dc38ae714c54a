import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { applyCallbacks } from '../../src/callbacks/apply-callbacks.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { providers, type Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, type Reply, type TestApp } from '../support/test-app.ts'

let app: TestApp
let database: RowReader
let sandbox: Sandbox
beforeEach(async () => {
  // Providers are told the public path, and sign it; what is in front of the gateway takes the first part away.
  app = await openTestApp({ PUBLIC_URL: 'https://pay.example/tagih' })
  database = await openRowReader(app.databaseUrl)
  if (app.tagih.sandbox === null) throw new Error('the test app has no simulators')
  sandbox = app.tagih.sandbox
  await app.tagih.http.listen({ host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await database.close()
  await app.close()
})

const described = z.object({
  data: z.array(z.object({ name: z.string(), accounts: z.array(z.object({ callback_url: z.string().nullish() })) })),
})

async function callbackUrls(key?: string): Promise<Map<string, string | null | undefined>> {
  const { data } = described.parse((await app.send('GET', '/providers', key === undefined ? {} : { key })).json)
  return new Map(data.map(({ name, accounts }) => [name, accounts[0]?.callback_url]))
}

/** Creates, pays at the provider, and lets the callback come and be worked off; the invoice after it. */
async function payAt(provider: Provider, options: { key?: string } = {}) {
  const created = expectInvoice(await app.send('POST', '/invoices', { body: invoiceRequest({ provider }), ...options }), 201)
  sandbox.pay(provider, String(created.provider_invoice_id))
  await sandbox.callbacks.sendDue()
  await applyCallbacks(app.tagih.callbacks, provider)
  return expectInvoice(await app.send('GET', `/invoices/${created.id}`, options), 200)
}

async function merchantWithKey(): Promise<{ id: string; key: string }> {
  const id = String((await app.send('POST', '/merchants', { body: { name: 'Second' } })).json['id'])
  const scopes = ['invoices:read', 'invoices:write', 'ops', 'admin']
  const made = await app.send('POST', '/api-keys', { body: { merchant_id: id, name: 'second', scopes } })
  return { id, key: String(made.json['key']) }
}

async function storeAccount(provider: Provider, client: string, key: string, merchant: string): Promise<Reply> {
  const body = {
    merchant_id: merchant,
    credentials: sandbox.credentials(provider, client),
    settings: sandbox.settings(provider),
  }
  return app.send('PUT', `/provider-accounts/${provider}/default`, { body, key })
}

/** What each provider proves about itself. */
const authenticity: Record<Provider, string> = {
  winpay: 'unsigned',
  netzme: 'verified',
  durianpay: 'verified',
  bill_gateway: 'verified',
}

describe.each(providers)('a payment at the simulated %s', (provider) => {
  test('comes to the gateway as its callback, is acknowledged, and the invoice is paid', async () => {
    expect(await payAt(provider)).toMatchObject({ status: 'paid', amount_paid: '260000.00' })
    expect(sandbox.callbacks.list()).toMatchObject([{ state: 'acknowledged', tries: 1, lastAnswer: '200' }])
    expect(await database.rows('select authenticity, state from callbacks')).toEqual([
      { authenticity: authenticity[provider], state: 'applied' },
    ])
  })

  test('comes to the merchant whose invoice it is', async () => {
    const { id, key } = await merchantWithKey()
    expect(await payAt(provider, { key })).toMatchObject({ status: 'paid' })
    expect(await database.rows('select merchant_id from callbacks')).toEqual([{ merchant_id: id }])
  })
})

test('a stored account with a simulator’s credentials gets its callbacks on its own path', async () => {
  expect((await storeAccount('durianpay', 'demo', app.key, 'mer_default')).status).toBe(201)
  expect(await payAt('durianpay')).toMatchObject({ status: 'paid' })
  expect(sandbox.callbacks.list()).toMatchObject([{ client: 'demo', state: 'acknowledged' }])
})

test('a client of nobody’s is not called back', async () => {
  expect((await storeAccount('winpay', 'demo', app.key, 'mer_default')).status).toBe(201)
  const created = expectInvoice(await app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'winpay' }) }), 201)
  expect((await storeAccount('winpay', 'other', app.key, 'mer_default')).status).toBe(200)
  sandbox.pay('winpay', String(created.provider_invoice_id))
  await sandbox.callbacks.sendDue()
  expect(sandbox.callbacks.list()).toMatchObject([{ client: 'demo', state: 'nowhere', tries: 0 }])
})

describe('the callback path of a simulated account', () => {
  test('is shown to operators, differs by provider and merchant, and ends with a stored account', async () => {
    const own = await callbackUrls()
    const { id, key } = await merchantWithKey()
    const others = await callbackUrls(key)
    for (const provider of providers) {
      const start = `https://pay.example/tagih/callbacks/${provider}/sbx.`
      expect(own.get(provider)).toContain(`${start}mer_default.`)
      expect(others.get(provider)).toContain(`${start}${id}.`)
    }
    const simulated = new URL(own.get('winpay') ?? '').pathname.replace('/tagih', '')
    expect((await app.send('POST', simulated, { body: '{}', key: null })).status).toBe(200)
    expect((await storeAccount('winpay', 'mer_default', app.key, 'mer_default')).status).toBe(201)
    expect((await callbackUrls()).get('winpay')).not.toContain('sbx.')
    expect((await app.send('POST', simulated, { body: '{}', key: null })).status).toBe(404)
  })

  test('cannot be guessed from another one', async () => {
    const path = new URL((await callbackUrls()).get('winpay') ?? '').pathname.replace('/tagih', '')
    for (const wrong of [path.replace('winpay', 'durianpay'), `${path}x`, path.replace('mer_default', 'mer_other')])
      expect((await app.send('POST', wrong, { body: '{}', key: null })).status).toBe(404)
  })
})
