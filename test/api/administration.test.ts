import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { defaultMerchantId } from '../../src/access/merchants.ts'
import { scopes } from '../../src/access/scopes.ts'
import * as schemas from '../../src/http/schemas.ts'
import { expectProblem, expectShape } from '../support/answer-shapes.ts'
import { dumpDatabase, holds } from '../support/dump-database.ts'
import { addMerchant } from '../support/merchants.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

const environment = { ENCRYPTION_KEY: randomBytes(32).toString('base64'), BOOTSTRAP_API_KEY: `tgh_test_${randomUUID()}` }

let app: TestApp
let other: TestApp
beforeAll(async () => {
  app = await openTestApp(environment)
  other = await openTestApp(environment, app.databaseUrl)
})
afterAll(async () => {
  await other.close()
  await app.close()
})

const listOf = <Entry extends z.ZodType>(entry: Entry) => z.object({ data: z.array(entry), next_cursor: z.null() })

async function createKey(body: Record<string, unknown> = {}) {
  const reply = await app.send('POST', '/api-keys', { body: { name: 'Shop', scopes: ['invoices:read'], ...body } })
  expect(reply.status).toBe(201)
  return { id: String(reply.json['id']), key: String(reply.json['key']), json: reply.json }
}

const statusFor = async (instance: TestApp, key: string) => (await instance.send('GET', '/invoices', { key })).status

describe('merchants', () => {
  test('are created and listed', async () => {
    const created = await app.send('POST', '/merchants', { body: { name: 'Toko Dua' } })
    expect({ status: created.status, json: created.json }).toMatchObject({ status: 201, json: { name: 'Toko Dua' } })
    const { data } = expectShape(listOf(schemas.merchant), await app.send('GET', '/merchants'))
    expect(data).toEqual(expect.arrayContaining([created.json, expect.objectContaining({ id: defaultMerchantId })]))
  })

  test('an Idempotency-Key makes one of two requests', async () => {
    const idempotencyKey = randomUUID()
    const body = { name: 'Toko Sekali' }
    const [first, second] = [
      await app.send('POST', '/merchants', { body, idempotencyKey }),
      await app.send('POST', '/merchants', { body, idempotencyKey }),
    ]
    expect(second.text).toBe(first.text)
    expect(second.status).toBe(201)
    const { data } = expectShape(listOf(schemas.merchant), await app.send('GET', '/merchants'))
    expect(data.filter(({ name }) => name === 'Toko Sekali')).toHaveLength(1)
  })

  test.each([{}, { name: '' }, { name: 'x'.repeat(201) }, { name: 'A', id: 'mer_1' }])('%j is 400', async (body) => {
    expectProblem(await app.send('POST', '/merchants', { body }), 'invalid_request')
  })
})

