import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Provider } from '../../src/sandbox/simulator.ts'
import * as schemas from '../../src/http/schemas.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'

const providers: Provider[] = ['winpay', 'netzme', 'durianpay', 'bill_gateway']

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(['winpay', 'durianpay'])
})
afterAll(() => app.close())
beforeEach(() => {
  for (const provider of ['winpay', 'durianpay'] as const) app.proxy(provider).decide(() => 'pass')
})

const patch = ({ id }: Created, body: Record<string, unknown>, headers: Record<string, string> = {}) =>
  app.send('PATCH', `/invoices/${id}`, { body, headers })
const read = async ({ id }: Created) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const puts = (provider: 'winpay' | 'durianpay', { provider_invoice_id }: Created) =>
  app.proxy(provider).passed.filter(({ method, path }) => method === 'PUT' && path.endsWith(provider_invoice_id))
const events = async ({ id }: Created) => {
  const { json } = await app.send('GET', `/invoices/${id}/events`)
  return schemas.event.array().parse(json['data'])
}

describe('200: what stays with the gateway', () => {
  const everywhere = { metadata: { order: '7', gift: 'yes' }, customer: { reference: 'cust_9' } }

  test.each(providers.filter((provider) => provider !== 'durianpay'))('%s: is changed without a word to it', async (provider) => {
    const invoice = await app.createOpen({ provider, metadata: { order: '6' } })
    const before = app.entry(provider, invoice.reference)
    const changed = expectInvoice(await patch(invoice, everywhere), 200)
    expect(changed).toMatchObject({ metadata: everywhere.metadata, customer: { reference: 'cust_9', name: 'Delina Prasetya' } })
    expect(changed.version).toBe(invoice.version + 1)
    expect(app.entry(provider, invoice.reference)).toEqual(before)
    expect((await events(invoice)).map(({ type, data }) => [type, data.invoice.version])).toEqual([
      ['invoice.opened', 2],
      ['invoice.updated', 3],
    ])
    expect(await read(invoice)).toEqual(changed)
  })

  test('durianpay: description, notes, image and return URL are', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    const body = {
      ...{ description: 'Two books', notes: 'By noon', image_url: 'https://shop.example/a.png' },
      return_url: 'https://shop.example/other',
    }
    expect(expectInvoice(await patch(invoice, body), 200)).toMatchObject(body)
    expect(puts('durianpay', invoice)).toEqual([])
  })

  test('a finished invoice still takes them', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    expectInvoice(await app.send('POST', `/invoices/${invoice.id}/cancel`), 200)
    expect(expectInvoice(await patch(invoice, { metadata: { a: 'b' } }), 200)).toMatchObject({ status: 'cancelled' })
  })

  test('a patch that changes nothing is no event and no version', async () => {
    const invoice = await app.createOpen({ provider: 'winpay', metadata: { a: '1' } })
    const same = { metadata: { a: '1' }, amount: '260000', title: 'Order 111130', expires_at: '2026-11-21T12:00:00+07:00' }
    expect(expectInvoice(await patch(invoice, same), 200).version).toBe(invoice.version)
    expect(await events(invoice)).toHaveLength(1)
    expect(puts('winpay', invoice)).toEqual([])
  })
})

