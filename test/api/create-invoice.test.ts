import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { addMs, dayMs, minuteMs } from '../../src/core/time.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { billCreated, billGatewayAt, billRefused, grantsToken, isTokenRequest } from '../support/bill-gateway-wire.ts'
import { startFaultyServer } from '../support/faulty-server.ts'
import { openRowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, testNow, type TestApp } from '../support/test-app.ts'
import { winpayCreates } from '../support/winpay-wire.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

const providers: Provider[] = ['winpay', 'netzme', 'durianpay', 'bill_gateway']

function ledgerEntry(provider: Provider, reference: unknown) {
  const [entry, ...more] = app.tagih.sandbox?.ledger(provider).filter((one) => one.reference === reference) ?? []
  expect(more).toEqual([])
  return entry
}

async function create(overrides: Record<string, unknown>) {
  const body = invoiceRequest(overrides)
  const invoice = expectInvoice(await app.send('POST', '/invoices', { body }), 201)
  return { body, invoice }
}

describe('201', () => {
  test.each(providers)('%s: the invoice is at the provider once, is payable, and reads the same afterwards', async (provider) => {
    const { body, invoice } = await create({ provider })
    expect(invoice).toMatchObject({ ...body, status: 'open', version: 2, provider, provider_account: 'default', exceptions: [] })
    expect(ledgerEntry(provider, body['reference'])).toMatchObject({ id: invoice.provider_invoice_id, amount: '260000.00' })
    expect([invoice.payment.url, ...invoice.payment.virtual_accounts]).not.toEqual([null])
    expect(expectInvoice(await app.send('GET', `/invoices/${invoice.id}`), 200)).toEqual(invoice)
  })

  test('what is left out has its default, and the amount is the sum of items and shipping', async () => {
    const items = [
      { name: 'Tea', quantity: 3, unit_price: '1000' },
      { name: 'Sample', quantity: 1, unit_price: '0' },
    ]
    const { invoice } = await create({ amount: undefined, title: undefined, items, shipping_amount: '500.0', provider: 'winpay' })
    expect(invoice).toMatchObject({
      ...{ amount: '3500.00', amount_due: '3500.00', amount_paid: '0.00', amount_remaining: '3500.00', currency: 'IDR' },
      ...{ payment_type: 'full', minimum_payment: null, shipping_amount: '500.00', starts_at: null, title: null },
      ...{ created_at: testNow.toISOString(), expires_at: addMs(testNow, 1440 * minuteMs).toISOString(), paid_at: null },
      ...{ metadata: {}, provider_options: {}, failure: null, checked_at: testNow.toISOString() },
      items: [
        { name: 'Tea', quantity: 3, unit_price: '1000.00' },
        { name: 'Sample', quantity: 1, unit_price: '0.00' },
      ],
    })
    expect(invoice.customer.address).toMatchObject({ line1: null, postal_code: null })
  })

  test('everything that a merchant says is kept as it was said', async () => {
    const said = {
      customer: {
        ...{ reference: 'cust_001', name: 'Delina 😀', email: null, phone: '+62 812-345' },
        address: { line1: 'Jl. Sudirman 1', city: 'Jakarta', country: 'ID', postal_code: '10220' },
      },
      ...{ description: 'For tea', notes: 'Ring twice', image_url: 'https://shop.example/i.png' },
      document_url: 'https://shop.example/doc.pdf',
      ...{ metadata: { order: '7', amount: '5', toString: 'x', '': 'empty' }, expires_at: '2026-11-21T23:30:00.250+07:00' },
    }
    const { invoice } = await create({ provider: 'winpay', ...said })
    expect(invoice).toMatchObject({ ...said, expires_at: '2026-11-21T16:30:00.250Z' })
  })

  test('X-Request-Id is the caller’s, or one of ours when it sent none that is well-formed', async () => {
    const send = (headers: Record<string, string>) => app.send('POST', '/invoices', { body: invoiceRequest(), headers })
    expect((await send({ 'x-request-id': 'shop-1.2_A' })).headers['x-request-id']).toBe('shop-1.2_A')
    for (const wrong of ['a b', 'x'.repeat(129), 'é']) {
      expect((await send({ 'x-request-id': wrong })).headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/)
    }
    expectProblem(await app.send('POST', '/invoices', { body: {}, headers: { 'x-request-id': 'mine' } }), 'invalid_request')
  })

  test('Durianpay rounds: off by less than a rupiah is open with amount_mismatch, and the amount stays as it was asked', async () => {
    const { invoice } = await create({ provider: 'durianpay', amount: '20000.67' })
    expect(invoice).toMatchObject({ status: 'open', amount: '20000.67', exceptions: ['amount_mismatch'] })
  })

  test('amount_due is what Durianpay collects', async () => {
    const { body, invoice } = await create({ provider: 'durianpay', amount_due: '100000' })
    expect(invoice).toMatchObject({ amount: '260000.00', amount_due: '100000.00', amount_remaining: '100000.00' })
    expect(ledgerEntry('durianpay', body['reference'])).toMatchObject({ amount: '260000.00', due: '100000.00' })
  })

  test('an answer without any way to pay is open and not_payable', async () => {
    const server = await startFaultyServer()
    server.answerWith((request) => winpayCreates(request, { redirect_url: undefined }))
    const other = await openTestApp({ WINPAY_BASE_URL: server.origin, WINPAY_KEY: 'k', WINPAY_SECRET_KEY: 's' })
    const reply = await other.send('POST', '/invoices', { body: invoiceRequest({ provider: 'winpay' }) })
    expect(expectInvoice(reply, 201)).toMatchObject({
      ...{ status: 'open', exceptions: ['not_payable'] },
      payment: { url: null, virtual_accounts: [], qr: null },
    })
    await other.close()
    await server.close()
  })
})

