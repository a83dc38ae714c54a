import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { billGateway } from '../../../src/connectors/bill-gateway/index.ts'
import { phpJson } from '../../../src/connectors/bill-gateway/signer.ts'
import { openCaller } from '../../../src/connectors/call.ts'
import type { ProviderInvoice } from '../../../src/connectors/connector.ts'
import { holdTokens } from '../../../src/connectors/tokens.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { parseJson } from '../../../src/core/parse-json.ts'
import { fixedClock } from '../../support/fixed-clock.ts'
import { sampleBill, sampleCredentials, toldBill } from '../../contract/bill-gateway-documented.ts'

const operations = billGateway.open({ credentials: sampleCredentials, settings: {} })
const moment = { now: new Date('2022-04-04T03:00:00.000Z'), token: 'invented-access-token', externalId: '1' }
const invoice = sampleBill()
const existing = sampleBill({ providerInvoiceId: 'x24da1dF' })
const number = '1234567890'

function parse(text: string): Json {
  const parsed = parseJson(Buffer.from(text))
  if ('fault' in parsed) throw new Error(parsed.fault)
  return parsed.value
}

function requestOf(changed = invoice): JsonObject {
  const body = parse(operations.create.build({ invoice: changed, number }, moment).body ?? '')
  return isJsonObject(body) ? body : {}
}

describe('PHP’s form of JSON', () => {
  test('means the same as JSON, is ASCII alone, and has no slash that is not escaped', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 3, stringUnit: 'binary' }), (text) => {
        const value = parse(text)
        const written = phpJson(value)
        expect(parse(written)).toEqual(value)
        expect(written).toMatch(/^[\u0020-\u007f]*$/)
        expect(written.replaceAll('\\\\', '').replaceAll('\\/', '')).not.toContain('/')
        expect(phpJson(parse(written))).toBe(written)
      }),
    )
  })

  test('escapes like PHP 8’s json_encode', () => {
    expect(phpJson({ a: '/é€😀"\\\n\u001f\u007f', b: [1, true, null] })).toBe(
      String.raw`{"a":"\/\u00e9\u20ac\ud83d\ude00\"\\\n\u001f${'\u007f'}","b":[1,true,null]}`,
    )
  })
})

describe('a bill’s request', () => {
  test('leaves out what is empty', () => {
    const bare = requestOf(sampleBill({ title: '', description: '', notes: null, items: [] }))
    expect(Object.values(bare)).not.toContain('')
    expect(bare).not.toHaveProperty('description')
    expect(bare).not.toHaveProperty('ext_description')
    expect(bare).not.toHaveProperty('components')
    expect(bare['name']).toBe('INV01/TRX000001')
  })

  test('splits a bill with shipping and no items into two components that add up', () => {
    const { components, total_amount } = requestOf(sampleBill({ items: [], shippingAmount: fromMinor(9_000_00n) }))
    expect(total_amount).toBe(100_000)
    expect(components).toEqual([
      { name: 'SPP Jan 22', qty: 1, price: 91_000, total: 91_000 },
      { name: 'Shipping', qty: 1, price: 9_000, total: 9_000 },
    ])
  })

  test.each([
    ['full', 'close'],
    ['partial', 'partial'],
    ['open', 'open'],
  ] as const)('says %s as %s', (paymentType, type) => {
    expect(requestOf(sampleBill({ paymentType }))['type']).toBe(type)
  })

  test('refuses texts with blanks at an end, each by its pointer, and never trims them', () => {
    const address = { ...invoice.customer.address, line1: '\u00a0Jalan', city: 'Surabaya\u200b' }
    const customer = { ...invoice.customer, name: 'John ', phone: ' 08123456', address }
    const items = [invoice.items[0], { name: 'b\n', quantity: 1, unitPrice: invoice.amount }].filter((item) => item !== undefined)
    const { cannotCarry } = billGateway.check(sampleBill({ title: '\ttitle', description: 'd ', notes: ' ', customer, items }))
    expect(cannotCarry.map(({ pointer }) => pointer)).toEqual([
      '/title',
      '/description',
      '/notes',
      '/customer/name',
      '/customer/phone',
      '/customer/address/line1',
      '/customer/address/city',
      '/items/1/name',
    ])
  })

  test('carries a complete invoice', () => {
    expect(billGateway.check(invoice)).toEqual({ requires: [], cannotCarry: [] })
  })
})

