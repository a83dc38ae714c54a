import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { fromMinor } from '../../src/core/money.ts'
import { noNews } from '../../src/core/news.ts'
import { unnamedPayment } from '../../src/core/payment.ts'
import { minuteMs } from '../../src/core/time.ts'
import { saveNews } from '../../src/invoices/save-news.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectProblem } from '../support/answer-shapes.ts'
import { expectEventsToAgree } from '../support/event-agreement.ts'
import { addMerchant } from '../support/merchants.ts'
import { openMoneyApp, type Bill, type MoneyApp } from '../support/money-app.ts'
import type { Answered } from '../support/rewriting-proxy.ts'
import { checkAfterEnd, readStored } from '../support/schedule.ts'

const providers: Provider[] = ['winpay', 'netzme', 'durianpay', 'bill_gateway']

let app: MoneyApp
beforeAll(async () => {
  app = await openMoneyApp(providers)
})
afterAll(() => app.close())
afterEach(() => {
  for (const provider of providers) app.proxy(provider).rewrite(() => null)
})

const sums = async (bill: Bill) => (await app.payments(bill)).map(({ amount, status }) => `${amount} ${status}`)
const entryOf = (provider: Provider, { reference }: Bill) => {
  const entry = app.sandbox.ledger(provider).find((one) => one.reference === reference)
  if (entry === undefined) throw new Error('the provider has no such invoice')
  return entry
}

/** What only the provider can have said, as a verified callback brings it. */
async function call(bill: Bill, providerPaymentId: string, whole: number) {
  const payment = { ...unnamedPayment(fromMinor(BigInt(whole) * 100n), null), providerPaymentId }
  const news = () => ({ ...noNews, payments: [payment] })
  return saveNews(app.tagih.invoices, await readStored(app, bill.id), { news, trace: [], asked: false })
}

/** The bill gateway's own list of a bill's payments, and the bill, as the test says they are. */
function say(entries: Answered[], bill: Answered): void {
  app.proxy('bill_gateway').rewrite((path, answer) => {
    if (path.includes('/payment')) return { ...answer, data: entries }
    const { data } = answer
    return /\/bill\/\w/.test(path) && typeof data === 'object' ? { ...answer, data: { ...data, ...bill } } : null
  })
}
const entry = (id: string, amount: number, more: Answered = {}): Answered => ({
  ...{ id, payment_ref_id: `ref ${id}`, channel: 'muamalat', amount, type: 'payment', created_at: '2026-11-20T12:10:00+07:00' },
  ...more,
})