describe('routing, when no provider is named', () => {
  test.each<[string, Provider, Record<string, unknown>]>([
    ['everything fits', 'winpay', {}],
    ['there is no way back', 'netzme', { return_url: undefined }],
    ['there is a fraction of a rupiah', 'netzme', { amount: '1000.50' }],
    ['part was settled elsewhere', 'durianpay', { amount_due: '1000' }],
    ['it starts later', 'durianpay', { starts_at: '2026-11-20T12:00:00Z' }],
    ['it may be paid in parts', 'durianpay', { payment_type: 'partial' }],
    ['any sum may be paid', 'bill_gateway', { payment_type: 'open' }],
  ])('%s: the first that can carry it is %s', async (_, provider, overrides) => {
    const { invoice } = await create(overrides)
    expect(invoice.provider).toBe(provider)
  })

  test('/attempts tells why each provider before it was not chosen, and no other was tried', async () => {
    const { body, invoice } = await create({ payment_type: 'open' })
    const { json } = await app.send('GET', `/invoices/${invoice.id}/attempts`)
    const notOpen = { provider_account: 'default', chosen: false, reason: expect.stringContaining('/payment_type') }
    expect(json['data']).toMatchObject([
      {
        ...{ provider: 'bill_gateway', phase: 'finished', outcome: 'CREATED' },
        candidates: [
          { provider: 'winpay', ...notOpen },
          { provider: 'netzme', ...notOpen },
          { provider: 'durianpay', ...notOpen },
          { provider: 'bill_gateway', provider_account: 'default', chosen: true },
        ],
      },
    ])
    for (const provider of ['winpay', 'netzme', 'durianpay'] as const)
      expect(ledgerEntry(provider, body['reference'])).toBeUndefined()
  })

  test('what nobody can carry is 422 with the reason of the first', async () => {
    const body = invoiceRequest({ payment_type: 'open', amount: '1000.50' })
    expectProblem(await app.send('POST', '/invoices', { body }), 'provider_cannot_carry', {
      pointers: ['/payment_type', '/amount'],
    })
  })
})