describe('200: merge', () => {
  test('absent stays, null clears, members of customer and metadata are merged one by one', async () => {
    const address = { line1: 'Jalan Satu 1', city: 'Jakarta' }
    const customer = { reference: 'c1', name: 'Delina', email: 'd@example.com', phone: '082342341', address }
    const invoice = await app.createOpen({ provider: 'winpay', customer, description: 'gone soon', metadata: { a: '1', b: '2' } })
    const body = {
      description: null,
      customer: { reference: null, email: null, address: { city: null, postal_code: '12190' } },
      metadata: { a: null, c: '3' },
    }
    expect(expectInvoice(await patch(invoice, body), 200)).toMatchObject({
      ...{ description: null, title: 'Order 111130', metadata: { b: '2', c: '3' } },
      customer: {
        ...{ reference: null, name: 'Delina', email: null, phone: '082342341' },
        address: { line1: 'Jalan Satu 1', city: null, postal_code: '12190' },
      },
    })
    expect(expectInvoice(await patch(invoice, { metadata: null, customer: { address: null } }), 200)).toMatchObject({
      metadata: {},
      customer: { address: { line1: null, postal_code: null } },
    })
    expect((await read(invoice)).customer.email).toBeNull()
  })

  test('without items the amount stays; with new items it follows them', async () => {
    const items = [{ name: 'Tea', quantity: 2, unit_price: '1500.00' }]
    const invoice = await app.createOpen({ provider: 'winpay', amount: '3500.00', items, shipping_amount: '500.00' })
    expect(expectInvoice(await patch(invoice, { shipping_amount: null }), 200).amount).toBe('3000.00')
    expect(expectInvoice(await patch(invoice, { items: [{ ...items[0], quantity: 3 }] }), 200).amount).toBe('4500.00')
    expect(expectInvoice(await patch(invoice, { items: null }), 200)).toMatchObject({ amount: '4500.00', items: [] })
    expect(app.entry('winpay', invoice.reference).amount).toBe('4500.00')
  })

  test('clearing expires_at brings the default back', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay', expires_at: '2026-11-25T05:00:00Z' })
    const { expires_at } = expectInvoice(await patch(invoice, { expires_at: null }), 200)
    expect(expires_at).toBe('2026-11-21T05:00:00.000Z')
  })
})

describe('200: what the provider is told', () => {
  test('winpay: customer, items with the amount, and the way back', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const body = {
      customer: { name: 'Delina P', phone: '0811111111' },
      amount: '300000.00',
      items: [{ name: 'Lamp', quantity: 3, unit_price: '100000.00' }],
      return_url: 'https://shop.example/thanks',
      metadata: { changed: 'yes' },
    }
    const changed = expectInvoice(await patch(invoice, body), 200)
    expect(changed).toMatchObject({ ...body, amount_due: '300000.00', amount_remaining: '300000.00', exceptions: [] })
    expect(app.entry('winpay', invoice.reference)).toMatchObject({
      amount: '300000.00',
      details: {
        customer: { name: 'Delina P', phone: '0811111111', email: 'delina@example.com' },
        products: [{ name: 'Lamp', qty: 3, price: 100_000 }],
        backUrl: 'https://shop.example/thanks',
      },
    })
    expect((await events(invoice)).map(({ type, sequence }) => [type, sequence])).toEqual([
      ['invoice.opened', 1],
      ['invoice.updated', 2],
    ])
    app.sandbox.pay('winpay', invoice.provider_invoice_id)
    const paid = expectInvoice(await app.send('POST', `/invoices/${invoice.id}/refresh`), 200)
    expect(paid).toMatchObject({ status: 'paid', amount_paid: '300000.00', exceptions: [] })
  })

  test('durianpay: title, dates, document, partial settings and what is due', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay', payment_type: 'partial', minimum_payment: '10000' })
    const body = {
      ...{ title: 'Order 2', amount_due: '200000.00', minimum_payment: '20000.00' },
      ...{ document_url: 'https://shop.example/i.pdf', expires_at: '2026-11-24T05:00:00.000Z', metadata: { a: '1' } },
    }
    expect(expectInvoice(await patch(invoice, body), 200)).toMatchObject({ ...body, amount: '260000.00', exceptions: [] })
    expect(app.entry('durianpay', invoice.reference)).toMatchObject({
      ...{ amount: '260000.00', due: '200000.00', minimum: '20000.00', expiresAt: '2026-11-24T16:59:59.999Z' },
      details: { title: 'Order 2', invoiceUrl: 'https://shop.example/i.pdf', metadata: { a: '1' } },
    })
  })

  test('durianpay: a part that was paid unseen is not asked for twice when the sum that is due changes', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay', payment_type: 'partial' })
    app.sandbox.pay('durianpay', invoice.provider_invoice_id, '60000')
    const changed = expectInvoice(await patch(invoice, { amount_due: '200000.00' }), 200)
    expect(changed).toMatchObject({ status: 'partially_paid', amount_paid: '60000.00', amount_remaining: '140000.00' })
    expect(app.entry('durianpay', invoice.reference).due).toBe('200000.00')
  })
})

