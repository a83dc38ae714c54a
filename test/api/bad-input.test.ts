import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { ProblemCode } from '../../src/core/problems.ts'
import { providers } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openFaultyApp } from '../support/faulty-app.ts'
import { addMerchant } from '../support/merchants.ts'
import { openRawDoor, rawCreate, type RawDoor } from '../support/raw-http.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, type Reply, type TestApp } from '../support/test-app.ts'
import { winpayAt, winpayRefuses } from '../support/winpay-wire.ts'

let app: TestApp
let door: RawDoor
let reader: RowReader
beforeAll(async () => {
  app = await openTestApp()
  door = await openRawDoor(app)
  reader = await openRowReader(app.databaseUrl)
})
afterAll(async () => {
  await reader.close()
  await app.close()
})

const post = (body: unknown): Promise<Reply> => app.send('POST', '/invoices', { body })
const raw = (body: Buffer): Promise<Reply> => door.send(rawCreate(app, [`Idempotency-Key: ${randomUUID()}`], body))

/** Everything that the request could have changed: our tables and the providers' ledgers. */
async function world(): Promise<unknown> {
  const ledgers = providers.map((provider) => app.tagih.sandbox?.ledger(provider).length)
  return [await reader.counts(), ledgers]
}

async function expectUntouched(send: () => Promise<Reply>, code: ProblemCode, pointers?: string[] | null): Promise<Reply> {
  const before = await world()
  const reply = await send()
  expectProblem(reply, code, pointers === undefined ? {} : { pointers })
  expect(await world()).toEqual(before)
  return reply
}

const customer = { name: 'Delina', email: 'delina@example.com', phone: '082342341' }
const item = (changes = {}) => ({ name: 'Tea', quantity: 1, unit_price: '260000', ...changes })