describe('each payment is recorded once', () => {
  test('an invoice has none before money comes, and a stranger finds not even that', async () => {
    const bill = await app.createOpen('winpay')
    await app.look(bill)
    expect(await app.payments(bill)).toEqual([])
    expectProblem(await app.send('GET', `/invoices/${bill.id}/payments`, { key: await addMerchant(app) }), 'not_found')
  })

  test('winpay: an invoice has one, with its fee and channel, however often it is told', async () => {
    const bill = await app.createOpen('winpay')
    app.clock.moveBy(minuteMs)
    const at = app.clock.now().toISOString()
    app.sandbox.pay('winpay', bill.at)
    app.clock.moveBy(minuteMs)
    const paid = await app.look(bill)
    const [payment, ...more] = await app.payments(bill)
    expect([paid.status, more]).toEqual(['paid', []])
    expect(payment).toEqual({
      ...{ id: expect.stringMatching(/^pay_/), provider_payment_id: bill.at, amount: '260000.00', status: 'received' },
      ...{ fee: '3500.00', net_amount: '256500.00', channel: entryOf('winpay', bill).payments[0]?.channel },
      ...{ paid_at: at, received_at: app.clock.now().toISOString() },
    })
    await app.look(bill)
    await call(bill, bill.at, 260_000)
    expect(await app.payments(bill)).toEqual([payment])
    expect(await app.types(bill)).toEqual(['invoice.opened', 'payment.received', 'invoice.paid'])
    expect((await app.events(bill))[1]?.data).toEqual({ payment, invoice: { ...paid, version: paid.version - 1 } })
  })

  test('netzme: a look makes one where none is recorded, a callback names it, and another callback is another', async () => {
    const bill = await app.createOpen('netzme', { provider_options: { netzme: { pay_method: 'QRIS' } } })
    app.sandbox.pay('netzme', bill.at)
    expect((await app.look(bill)).status).toBe('paid')
    const [seen] = await app.payments(bill)
    expect(seen).toMatchObject({ provider_payment_id: null, amount: '260000.00', channel: 'QRIS' })
    await call(bill, 'original-1', 260_000)
    await app.look(bill)
    expect(await app.payments(bill)).toEqual([
      { ...seen, provider_payment_id: 'original-1', channel: null, fee: null, net_amount: null },
    ])
    await call(bill, 'original-2', 260_000)
    const { amount_paid, exceptions } = await app.look(bill)
    expect({ amount_paid, exceptions }).toEqual({ amount_paid: '520000.00', exceptions: ['duplicate_payment', 'overpaid'] })
  })

  test('netzme: what a callback brought is not counted again by a look', async () => {
    const bill = await app.createOpen('netzme', { provider_options: { netzme: { pay_method: 'QRIS' } } })
    app.sandbox.pay('netzme', bill.at)
    await call(bill, 'original-1', 260_000)
    await app.look(bill)
    expect(await sums(bill)).toEqual(['260000.00 received'])
  })

  test('durianpay: each transaction that was paid, and none that waits for a payer', async () => {
    const bill = await app.createOpen('durianpay', { payment_type: 'partial' })
    for (const amount of ['60000', '50000']) app.sandbox.pay('durianpay', bill.at, amount)
    expect(await app.look(bill)).toMatchObject({ status: 'partially_paid', amount_paid: '110000.00' })
    const ids = entryOf('durianpay', bill).payments.map(({ id }) => id)
    expect((await app.payments(bill)).map(({ provider_payment_id }) => provider_payment_id)).toEqual(ids)
    expect(await app.types(bill)).toEqual([
      ...['invoice.opened', 'payment.received', 'payment.received', 'invoice.partially_paid'],
    ])
  })

  test('durianpay: where it lists none, the drop of what remains is one, and gets its name when that is told', async () => {
    app.proxy('durianpay').rewrite((_, answer) => {
      const { data } = answer
      return typeof data === 'object' ? { ...answer, data: { ...data, transactions: undefined } } : null
    })
    const bill = await app.createOpen('durianpay', { payment_type: 'partial' })
    for (const amount of ['60000', '50000']) {
      app.sandbox.pay('durianpay', bill.at, amount)
      await app.look(bill)
    }
    const before = await app.payments(bill)
    expect(before).toMatchObject([{ amount: '60000.00', provider_payment_id: null }, { amount: '50000.00' }])
    app.proxy('durianpay').rewrite(() => null)
    const { amount_paid } = await app.look(bill)
    const ids = entryOf('durianpay', bill).payments.map(({ id }) => id)
    expect(amount_paid).toBe('110000.00')
    expect(await app.payments(bill)).toEqual(before.map((one, index) => ({ ...one, provider_payment_id: ids[index] })))
  })

  test('durianpay: sums with sen are counted as it rounds them, and are not too much', async () => {
    const sums = { amount: '20000.67', amount_due: '20000.67', payment_type: 'partial' }
    const bill = await app.createOpen('durianpay', sums)
    app.sandbox.pay('durianpay', bill.at, '15000')
    expect(await app.look(bill)).toMatchObject({ status: 'partially_paid', amount_paid: '15000.00' })
    app.sandbox.pay('durianpay', bill.at)
    expect(await app.look(bill)).toMatchObject({ status: 'paid', amount_paid: '20001.00', exceptions: ['amount_mismatch'] })
    expect(await app.payments(bill)).toHaveLength(2)
  })

  test('bill_gateway: each payment by its id; a list that does not come leaves one without a name until it does', async () => {
    const bill = await app.createOpen('bill_gateway', { payment_type: 'partial' })
    app.proxy('bill_gateway').rewrite((path) => (path.includes('/payment') ? { rc: 'ERROR' } : null))
    app.sandbox.pay('bill_gateway', bill.at, '60000')
    expect(await app.look(bill)).toMatchObject({ amount_paid: '60000.00', status: 'partially_paid' })
    expect(await app.payments(bill)).toMatchObject([{ provider_payment_id: null, amount: '60000.00' }])
    app.proxy('bill_gateway').rewrite(() => null)
    app.sandbox.pay('bill_gateway', bill.at)
    expect(await app.look(bill)).toMatchObject({ amount_paid: '260000.00', status: 'paid' })
    const ids = entryOf('bill_gateway', bill).payments.map(({ id }) => id)
    expect((await app.payments(bill)).map(({ provider_payment_id }) => provider_payment_id)).toEqual(ids)
  })

  test('looks and callbacks at the same moment make one, and leave no gap in the events', async () => {
    const bill = await app.createOpen('bill_gateway')
    app.sandbox.pay('bill_gateway', bill.at)
    const [payment] = entryOf('bill_gateway', bill).payments
    const looks = Array.from({ length: 4 }, () => app.look(bill))
    const calls = Array.from({ length: 4 }, () => call(bill, payment?.id ?? '', 260_000))
    await Promise.all([...looks, ...calls])
    expect(await app.payments(bill)).toMatchObject([{ provider_payment_id: payment?.id, amount: '260000.00' }])
    const types = await app.types(bill)
    expect(types.filter((type) => type === 'payment.received' || type === 'invoice.paid')).toHaveLength(2)
  })

  test('an amount that cannot be read leaves the invoice as it was', async () => {
    const bill = await app.createOpen('winpay')
    app.sandbox.pay('winpay', bill.at)
    const before = (await app.send('GET', `/invoices/${bill.id}`)).json
    app.proxy('winpay').rewrite((_, answer) => {
      const { responseData } = answer
      const products = [{ name: 'Order', qty: 1, price: 'a lot' }]
      return typeof responseData === 'object' ? { ...answer, responseData: { ...responseData, products } } : null
    })
    expectProblem(await app.send('POST', `/invoices/${bill.id}/refresh`), 'provider_unavailable')
    expect((await app.send('GET', `/invoices/${bill.id}`)).json).toEqual(before)
    expect(await app.payments(bill)).toEqual([])
  })
})