describe('API keys', () => {
  test('the key is shown once, and then never again, not even in the database', async () => {
    const { id, key, json } = await createKey({ name: 'Till', scopes: ['invoices:read', 'invoices:write'] })
    expect(key).toMatch(/^tgh_[A-Za-z0-9_-]{43}$/)
    expect(json).toMatchObject({ merchant_id: defaultMerchantId, name: 'Till', expires_at: null })
    const list = await app.send('GET', '/api-keys')
    const { data } = expectShape(listOf(schemas.apiKey), list)
    expect(data.find((entry) => entry.id === id)).toMatchObject({
      ...{ name: 'Till', scopes: ['invoices:read', 'invoices:write'], hint: `${key.slice(0, 9)}…`, revoked_at: null },
    })
    expect(list.text).not.toContain(key)
    expect(holds(await dumpDatabase(app.databaseUrl), key)).toBe(false)
    expect(await statusFor(app, key)).toBe(200)
  })

  test('one that expires is refused from that moment on', async () => {
    const { key } = await createKey({ expires_at: new Date(app.clock.now().getTime() + 1_000).toISOString() })
    expect(await statusFor(app, key)).toBe(200)
    app.clock.moveBy(999)
    expect(await statusFor(app, key)).toBe(200)
    app.clock.moveBy(1)
    expectProblem(await app.send('GET', '/invoices', { key }), 'unauthenticated')
  })

  test('one that is revoked is refused at once here, and within ten seconds on every other instance', async () => {
    const { id, key } = await createKey()
    expect([await statusFor(app, key), await statusFor(other, key)]).toEqual([200, 200])
    expect((await app.send('DELETE', `/api-keys/${id}`)).status).toBe(204)
    expect(await statusFor(app, key)).toBe(401)
    other.clock.moveBy(9_999)
    expect(await statusFor(other, key)).toBe(401)
    const { data } = expectShape(listOf(schemas.apiKey), await app.send('GET', '/api-keys'))
    expect(data.find((entry) => entry.id === id)?.revoked_at).toBe(app.clock.now().toISOString())
    expect((await app.send('DELETE', `/api-keys/${id}`)).status).toBe(204)
  })

  test('a key is one merchant’s, and the list can be of one', async () => {
    const { json: merchant } = await app.send('POST', '/merchants', { body: { name: 'Toko Tiga' } })
    const { id, key } = await createKey({ merchant_id: merchant['id'] })
    const { data } = expectShape(listOf(schemas.apiKey), await app.send('GET', `/api-keys?merchant_id=${String(merchant['id'])}`))
    expect(data.map((entry) => entry.id)).toEqual([id])
    expect((await app.send('GET', '/invoices', { key })).json['data']).toEqual([])
  })

  test.each([
    [{ name: 'A' }, ['/scopes']],
    [{ name: 'A', scopes: [] }, ['/scopes']],
    [{ name: 'A', scopes: ['all'] }, ['/scopes/0']],
    [{ name: 'A', scopes: ['ops'], merchant_id: 'mer_nobody' }, ['/merchant_id']],
    [{ name: 'A', scopes: ['ops'], expires_at: 'tomorrow' }, ['/expires_at']],
    [{ name: 'A', scopes: ['ops'], key: 'tgh_mine' }, ['/key']],
  ])('%j is 400', async (body, pointers) => {
    expectProblem(await app.send('POST', '/api-keys', { body }), 'invalid_request', { pointers })
  })

  test('404 for a key that nobody has', async () => {
    expectProblem(await app.send('DELETE', '/api-keys/key_nobody'), 'not_found')
  })

  test.each([null, 'tgh_', 'Bearer', `tgh_${'x'.repeat(43)}`, `tgh_${'x'.repeat(300)}`])('401 for the key %j', async (key) => {
    const reply = await app.send('GET', '/invoices', { key })
    expectProblem(reply, 'unauthenticated')
    expect(reply.headers['www-authenticate']).toBe('Bearer')
  })
})