describe('a member that is wrong in itself', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['unknown', { amout: '5' }, ['/amout']],
    ['unknown, with a slash and a tilde in its name', { 'a/b~c': 1 }, ['/a~1b~0c']],
    ['unknown inside customer', { customer: { ...customer, mail: 'x' } }, ['/customer/mail']],
    ['unknown inside address', { customer: { ...customer, address: { line3: 'x' } } }, ['/customer/address/line3']],
    ['unknown inside an item', { items: [item({ unit_price: '0' }), item({ price: 1 })] }, ['/items/1/price']],
    ['unknown inside an option', { provider_options: { winpay: { backurl: 'x' } } }, ['/provider_options/winpay/backurl']],
    ['an option of no provider', { provider_options: { gopay: {} } }, ['/provider_options/gopay']],
    ['unknown twice', { one: 1, two: 2 }, ['/one', '/two']],
    ['computed', { status: 'paid' }, ['/status']],
    ['constructor', { constructor: { prototype: { polluted: true } } }, ['/constructor']],
    ['amount as a number', { amount: 260000 }, ['/amount']],
    ['amount as true', { amount: true }, ['/amount']],
    ['amount below zero', { amount: '-5' }, ['/amount']],
    ['amount of zero', { amount: '0.00' }, ['/amount']],
    ['amount with three decimals', { amount: '5.000' }, ['/amount']],
    ['amount with a comma', { amount: '5,00' }, ['/amount']],
    ['amount with a zero in front', { amount: '05' }, ['/amount']],
    ['amount with an exponent', { amount: '1e5' }, ['/amount']],
    ['amount with a blank', { amount: ' 5' }, ['/amount']],
    ['amount in other digits', { amount: '٥' }, ['/amount']],
    ['amount with seventeen digits', { amount: '1'.repeat(17) }, ['/amount']],
    ['amount left out without items', { amount: undefined }, ['/amount']],
    ['currency', { currency: 'USD' }, ['/currency']],
    ['reference that is empty', { reference: '' }, ['/reference']],
    ['reference with a blank', { reference: 'INV 1' }, ['/reference']],
    ['reference of 65 characters', { reference: 'x'.repeat(65) }, ['/reference']],
    ['reference left out', { reference: undefined }, ['/reference']],
    ['quantity as text', { items: [item({ quantity: '1' })] }, ['/items/0/quantity']],
    ['quantity of a half', { items: [item({ quantity: 0.5 })] }, ['/items/0/quantity']],
    ['price below zero', { items: [item({ unit_price: '-1' })] }, ['/items/0/unit_price']],
    ['items that do not add up', { items: [item({ unit_price: '1' })] }, ['/amount']],
    ['items and shipping that do not add up', { items: [item()], shipping_amount: '1' }, ['/amount']],
    ['items of nothing', { amount: undefined, items: [item({ unit_price: '0' })] }, ['/items']],
    [
      'items beyond sixteen digits',
      { amount: undefined, items: [item({ quantity: 10, unit_price: '9'.repeat(16) })] },
      ['/items'],
    ],
    ['amount_due above the amount', { amount_due: '260000.01' }, ['/amount_due']],
    ['minimum_payment without parts', { minimum_payment: '5' }, ['/minimum_payment']],
    ['payment_type', { payment_type: 'FULL' }, ['/payment_type']],
    ['customer without a name', { customer: { email: 'a@example.com' } }, ['/customer/name']],
    ['customer without e-mail and phone', { customer: { name: 'Delina' } }, ['/customer']],
    ['e-mail', { customer: { ...customer, email: 'delina@' } }, ['/customer/email']],
    ['phone', { customer: { ...customer, phone: '0812x' } }, ['/customer/phone']],
    ['a URL of another scheme', { return_url: 'javascript:alert(1)' }, ['/return_url']],
    ['a URL without a host', { image_url: 'https://' }, ['/image_url']],
    ['metadata that is nested', { metadata: { a: { b: 'c' } } }, ['/metadata/a']],
    ['metadata with a number', { metadata: { a: 1 } }, ['/metadata/a']],
    ['metadata of 1001 characters', { metadata: { ab: 'x'.repeat(999) } }, ['/metadata']],
    ['metadata as a list', { metadata: [] }, ['/metadata']],
    ['expires_at in the past', { expires_at: '2026-11-20T04:59:59Z' }, ['/expires_at']],
    ['expires_at now', { expires_at: '2026-11-20T05:00:00Z' }, ['/expires_at']],
    ['expires_at without an offset', { expires_at: '2026-11-21T05:00:00' }, ['/expires_at']],
    ['expires_at without seconds', { expires_at: '2026-11-21T05:00Z' }, ['/expires_at']],
    ['expires_at on a day that does not exist', { expires_at: '2027-02-29T05:00:00Z' }, ['/expires_at']],
    ['expires_at as a number', { expires_at: 1795150800 }, ['/expires_at']],
    ['starts_at after its end', { starts_at: '2026-11-22T05:00:00Z', expires_at: '2026-11-21T05:00:00Z' }, ['/starts_at']],
    ['starts_at after the end by default', { starts_at: '2026-11-22T05:00:00Z' }, ['/starts_at']],
    ['provider', { provider: 'gopay' }, ['/provider']],
    ['provider_account', { provider: 'winpay', provider_account: 'second' }, ['/provider_account']],
    ['va_number', { provider_options: { bill_gateway: { va_number: '123' } } }, ['/provider_options/bill_gateway/va_number']],
    ['a prefix', { provider_options: { bill_gateway: { prefixes: ['1'] } } }, ['/provider_options/bill_gateway/prefixes/0']],
    ['pay_method', { provider_options: { netzme: { pay_method: 'CASH' } } }, ['/provider_options/netzme/pay_method']],
    ['several at once', { amount: 1, reference: '', currency: 'USD' }, ['/reference', '/amount', '/currency']],
  ])('%s is 400 with its pointer (row 4)', async (_, changes, pointers) => {
    await expectUntouched(() => post(invoiceRequest(changes)), 'invalid_request', pointers)
  })
})