describe('money that does not fit', () => {
  test('a second full payment is recorded, flagged and told, and nothing is lost (row 45)', async () => {
    const bill = await app.createOpen('bill_gateway')
    say([entry(`${bill.at}-1`, 260_000)], { status: 'paid', paid_amount: 260_000 })
    expect((await app.look(bill)).status).toBe('paid')
    say([entry(`${bill.at}-1`, 260_000), entry(`${bill.at}-2`, 260_000)], { status: 'paid', paid_amount: 520_000 })
    const after = await app.look(bill)
    expect(after).toMatchObject({ status: 'paid', amount_paid: '520000.00', amount_remaining: '0.00' })
    expect(after.exceptions).toEqual(['duplicate_payment', 'overpaid'])
    expect(await sums(bill)).toEqual(['260000.00 received', '260000.00 received'])
    expect((await app.types(bill)).slice(-2)).toEqual(['payment.received', 'invoice.updated'])
  })

  test('more than is due is paid and flagged (row 45)', async () => {
    const bill = await app.createOpen('bill_gateway')
    say([entry(bill.at, 261_000)], { status: 'paid', paid_amount: 261_000 })
    expect(await app.look(bill)).toMatchObject({ status: 'paid', amount_paid: '261000.00', exceptions: ['overpaid'] })
  })

  test('a part of it that comes late is recorded and flagged, and all of it makes the invoice paid (row 45)', async () => {
    const bill = await app.createOpen('bill_gateway', { payment_type: 'partial' })
    await checkAfterEnd(app, bill.id, 6 * minuteMs)
    const data = { status: 'void', paid_amount: 60_000 }
    say([entry(`${bill.at}-1`, 60_000)], data)
    expect(await app.look(bill)).toMatchObject({ status: 'expired', amount_paid: '60000.00', exceptions: ['paid_late'] })
    say([entry(`${bill.at}-1`, 60_000), entry(`${bill.at}-2`, 200_000)], { ...data, paid_amount: 260_000 })
    expect(await app.look(bill)).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: ['paid_late'] })
    expect((await app.types(bill)).slice(-5)).toEqual([
      ...['invoice.expired', 'payment.received', 'invoice.updated', 'payment.received', 'invoice.paid'],
    ])
  })

  test('a payment that the bank takes back lowers what is paid, and the invoice is open again (row 45)', async () => {
    const bill = await app.createOpen('bill_gateway')
    const first = entry(`${bill.at}-1`, 260_000)
    say([first], { status: 'paid', paid_amount: 260_000 })
    const { paid_at } = await app.look(bill)
    expect(paid_at).toBe('2026-11-20T05:10:00.000Z')
    const reversal = entry(`${bill.at}-r`, 260_000, { type: 'reversal', payment_ref_id: first['payment_ref_id'] })
    say([first, reversal], { status: 'reversal', paid_amount: 0 })
    expect(await app.look(bill)).toMatchObject({
      ...{ status: 'open', amount_paid: '0.00', amount_remaining: '260000.00', paid_at: null },
      exceptions: ['payment_reversed'],
    })
    expect(await sums(bill)).toEqual(['260000.00 reversed'])
    expect((await app.types(bill)).slice(-2)).toEqual(['payment.reversed', 'invoice.opened'])
    await app.look(bill)
    say([first, reversal, entry(`${bill.at}-2`, 260_000)], { status: 'paid', paid_amount: 260_000 })
    expect(await app.look(bill)).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: ['payment_reversed'] })
    expect(await sums(bill)).toEqual(['260000.00 reversed', '260000.00 received'])
  })

  test.each([
    ['its own id', { id: 'same' }],
    ['nothing but its sum', { id: 'other', payment_ref_id: null }],
  ])('a reversal that names %s takes that payment back', async (_, named) => {
    const bill = await app.createOpen('bill_gateway', { payment_type: 'partial' })
    const [kept, taken] = [entry('kept', 60_000), entry('same', 50_000)]
    say([kept, taken, entry('r', 50_000, { type: 'reversal', ...named })], { status: 'active', paid_amount: 60_000 })
    expect(await app.look(bill)).toMatchObject({ status: 'partially_paid', amount_paid: '60000.00' })
    expect((await sums(bill)).sort()).toEqual(['50000.00 reversed', '60000.00 received'])
  })

  test('a reversal that names no payment is one that came and went, for a person to look at', async () => {
    const bill = await app.createOpen('bill_gateway', { payment_type: 'partial' })
    const reversal = entry('r', 50_000, { type: 'reversal' })
    say([entry('kept', 60_000), reversal], { status: 'active', paid_amount: 60_000 })
    expect(await app.look(bill)).toMatchObject({ amount_paid: '60000.00', exceptions: ['payment_reversed'] })
    expect((await sums(bill)).sort()).toEqual(['50000.00 reversed', '60000.00 received'])
  })

  test('an entry of a kind that is not known is not taken for money', async () => {
    const bill = await app.createOpen('bill_gateway', { payment_type: 'partial' })
    say([entry('1', 60_000), entry('2', 50_000, { type: 'chargeback' })], { status: 'active', paid_amount: 60_000 })
    expect(await app.look(bill)).toMatchObject({ amount_paid: '60000.00' })
    expect(await app.payments(bill)).toMatchObject([{ provider_payment_id: null, amount: '60000.00' }])
  })
})

test('one key for a change and a payment at once: whoever is second sees what the first has written', async () => {
  const bill = await app.createOpen('bill_gateway', { payment_type: 'partial' })
  const patch = (title: string) =>
    app.send('PATCH', `/invoices/${bill.id}`, { body: { metadata: { title } }, idempotencyKey: randomUUID() })
  await Promise.all([patch('a'), call(bill, 'p1', 60_000), patch('b'), call(bill, 'p2', 50_000), call(bill, 'p1', 60_000)])
  expect(await readStored(app, bill.id)).toMatchObject({ amountPaid: 11_000_000n, status: 'partially_paid' })
  expect((await sums(bill)).sort()).toEqual(['50000.00 received', '60000.00 received'])
  expect((await app.types(bill)).filter((type) => type === 'payment.received')).toHaveLength(2)
})

test('afterwards no change lacks its event, and no event lacks its change', () => expectEventsToAgree(app.databaseUrl))