describe('provider_options', () => {
  test('winpay: a back command takes the place of return_url', async () => {
    const provider_options = { winpay: { back_url: 'javascript:window.close()' } }
    const { body, invoice } = await create({ provider: 'winpay', return_url: undefined, provider_options })
    expect(invoice.provider_options).toEqual(provider_options)
    expect(ledgerEntry('winpay', body['reference'])?.details).toMatchObject({ backUrl: 'javascript:window.close()' })
  })

  test('netzme: one method gives a number of the payer’s bank, or a QR', async () => {
    const bank = await create({ provider: 'netzme', provider_options: { netzme: { pay_method: 'BCA', fee_type: 'on_buyer' } } })
    expect(bank.invoice.payment).toMatchObject({ virtual_accounts: [{ bank: 'BCA', prefix: null }], qr: null })
    expect(ledgerEntry('netzme', bank.body['reference'])?.details).toMatchObject({ methods: ['BCA'], feeType: 'on_buyer' })
    const qris = await create({ provider: 'netzme', provider_options: { netzme: { pay_method: 'QRIS', api_version: 'v2.0' } } })
    expect(qris.invoice.payment.qr).toMatchObject({ image: expect.stringMatching(/^data:image\//) })
  })

  test('durianpay: the customer is the one that is named', async () => {
    const provider_options = { durianpay: { customer_id: 'cus_invented', first_name: 'Delina' } }
    const { body } = await create({ provider: 'durianpay', provider_options })
    expect(ledgerEntry('durianpay', body['reference'])?.details).toMatchObject({ customerId: 'cus_invented' })
  })

  test('bill_gateway: the number and the prefixes are those that are asked for', async () => {
    const provider_options = { bill_gateway: { va_number: '0123456789', prefixes: ['857248'] } }
    const { invoice } = await create({ provider: 'bill_gateway', provider_options })
    expect(invoice.payment.virtual_accounts).toEqual([{ number: '8572480123456789', prefix: '857248', bank: null }])
  })
})

describe('the number of a bill', () => {
  const bill = (va_number: string | undefined, overrides = {}) =>
    invoiceRequest({ provider: 'bill_gateway', provider_options: { bill_gateway: { va_number } }, ...overrides })
  const inUse = { pointers: ['/provider_options/bill_gateway/va_number'] }

  test('is allocated when none is asked for: ten digits under each prefix of the account', async () => {
    const { invoice } = await create({ provider: 'bill_gateway' })
    const [first, second] = invoice.payment.virtual_accounts
    expect([first?.prefix, second?.prefix]).toEqual(['009902', '857248'])
    expect(first?.number.slice(6)).toMatch(/^[1-9]\d{9}$/)
    expect(second?.number.slice(6)).toBe(first?.number.slice(6))
  })

  test('is refused while an unfinished bill has it, and until 90 days after that one was finished', async () => {
    const first = expectInvoice(await app.send('POST', '/invoices', { body: bill('1000000001') }), 201)
    const refused = async () => {
      const reply = await app.send('POST', '/invoices', { body: bill('1000000001') })
      expect(expectProblem(reply, 'va_number_in_use', inUse).invoice_id).toBe(first.id)
    }
    await refused()
    app.tagih.sandbox?.pay('bill_gateway', first.provider_invoice_id ?? '')
    expectInvoice(await app.send('POST', `/invoices/${first.id}/refresh`), 200)
    app.clock.moveBy(90 * dayMs - 1)
    await refused()
    app.clock.moveBy(1)
    expectInvoice(await app.send('POST', '/invoices', { body: bill('1000000001') }), 201)
    app.clock.setTo(testNow)
  })

  test('stays with its long finished bill when the request that asks for it is refused', async () => {
    const first = expectInvoice(await app.send('POST', '/invoices', { body: bill('1000000003') }), 201)
    expectInvoice(await app.send('POST', `/invoices/${first.id}/cancel`), 200)
    app.clock.moveBy(91 * dayMs)
    const { invoice } = await create({})
    const refused = await app.send('POST', '/invoices', { body: bill('1000000003', { reference: invoice.reference }) })
    expectProblem(refused, 'reference_already_used')
    const reader = await openRowReader(app.databaseUrl)
    const holder = () => reader.rows(`select invoice_id from va_numbers where number = '1000000003'`)
    expect(await holder()).toEqual([{ invoice_id: first.id }])
    const next = expectInvoice(await app.send('POST', '/invoices', { body: bill('1000000003') }), 201)
    expect(await holder()).toEqual([{ invoice_id: next.id }])
    await reader.close()
    app.clock.setTo(testNow)
  })

  test('is free again, like the reference, once the provider proved that it created nothing', async () => {
    const server = await startFaultyServer()
    const other = await openTestApp(billGatewayAt(server.origin))
    const answerBill = (reply: typeof billCreated) => {
      server.answerWith((request) => (isTokenRequest(request) ? grantsToken() : reply(request)))
    }
    const body = bill('1000000002')
    answerBill(() => billRefused(422, 'ERR_VALIDATION'))
    expectProblem(await other.send('POST', '/invoices', { body }), 'provider_rejected')
    answerBill(billCreated)
    const { id } = expectInvoice(await other.send('POST', '/invoices', { body }), 201)
    const third = await other.send('POST', '/invoices', { body: bill('1000000002') })
    expect(expectProblem(third, 'va_number_in_use', inUse).invoice_id).toBe(id)
    await other.close()
    await server.close()
  })
})
