import { describe, expect, test } from '@jest/globals'
import type { UpdateInput } from '../../../src/connectors/connector.ts'
import { durianpay } from '../../../src/connectors/durianpay/index.ts'
import { compareEcho } from '../../../src/connectors/outcome.ts'
import type { Invoice } from '../../../src/core/invoice.ts'
import type { Json, JsonObject } from '../../../src/core/json.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const now = new Date('2026-11-20T14:00:00.000Z')
const moment = { now, token: '', externalId: '1' }

function open(credentials: object = {}, settings: object = {}) {
  return durianpay.open({ credentials: { server_key: 'dp_test_invented', ...credentials }, settings })
}

function createBody(overrides: Partial<Invoice>): unknown {
  const { body } = open().create.build({ invoice: sampleInvoice(overrides), number: null }, moment)
  return JSON.parse(body ?? 'null')
}

function updateBody(overrides: Partial<Invoice>, changed: UpdateInput['changed']): unknown {
  const invoice = sampleInvoice({ providerInvoiceId: 'inv_a', ...overrides })
  return JSON.parse(open().update?.build({ invoice, changed }, moment).body ?? 'null')
}

function told(overrides: JsonObject = {}): JsonObject {
  return {
    id: 'inv_a',
    invoice_ref_id: 'INV/1/2026',
    amount: '260000.00',
    remaining_amount: '260000.00',
    status: 'outstanding',
    ...overrides,
  }
}

function read(answer: Json, overrides: Partial<Invoice> = {}, settings: object = {}) {
  const reading = open({}, settings).create.read(answer, { invoice: sampleInvoice(overrides), number: null })
  if (!('found' in reading)) throw new Error('nothing was found')
  return reading.found
}

function readList(answer: Json, page = 0) {
  return open().findByReference?.read(answer, { invoice: sampleInvoice(), page })
}

describe('the account', () => {
  test.each([
    ['dp_test_abc', 'https://api-sandbox.durianpay.id'],
    ['dp_live_abc', 'https://api.durianpay.id'],
  ])('without a base URL the key %s picks %s with /v1', (server_key, origin) => {
    const { origin: chosen, create } = open({ server_key })
    expect(chosen).toBe(origin)
    expect(create.build({ invoice: sampleInvoice(), number: null }, moment).path).toBe('/v1/invoices')
  })

  test('a base URL wins over the prefix, and its path goes into each request', () => {
    const operations = open({ base_url: 'https://proxy.example/durian/v1/' })
    expect(operations.origin).toBe('https://proxy.example')
    const input = { invoice: sampleInvoice({ providerInvoiceId: 'inv/a?b' }), page: 0 }
    expect(operations.find?.build(input, moment).path).toBe('/durian/v1/invoices/inv%2Fa%3Fb')
    expect(operations.verify?.build(null, moment)).toMatchObject({ method: 'GET', path: '/durian/v1/invoices?skip=0&limit=1' })
  })

  test('every variable of the environment fills a member that exists', () => {
    const names = [...Object.keys(shapeOf(durianpay.credentials)), ...Object.keys(shapeOf(durianpay.settings))]
    for (const { member } of durianpay.environment) expect(names).toContain(member)
  })
})

function shapeOf(schema: object): object {
  return 'shape' in schema && typeof schema.shape === 'object' && schema.shape !== null ? schema.shape : {}
}

describe('the days of an invoice', () => {
  test.each([
    ['2026-11-20T16:59:59.999Z', '2026-11-20'],
    ['2026-11-20T17:00:00.000Z', '2026-11-21'],
    ['2026-11-20T03:00:00.000Z', '2026-11-20'],
    ['2026-12-31T20:00:00.000Z', '2027-01-01'],
  ])('an invoice that expires at %s is due on the Jakarta day %s and never earlier', (expiresAt, day) => {
    const { due_date } = createBody({ expiresAt: new Date(expiresAt) }) as { due_date: string }
    expect(due_date.slice(0, 10)).toBe(day)
    const inJakarta = new Date(new Date(due_date).getTime() + 7 * 3_600_000).toISOString()
    expect(inJakarta.slice(0, 10)).toBe(day)
    expect(new Date(due_date).getTime()).toBeGreaterThanOrEqual(new Date(expiresAt).getTime())
  })

  test('an invoice that starts in the small hours starts on that Jakarta day in every reading', () => {
    expect(createBody({ startsAt: new Date('2026-11-19T18:30:00.000Z') })).toMatchObject({
      start_date: '2026-11-20T00:00:00.000Z',
    })
  })

  test('an invoice without a start leaves it to the provider', () => {
    expect(createBody({})).not.toHaveProperty('start_date')
  })
})