describe('a bill’s number', () => {
  test('is the caller’s own where there is one', () => {
    expect(billGateway.numbers?.wanted(invoice)).toBeNull()
    expect(billGateway.numbers?.wanted(sampleBill({ providerOptions: { bill_gateway: { va_number: number } } }))).toBe(number)
  })

  test('is ten digits without a zero in front, whatever is drawn', () => {
    const below = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
    fc.assert(
      fc.property(below, (stream) => {
        const drawn = billGateway.numbers?.draw((limit) => Math.floor(stream.next().value * limit))
        expect(drawn).toMatch(/^[1-9]\d{9}$/)
      }),
    )
    expect(billGateway.numbers?.draw(() => 0)).toBe('1000000000')
  })

  test('that comes back changed makes the answer unreadable', () => {
    const told = { rc: 'SUCCESS', data: { ...toldBill, va_number: '8673011234567891' } }
    expect(() => operations.create.read(told, { invoice, number })).toThrow('another number')
  })
})

describe('a bill’s answer', () => {
  function read(told: JsonObject, of = existing) {
    const reading = operations.find?.read({ rc: 'SUCCESS', data: { ...toldBill, ...told } }, { invoice: of, page: 0 })
    return reading !== undefined && 'found' in reading ? reading.found : null
  }

  test.each([
    ['active', 0, 'open'],
    ['active', 1, 'partially_paid'],
    ['active', '99999.99', 'partially_paid'],
    ['active', 100_000, 'open'],
    ['paid', '100000', 'paid'],
    ['void', 0, 'cancelled'],
    ['expired', 0, 'expired'],
    ['reversal', 100_000, null],
    ['something-new', 0, null],
  ])('with status %s and %s paid is %s, and keeps the word', (status, paid_amount, expected) => {
    const found = read({ status, paid_amount })
    expect(found?.status).toBe(expected)
    expect(found?.data['status']).toBe(status)
  })

  test('does not replace numbers that are known already', () => {
    const virtualAccounts = [{ number: `009902${number}`, prefix: '009902', bank: null }]
    expect(
      read({}, sampleBill({ providerInvoiceId: 'x24da1dF', payment: { ...existing.payment, virtualAccounts } }))?.payment,
    ).toBeNull()
  })

  test.each([{ hash: 'other' }, { total_amount: '1e5' }, { total_amount: null }, { va_number: '12345' }])(
    'like %j is unreadable',
    (told) => {
      expect(() => read(told)).toThrow()
    },
  )
})