describe('a body that JSON.parse would take or change', () => {
  const withMembers = (members: string) => JSON.stringify(invoiceRequest()).replace(/\}$/, `,${members}}`)
  test.each<[string, string, string[] | null]>([
    ['a duplicate member', withMembers('"amount":"5"'), ['/amount']],
    ['a duplicate member that is spelt with escapes', withMembers('"\\u0061mount":"260000.00"'), ['/amount']],
    ['a duplicate member inside metadata', withMembers('"metadata":{"a":"1","a":"1"}'), ['/metadata/a']],
    ['1e400', withMembers('"items":[{"quantity":1e400}]'), ['/items/0/quantity']],
    ['an integer beyond 2^53', withMembers('"items":[{"quantity":9007199254740993}]'), ['/items/0/quantity']],
    ['a NUL', withMembers('"notes":"a\\u0000b"'), ['/notes']],
    ['a NUL in a name', withMembers('"metadata":{"a\\u0000":"b"}'), ['/metadata/a\0']],
    ['half a surrogate pair', withMembers('"notes":"\\ud83d"'), ['/notes']],
    ['__proto__', withMembers('"__proto__":{"admin":true}'), ['/__proto__']],
    ['__proto__ in metadata', withMembers('"metadata":{"__proto__":"x"}'), ['/metadata/__proto__']],
    ['nesting', withMembers(`"metadata":${'['.repeat(5_000)}${']'.repeat(5_000)}`), [`/metadata${'/0'.repeat(32)}`]],
    ['nesting that is never closed', '['.repeat(60_000), ['']],
    ['null', 'null', ['']],
    ['a list', '[{}]', ['']],
    ['a text', '"invoice"', ['']],
    ['a number', '5', ['']],
    ['nothing', '', ['']],
    ['a byte order mark', `\ufeff${JSON.stringify(invoiceRequest())}`, ['']],
    ['a comma too many', '{"reference":"a",}', ['']],
    ['two bodies', '{}{}', ['']],
  ])('%s is 400 with its pointer (row 4)', async (_, body, pointers) => {
    const headers = { 'content-type': 'application/json' }
    await expectUntouched(() => app.send('POST', '/invoices', { body, headers }), 'invalid_request', pointers)
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined()
  })

  test('invalid UTF-8 is 400 and is not repaired', async () => {
    const [before = '', after = ''] = JSON.stringify(invoiceRequest({ title: '#' })).split('#')
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f]]) {
      const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)])
      await expectUntouched(() => raw(body), 'invalid_request', [''])
    }
  })

  test('no body and no content type is 400', async () => {
    await expectUntouched(() => app.send('POST', '/invoices'), 'invalid_request', [''])
  })

  test('another content type is 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', 'json', ''])
      await expectUntouched(
        () => app.send('POST', '/invoices', { body: JSON.stringify(invoiceRequest()), headers: { 'content-type': type } }),
        'unsupported_media_type',
        null,
      )
  })

  test('70 kB is 413, and 64 KiB is not', async () => {
    await expectUntouched(() => post(invoiceRequest({ notes: 'x'.repeat(70_000) })), 'body_too_large', null)
    const limit = 64 * 1024
    const padded = JSON.stringify(invoiceRequest()).padEnd(limit, ' ')
    await expectUntouched(() => app.send('POST', '/invoices', { body: `${padded} ` }), 'body_too_large', null)
    expectInvoice(await app.send('POST', '/invoices', { body: padded }), 201)
  })
})

describe('what is right in itself but not at this provider is 422 with the very member', () => {
  const half = item({ unit_price: '0.50', quantity: 2, name: 'Half' })
  const goods = { amount: undefined, items: [item(), half] }
  const bill = 'bill_gateway'
  test.each<[string, Record<string, unknown>, ProblemCode, string[]]>([
    ['winpay: a fraction', { provider: 'winpay', amount: '1000.50' }, 'provider_cannot_carry', ['/amount']],
    ['bill_gateway: a fraction', { provider: bill, amount: '1000.05' }, 'provider_cannot_carry', ['/amount']],
    ['winpay: a fraction in an item', { provider: 'winpay', ...goods }, 'provider_cannot_carry', ['/items/1/unit_price']],
    ['bill_gateway: a fraction in an item', { provider: bill, ...goods }, 'provider_cannot_carry', ['/items/1/unit_price']],
    ['winpay: a start', { provider: 'winpay', starts_at: '2026-11-20T06:00:00Z' }, 'provider_cannot_carry', ['/starts_at']],
    ['winpay: in parts', { provider: 'winpay', payment_type: 'partial' }, 'provider_cannot_carry', ['/payment_type']],
    ['netzme: part of the sum', { provider: 'netzme', amount_due: '5' }, 'provider_cannot_carry', ['/amount_due']],
    ['durianpay: any sum', { provider: 'durianpay', payment_type: 'open' }, 'provider_cannot_carry', ['/payment_type']],
    ['bill_gateway: blanks at an end', { provider: bill, title: 'Tea ' }, 'provider_cannot_carry', ['/title']],
    ['winpay: no way back', { provider: 'winpay', return_url: null }, 'provider_requires', ['/return_url']],
    [
      'winpay: no phone',
      { provider: 'winpay', customer: { ...customer, phone: null } },
      'provider_requires',
      ['/customer/phone'],
    ],
    ['beyond what a number can hold', { provider: bill, amount: '9'.repeat(16) }, 'provider_cannot_carry', ['/amount']],
  ])('%s', async (_, changes, code, pointers) => {
    await expectUntouched(() => post(invoiceRequest(changes)), code, pointers)
  })
})