describe('what cannot be carried', () => {
  test.each(['jane¢@nomail.com', 'jane@no£mail.com', 'ja§ne@nomail.com', '©jane@nomail.com'])('the address %s', (email) => {
    const { cannotCarry } = durianpay.check(sampleInvoice({ customer: { ...sampleInvoice().customer, email } }))
    expect(cannotCarry.map(({ pointer }) => pointer)).toEqual(['/customer/email'])
  })

  test('a minimum with a fraction of a rupiah, but not a whole one', () => {
    const minimum = (sen: bigint) =>
      durianpay.check(sampleInvoice({ paymentType: 'partial', minimumPayment: fromMinor(sen) })).cannotCarry
    expect(minimum(10_000_50n).map(({ pointer }) => pointer)).toEqual(['/minimum_payment'])
    expect(minimum(10_000_00n)).toEqual([])
  })

  test('metadata beyond a thousand characters of JSON', () => {
    const long = durianpay.check(sampleInvoice({ metadata: { note: 'x'.repeat(990) } })).cannotCarry
    expect(long.map(({ pointer }) => pointer)).toEqual(['/metadata'])
    expect(durianpay.check(sampleInvoice({ metadata: { note: 'x'.repeat(900) } })).cannotCarry).toEqual([])
  })

  test('an ordinary address with plus, dot and underscore passes, and so does none', () => {
    for (const email of ['a_b.c+d@nomail.co.id', null]) {
      expect(durianpay.check(sampleInvoice({ customer: { ...sampleInvoice().customer, email } }))).toEqual({
        requires: [],
        cannotCarry: [],
      })
    }
  })
})

describe('an update', () => {
  test('of the sum asks only for what was not yet paid', () => {
    const paid = { amountDue: fromMinor(250_000_00n), amountPaid: fromMinor(100_000_00n) }
    expect(updateBody(paid, ['amount_due'])).toEqual({ remaining_amount: '150000.00' })
  })

  test('never asks for less than nothing', () => {
    const paid = { amountDue: fromMinor(50_000_00n), amountPaid: fromMinor(100_000_00n) }
    expect(updateBody(paid, ['amount_due'])).toEqual({ remaining_amount: '0.00' })
  })

  test('that clears members writes what a new invoice without them would have', () => {
    const cleared = updateBody({ title: null, startsAt: null, documentUrl: null, minimumPayment: null, metadata: {} }, [
      'title',
      'starts_at',
      'document_url',
      'minimum_payment',
      'payment_type',
      'metadata',
    ])
    expect(cleared).toEqual({
      title: 'INV/1/2026',
      start_date: '2026-11-20T00:00:00.000Z',
      invoice_url: '',
      enable_partial_transaction: false,
      partial_transaction_config: { min_acceptable_amount: 0 },
      metadata: {},
    })
  })

  test('leaves out members that stay with the gateway', () => {
    expect(updateBody({ notes: 'n', title: 'New' }, ['notes', 'title', 'return_url'])).toEqual({ title: 'New' })
  })

  test('whose answer is about another invoice cannot be read', () => {
    const input = { invoice: sampleInvoice({ providerInvoiceId: 'inv_b' }), changed: ['title'] }
    expect(() => open().update?.read(told(), input)).toThrow('another invoice')
  })
})