describe('the list', () => {
  const found = operations.findByReference

  test('is read until a page is empty', () => {
    const read = (data: Json, soFar?: ProviderInvoice[]) => found?.read({ rc: 'SUCCESS', data }, { invoice, page: 0 }, soFar)
    expect(read([{ ...toldBill, invoice_number: 'inv01/trx000001' }])).toEqual({ nextPage: true, soFar: [] })
    expect(read([{ unlike: 'a bill' }])).toEqual({ nextPage: true, soFar: [] })
    expect(read([], [])).toEqual({ absent: true })
    const first = read([toldBill])
    const soFar = first !== undefined && 'soFar' in first ? first.soFar : undefined
    expect(read([{ ...toldBill, hash: 'second' }], soFar)).toMatchObject({
      soFar: [{ providerInvoiceId: 'x24da1dF' }, { providerInvoiceId: 'second' }],
    })
    expect(read([], soFar)).toMatchObject({ found: [{ providerInvoiceId: 'x24da1dF' }] })
    expect(() => read({})).toThrow()
  })

  test('is asked by pages from 1, without the part of a reference that a search would swallow', () => {
    const path = (reference: string, page: number) => found?.build({ invoice: sampleBill({ reference }), page }, moment).path
    expect(path('INV01', 1)).toBe('/api/v2/gw/bill?institution_code=e9KP2zq6&page=2&q=INV01')
    expect(path('A\\INV01\\B', 0)).toBe('/api/v2/gw/bill?institution_code=e9KP2zq6&page=1&q=INV01')
    expect(path('\\', 0)).toBe('/api/v2/gw/bill?institution_code=e9KP2zq6&page=1')
  })

  test('is the second way to a bill whose own path finds nothing', () => {
    const find = operations.find
    expect(find?.ways?.({ invoice: existing, page: 0 })).toBe(2)
    expect(find?.build({ invoice: existing, page: 1 }, moment).path).toBe(
      '/api/v2/gw/bill?institution_code=e9KP2zq6&page=1&q=INV01%2FTRX000001',
    )
    expect(find?.read({ rc: 'SUCCESS', data: [{ ...toldBill, hash: 'other' }] }, { invoice: existing, page: 1 })).toEqual({
      nextPage: true,
    })
  })

  test('finds a bill on its second page when the path of the bill is unknown there', async () => {
    const replies: [number, Json][] = [
      [200, { access_token: 'invented' }],
      [404, { rc: 'ERR_ROUTE_NOT_FOUND', message: 'x' }],
      [200, { rc: 'SUCCESS', data: [{ ...toldBill, hash: 'other' }] }],
      [200, { rc: 'SUCCESS', data: [toldBill] }],
    ]
    const send = () => {
      const [status, body] = replies.shift() ?? [500, null]
      return Promise.resolve({
        bytesSent: true,
        durationMs: 1,
        answer: { status, body: Buffer.from(JSON.stringify(body)) },
      } as const)
    }
    const clock = fixedClock(moment.now)
    const caller = openCaller({ send, close: () => Promise.resolve() }, holdTokens(clock), clock)
    const account = { key: 'default', connector: billGateway, operations }
    const { find } = operations
    const called = find && (await caller.call(account, 'find', find, { invoice: existing, page: 0 }))
    expect(called?.verdict).toMatchObject({ kind: 'done', result: { providerInvoiceId: 'x24da1dF' } })
    expect(called?.trace.map(({ path }) => path.replace(/^.*\/gw/, ''))).toEqual([
      '/oauth/token',
      '/bill/x24da1dF?institution_code=e9KP2zq6',
      '/bill?institution_code=e9KP2zq6&page=1&q=INV01%2FTRX000001',
      '/bill?institution_code=e9KP2zq6&page=2&q=INV01%2FTRX000001',
    ])
  })

  test('shows by its first page whether the API key is good', () => {
    expect(operations.verify?.build(null, moment)).toMatchObject({
      path: '/api/v2/gw/bill?institution_code=e9KP2zq6&page=1',
      headers: { signature: '5d084cab0571f0e09cde80f67881167f03495e3e81dd05e511fa2d3d20e0086f' },
    })
    expect(operations.verify?.read({ rc: 'SUCCESS', data: [] }, null)).toEqual({ found: true })
  })
})

describe('the access token', () => {
  const grant = {
    grant_type: 'client_credentials',
    client_id: sampleCredentials.client_id,
    client_secret: 'invented-client-secret',
  }

  test('is asked for in JSON with a scope, or as a form without one', () => {
    const form = billGateway
      .open({ credentials: sampleCredentials, settings: { token_format: 'form' } })
      .token?.build(null, moment)
    const json = operations.token?.build(null, moment)
    expect(JSON.parse(json?.body ?? '')).toEqual({ ...grant, scope: '*' })
    expect(form?.headers['content-type']).toBe('application/x-www-form-urlencoded')
    expect(Object.fromEntries(new URLSearchParams(form?.body ?? ''))).toEqual(grant)
  })

  test.each([
    ['49740', 49740],
    [49740, 49740],
    [undefined, 3600],
    ['soon', 3600],
    ['', 3600],
    [0, 3600],
    [-5, 3600],
    [null, 3600],
  ])('that expires in %p lives for %d seconds', (expires_in, expiresInSeconds) => {
    const body = { token_type: 'Bearer', access_token: 'invented', ...(expires_in === undefined ? {} : { expires_in }) }
    expect(operations.token?.read(body, null)).toEqual({ found: { value: 'invented', expiresInSeconds } })
    expect(billGateway.envelope(body).success).toBe(true)
  })
})