describe('422', () => {
  test.each<Provider>(['netzme', 'bill_gateway'])('%s has no update: operation_not_supported', async (provider) => {
    const invoice = await app.createOpen({ provider })
    const body = { title: 'Other', customer: { email: 'other@example.com' }, metadata: { a: 'b' } }
    const problem = expectProblem(await patch(invoice, body), 'operation_not_supported', {
      pointers: ['/title', '/customer/email'],
    })
    expect(problem.invoice_id).toBe(invoice.id)
    expect(await read(invoice)).toMatchObject({ title: 'Order 111130', metadata: {}, version: invoice.version })
  })

  test.each([
    ['winpay', { expires_at: '2026-11-24T05:00:00Z' }, ['/expires_at']],
    ['winpay', { amount: '260000.50' }, ['/amount']],
    ['durianpay', { amount: '300000' }, ['/amount']],
    ['durianpay', { customer: { name: 'Other', phone: '0811111111' } }, ['/customer/name', '/customer/phone']],
    ['winpay', { payment_type: 'partial' }, ['/payment_type']],
  ] as const)('%s cannot change %j: provider_cannot_carry', async (provider, body, pointers) => {
    const invoice = await app.createOpen({ provider })
    expectProblem(await patch(invoice, body), 'provider_cannot_carry', { pointers: [...pointers] })
    expect((await read(invoice)).version).toBe(invoice.version)
    expect(puts(provider, invoice)).toEqual([])
  })

  test('winpay cannot do without the phone', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    expectProblem(await patch(invoice, { customer: { phone: null } }), 'provider_requires', { pointers: ['/customer/phone'] })
  })
})

describe('400', () => {
  test.each([
    [{ reference: 'other' }, ['/reference']],
    [{ currency: 'IDR' }, ['/currency']],
    [{ provider: 'netzme' }, ['/provider']],
    [{ amount: 300_000 }, ['/amount']],
    [{ amount: '0' }, ['/amount']],
    [{ customer: null }, ['/customer']],
    [{ customer: { name: null } }, ['/customer/name']],
    [{ customer: { email: null, phone: null } }, ['/customer']],
    [{ expires_at: '2026-11-19T05:00:00Z' }, ['/expires_at']],
    [{ amount_due: '300000' }, ['/amount_due']],
    [{ items: [{ name: 'Tea', quantity: 1, unit_price: '5' }] }, ['/amount']],
  ])('%j', async (body, pointers) => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    expectProblem(await patch(invoice, body), 'invalid_request', { pointers })
    expect((await read(invoice)).version).toBe(invoice.version)
  })
})

test('metadata of more than 1000 characters after the merge is 400', async () => {
  const invoice = await app.createOpen({ provider: 'winpay', metadata: { a: 'x'.repeat(600) } })
  expectProblem(await patch(invoice, { metadata: { b: 'x'.repeat(600) } }), 'invalid_request', { pointers: ['/metadata'] })
})

describe('If-Match', () => {
  test.each(['"2"', 'W/"2"', '*'])('%s fits the present version', async (version) => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    expectInvoice(await patch(invoice, { title: 'New' }, { 'if-match': version }), 200)
  })

  test('412 for another version, for what the provider is told and for what stays with us', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    for (const body of [{ title: 'New' }, { metadata: { a: 'b' } }])
      expectProblem(await patch(invoice, body, { 'if-match': '"1"' }), 'version_mismatch')
    expect(await read(invoice)).toMatchObject({ version: invoice.version, title: 'Order 111130' })
    expect(puts('winpay', invoice)).toEqual([])
  })

  test.each(['"two"', '"2", "3"', '', 'W/2x'])('%j is malformed: 400', async (version) => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    expectProblem(await patch(invoice, { title: 'New' }, { 'if-match': version }), 'invalid_request')
  })
})