describe('an answer', () => {
  test.each([
    ['https://checkout.example/x', 'https://checkout.example/x'],
    ['HTTP://checkout.example/x', 'HTTP://checkout.example/x'],
    ['merchant.durianpay.id/x', 'https://merchant.durianpay.id/x'],
    ['/x', 'https://merchant.durianpay.id/x'],
  ])('with checkout_url %s gives the payer %s', (checkout_url, url) => {
    expect(read(told({ checkout_url })).payment?.url).toBe(url)
  })

  test.each([[''], [null]])('with checkout_url %j shows no way to pay', (checkout_url) => {
    expect(read(told({ checkout_url })).payment).toBeNull()
  })

  test.each([
    ['20000.67', 'same'],
    ['20001', 'rounded'],
    [20001, 'rounded'],
    ['20000', 'rounded'],
    ['20001.67', 'other'],
  ])('with amount %j to 20000.67 is %s', (amount, verdict) => {
    const invoice = sampleInvoice({ amount: fromMinor(20_000_67n) })
    expect(compareEcho(invoice, read(told({ amount, remaining_amount: amount }), invoice))).toBe(verdict)
  })

  test.each([
    ['outstanding', '260000', false, 'open', 0n],
    ['outstanding', '160000', false, 'partially_paid', 100_000_00n],
    ['outstanding', 160000, true, 'cancelled', 100_000_00n],
    ['outstanding', '300000', false, 'open', 0n],
    ['outstanding', '259999.50', false, 'open', 0n],
    ['paid', '0', false, 'paid', 260_000_00n],
    ['paid', '0.00', true, 'paid', 260_000_00n],
    ['refunded', '0', false, null, null],
    ['PAID', '0', false, null, null],
  ])('%s with %s remaining, blocked %s, is %s with %s paid', (status, remaining_amount, is_blocked, canonical, paid) => {
    const found = read(told({ status, remaining_amount, is_blocked }))
    expect(found.status).toBe(canonical)
    expect(found.amountPaid).toBe(paid)
  })

  test.each([{ amount: '1e5' }, { remaining_amount: '-1' }, { currency: 'USD' }, { id: '' }, { is_blocked: 'true' }])(
    'with %j cannot be read',
    (fault) => {
      expect(() => read(told(fault))).toThrow()
    },
  )

  test('keeps every member that has no canonical place under its own name', () => {
    const more = { customer_id: 'cus_a', is_live: true, transactions: [{ id: 'inv_txn_a' }], updated_at: 'x', new_member: [1] }
    expect(read(told({ ...more, currency: 'IDR', checkout_url: '/x', response_code: '0000' })).data).toEqual({
      ...more,
      amount: '260000.00',
      remaining_amount: '260000.00',
      status: 'outstanding',
    })
  })
})

describe('the list', () => {
  const others = (count: number) => Array.from({ length: count }, (_, index) => told({ invoice_ref_id: `other-${index}` }))

  test('goes on after a full page without a match', () => {
    expect(readList({ invoices: others(100) })).toEqual({ nextPage: true, soFar: [] })
    const page = open().findByReference?.build({ invoice: sampleInvoice(), page: 3 }, moment)
    expect(page?.path).toBe('/v1/invoices?from=2026-11-19&to=2026-11-21&skip=300&limit=100')
  })

  test('goes on after a full page with a match, for a second may follow', () => {
    expect(readList({ invoices: [...others(99), told()] })).toMatchObject({ soFar: [{ providerInvoiceId: 'inv_a' }] })
  })

  test('proves absence by a short page', () => {
    expect(readList({ invoices: others(99) }, 1)).toEqual({ absent: true })
    expect(readList({ data: { invoices: [], total_count: 100 } }, 1)).toEqual({ absent: true })
  })

  test('proves nothing when it counts more than it shows', () => {
    expect(() => readList({ invoices: others(25), total_count: 26 })).toThrow('shorter than it says')
  })

  test('proves nothing when an invoice in it has no reference member or the list is missing', () => {
    expect(() => readList({ invoices: [{ id: 'inv_a' }] })).toThrow()
    expect(() => readList({ message: 'ok', response_code: '0000' })).toThrow()
  })

  test('does not take a reference that only begins alike', () => {
    const near = [told({ invoice_ref_id: 'INV/1/20261' }), told({ invoice_ref_id: 'inv/1/2026' })]
    expect(readList({ invoices: near })).toEqual({ absent: true })
  })

  test('tells our reference with another amount too: whether it is ours is decided where it is compared', () => {
    expect(readList({ invoices: [told({ amount: '260001.00' })] })).toMatchObject({ found: [{ amount: fromMinor(260_001_00n) }] })
  })
})