describe('provider accounts', () => {
  const secret = `secret-${randomUUID()}`
  const put = (path: string, body: unknown) => app.send('PUT', `/provider-accounts/${path}`, { body })
  const winpay = () => ({ ...app.tagih.sandbox?.credentials('winpay', 'a second shop') })

  test('credentials go in and never come out', async () => {
    const credentials = { base_url: 'https://checkout.example', key: `${secret}-key`, secret_key: `${secret}-signing` }
    const created = await put('winpay/hidden', { credentials, settings: { clock_offset_seconds: 3 } })
    expect(created.status).toBe(201)
    expect(expectShape(schemas.providerAccount, { ...created, status: 200 })).toMatchObject({
      ...{ merchant_id: defaultMerchantId, provider: 'winpay', name: 'hidden', settings: { clock_offset_seconds: 3 } },
    })
    expect((await put('winpay/hidden', { credentials })).status).toBe(200)
    const list = await app.send('GET', '/provider-accounts')
    const { data } = expectShape(listOf(schemas.providerAccount), list)
    expect(data.map(({ provider, name }) => `${provider}/${name}`)).toContain('winpay/hidden')
    const everywhere = [created.text, list.text, (await app.send('GET', '/providers')).text, app.log()].join('\n')
    expect(everywhere).not.toContain(secret)
    expect(holds(await dumpDatabase(app.databaseUrl), secret)).toBe(false)
  })

  test('a second account is used where it is named, and on every instance', async () => {
    expect((await put('winpay/second', { credentials: winpay() })).status).toBe(201)
    const body = () => invoiceRequest({ provider: 'winpay', provider_account: 'second' })
    const created = await app.send('POST', '/invoices', { body: body() })
    expect(created.json).toMatchObject({ status: 'open', provider_account: 'second' })
    const entry = app.tagih.sandbox?.ledger('winpay').find(({ id }) => id === created.json['provider_invoice_id'])
    expect(entry?.client).toBe('a second shop')
    other.clock.moveBy(10_000)
    expect((await other.send('POST', '/invoices', { body: body() })).json).toMatchObject({
      status: 'open',
      provider_account: 'second',
    })
  })

  test('another merchant has none of it', async () => {
    const key = await addMerchant(app, [...scopes])
    const body = invoiceRequest({ provider: 'winpay', provider_account: 'second' })
    expectProblem(await app.send('POST', '/invoices', { body, key }), 'invalid_request', { pointers: ['/provider_account'] })
    expect((await app.send('GET', '/provider-accounts', { key })).json['data']).toEqual([])
    expect((await app.send('GET', '/providers', { key })).text).not.toContain('second')
  })

  test.each([
    ['winpay/x', { credentials: { key: 'a' } }, ['/credentials/secret_key']],
    ['winpay/x', { credentials: { key: 'a', secret_key: 'b', more: 'c' } }, ['/credentials/more']],
    ['winpay/x', { credentials: { key: 'a', secret_key: 'b', base_url: 'http://10.0.0.1' } }, ['/credentials/base_url']],
    ['winpay/x', { credentials: { key: 'a', secret_key: 'b' }, settings: { nonsense: 1 } }, ['/settings/nonsense']],
    ['winpay/x', { credentials: { key: 'a', secret_key: 'b' }, merchant_id: 'mer_nobody' }, ['/merchant_id']],
    ['winpay/Not-A-Name', { credentials: {} }, ['/name']],
    ['winpay/x', {}, ['/credentials']],
  ])('%s %j is 400', async (path, body, pointers) => {
    expectProblem(await put(path, body), 'invalid_request', { pointers })
  })

  test('404 for a provider that there is not', async () => {
    expectProblem(await put('paypal/default', { credentials: {} }), 'not_found')
  })
})

describe('GET /providers', () => {
  const provider = z.object({
    name: z.string(),
    capabilities: z.looseObject({ cancel: z.boolean(), refresh: z.boolean(), update: z.array(z.string()).nullable() }),
    carries: z.record(z.string(), z.string()),
    accounts: z.array(z.looseObject({ name: z.string(), health: z.looseObject({ status: z.string() }) })),
  })
  const describeTo = async (key: string) => z.array(provider).parse((await app.send('GET', '/providers', { key })).json['data'])

  test('what each can do and carry', async () => {
    const shown = await describeTo(app.key)
    expect(shown.map(({ name, capabilities: { update, cancel } }) => [name, update !== null, cancel])).toEqual([
      ['winpay', true, true],
      ['netzme', false, false],
      ['durianpay', true, true],
      ['bill_gateway', false, true],
    ])
    expect(shown[0]?.carries).toMatchObject({ metadata: 'kept', 'customer.phone': 'required', starts_at: 'refused' })
  })

  test('the secret callback path is for operators only', async () => {
    const { key: reader } = await createKey({ scopes: ['invoices:read'] })
    expect(JSON.stringify(await describeTo(reader))).not.toContain('callback')
    const { key: operator } = await createKey({ scopes: ['invoices:read', 'ops'] })
    const [winpay] = await describeTo(operator)
    const second = winpay?.accounts.find(({ name }) => name === 'second')
    expect(second?.['callback_url']).toMatch(/^http:\/\/127\.0\.0\.1:8080\/callbacks\/winpay\/[A-Za-z0-9_-]{32}$/)
    const token = String(second?.['callback_url']).split('/').at(-1) ?? ''
    expect(holds(await dumpDatabase(app.databaseUrl), token)).toBe(false)
  })

  test('how an account has fared', async () => {
    const [winpay] = await describeTo(app.key)
    expect(winpay?.accounts.find(({ name }) => name === 'second')?.health).toMatchObject({ status: 'answering' })
    expect(winpay?.accounts.find(({ name }) => name === 'hidden')?.health).toMatchObject({ status: 'not_asked' })
  })
})