describe('what belongs to somebody else', () => {
  test('a reference that was used before is 409 with its invoice (row 10)', async () => {
    const body = invoiceRequest()
    const { id } = expectInvoice(await post(body), 201)
    const reply = await expectUntouched(() => post(body), 'reference_already_used', ['/reference'])
    expect(reply.json['invoice_id']).toBe(id)
  })

  test('a key that was used for something else is 422', async () => {
    const idempotencyKey = randomUUID()
    expectInvoice(await app.send('POST', '/invoices', { body: invoiceRequest(), idempotencyKey }), 201)
    await expectUntouched(
      () => app.send('POST', '/invoices', { body: invoiceRequest(), idempotencyKey }),
      'idempotency_key_reused',
    )
  })

  test('an invoice of another merchant is 404 wherever it is named, as is an id that nobody has', async () => {
    const { id } = expectInvoice(await post(invoiceRequest()), 201)
    const key = await addMerchant(app)
    for (const wrong of [id, 'inv_01k9s7m3e8f1qv0c2d4h6j8n0p', 'inv', '%00', '%F0%9F%98%80', '..%2F..']) {
      const path = `/invoices/${wrong}`
      for (const what of ['', '/attempts', '/events'])
        await expectUntouched(() => app.send('GET', `${path}${what}`, { key }), 'not_found', null)
      for (const what of ['/cancel', '/refresh'])
        await expectUntouched(() => app.send('POST', `${path}${what}`, { key, idempotencyKey: randomUUID() }), 'not_found', null)
      await expectUntouched(() => app.send('PATCH', path, { key, body: { title: 'Mine' } }), 'not_found', null)
    }
  })
})

describe('a provider', () => {
  test('that is not configured is 400', async () => {
    const other = await openFaultyApp((origin) => ({ ...winpayAt(origin), SANDBOX: 'false' }))
    const reply = await other.app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'netzme' }) })
    expectProblem(reply, 'invalid_request', { pointers: ['/provider'] })
    const key = await addMerchant(other.app)
    const nobodys = await other.app.send('POST', '/invoices', { body: invoiceRequest(), key })
    expectProblem(nobodys, 'invalid_request', { pointers: ['/provider'] })
    expect(other.provider.received).toEqual([])
    await other.close()
  })

  test('with wrong credentials is 502, and no invoice is listed', async () => {
    const other = await openFaultyApp(winpayAt)
    other.provider.answerWith(() => winpayRefuses(401, '4010300', 'Unauthorized'))
    expectProblem(await other.app.send('POST', '/invoices', { body: invoiceRequest() }), 'provider_misconfigured')
    expect((await other.app.send('GET', '/invoices')).json['data']).toEqual([])
    await other.close()
  })
})

describe('a path', () => {
  test('that is too long for any id is 404', async () => {
    await expectUntouched(() => app.send('GET', `/invoices/${'x'.repeat(5_000)}`), 'not_found', null)
  })

  test('whose query holds a NUL is 400', async () => {
    await expectUntouched(() => app.send('GET', '/invoices?reference=%00'), 'invalid_request', null)
  })

  test.each<['PUT' | 'PATCH' | 'DELETE' | 'POST', string, string]>([
    ['PUT', '/invoices', 'POST, GET, HEAD'],
    ['DELETE', '/invoices', 'POST, GET, HEAD'],
    ['POST', '/invoices/inv_1', 'GET, HEAD, PATCH'],
    ['DELETE', '/invoices/inv_1/cancel', 'POST'],
    ['POST', '/invoices/inv_1/attempts', 'GET, HEAD'],
  ])('%s %s is 405 with Allow', async (method, path, allow) => {
    const reply = await expectUntouched(() => app.send(method, path, { body: {} }), 'method_not_allowed', null)
    expect(reply.headers['allow']?.split(', ').sort()).toEqual(allow.split(', ').sort())
  })

  test.each(['/', '/invoice', '/invoices/', '/invoices/a/b', '/INVOICES', '/invoices%2f', '/%', '/invoices/%zz'])(
    '%s that does not exist is 404',
    async (path) => {
      await expectUntouched(() => app.send('GET', path), 'not_found', null)
      await expectUntouched(
        () => app.send('POST', path, { body: '{', headers: { 'content-type': 'text/plain' } }),
        'not_found',
        null,
      )
    },
  )
})
