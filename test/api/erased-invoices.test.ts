import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { defaultMerchantId } from '../../src/access/merchants.ts'
import { addMs, dayMs } from '../../src/core/time.ts'
import type { Invoice } from '../../src/core/invoice.ts'
import { noNews } from '../../src/core/news.ts'
import { askProvider, accountOf } from '../../src/invoices/ask-provider.ts'
import { applyAsked } from '../../src/invoices/apply-asked.ts'
import { patchInvoice } from '../../src/invoices/merge-patch.ts'
import { saveNews } from '../../src/invoices/save-news.ts'
import { eraseCustomer } from '../../src/retention/erase-customer.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { dumpDatabase, holds } from '../support/dump-database.ts'
import { openFaultyApp } from '../support/faulty-app.ts'
import { markedRequest, newMark } from '../support/marked-person.ts'
import { netzmeCall, secretsOf } from '../support/provider-calls.ts'
import { openRetentionApp, type Marked, type RetentionApp } from '../support/retention-app.ts'
import { checkAfterEnd, readStored } from '../support/schedule.ts'
import { invoiceRequest } from '../support/test-app.ts'
import { winpayAt, winpayRefuses } from '../support/winpay-wire.ts'

let app: RetentionApp
beforeAll(async () => {
  app = await openRetentionApp({ RETENTION_DAYS: '2' })
})
afterAll(() => app.close())

const erase = ({ customer: { reference } }: Marked) =>
  eraseCustomer(app.tagih.retention, { merchantId: defaultMerchantId, reference })
const refresh = async ({ id }: Marked) => expectInvoice(await app.send('POST', `/invoices/${id}/refresh`), 200)

/** Expired by our word alone, so that its provider still takes money. */
async function expireHere({ id }: Marked): Promise<void> {
  await app.reader.rows(`update invoices set status = 'expired', finished_at = $2, next_check_at = null where id = $1`, [
    id,
    app.clock.now(),
  ])
}

async function expectNobody(invoice: Marked): Promise<void> {
  const { invoice: shown, events } = await app.show(invoice)
  for (const one of [shown, ...events.map(({ data }) => data.invoice)]) {
    expect(one.customer).toMatchObject({ reference: null, name: '[erased]', email: null, phone: null })
    expect(one).toMatchObject({ title: null, metadata: {}, payment: { url: null, qr: null } })
  }
  expect(await app.knows(invoice)).toBe(false)
  expect(await app.sealed(invoice)).toEqual({ callbacks: 0, operations: 0, webhooks: 0, keys: 0 })
}

describe('money that comes after the person was erased', () => {
  const providers: Provider[] = ['winpay', 'durianpay', 'bill_gateway']
  test.each(providers)('%s: is found by asking, is late, and brings nothing of the person back', async (provider) => {
    const invoice = await app.create(provider)
    await expireHere(invoice)
    expect(await erase(invoice)).toEqual({ erased: [invoice.id], left: [] })
    app.tagih.sandbox?.pay(provider, invoice.at)
    const paid = await refresh(invoice)
    expect(paid).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: ['paid_late'] })
    const { events, payments } = await app.show(invoice)
    expect(events.slice(-2)).toMatchObject([{ type: 'payment.received' }, { type: 'invoice.paid', data: { invoice: paid } }])
    expect(payments).toMatchObject([{ amount: '260000.00', status: 'received' }])
    await expectNobody(invoice)
  })

  test('netzme: is told by a callback, whose words go too, and the fee that the buyer paid on top is still known for one', async () => {
    const invoice = await app.create('netzme', { provider_options: { netzme: { fee_type: 'on_buyer' } } })
    await checkAfterEnd(app, invoice.id, dayMs)
    await erase(invoice)
    const told = { reference: invoice.reference, id: randomUUID(), amount: '262000.00' }
    const { headers, body } = netzmeCall(secretsOf(app, 'netzme').callback_token, told)
    const fee = { feeAmount: { value: '2000.00', currency: 'IDR' }, payer: invoice.customer }
    await app.tell('netzme', { headers, body: JSON.stringify({ ...JSON.parse(body), ...fee }) })
    const { invoice: paid, payments } = await app.show(invoice)
    expect(paid).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: ['paid_late'] })
    expect(payments).toMatchObject([{ amount: '260000.00', provider_payment_id: told.id }])
    await expectNobody(invoice)
  })

  test('netzme: is found by asking with the transaction that its answer had named', async () => {
    const invoice = await app.create('netzme', {
      customer: { name: 'Delina', email: 'delina@example.com' },
      provider_options: { netzme: { pay_method: 'QRIS' } },
    })
    await expireHere(invoice)
    app.clock.moveBy(2 * dayMs)
    await app.eraseOld()
    await refresh(invoice)
    const { attempts } = await app.show(invoice)
    expect(attempts[0]?.operations.at(-1)).toMatchObject({ kind: 'find', http_status: 200 })
  })

  test('that is taken back opens the invoice again, and its person stays erased', async () => {
    const invoice = await app.create('bill_gateway', { expires_at: '2027-01-01T00:00:00Z' })
    app.tagih.sandbox?.pay('bill_gateway', invoice.at)
    await refresh(invoice)
    await erase(invoice)
    const paid = app.tagih.sandbox?.ledger('bill_gateway').find(({ id }) => id === invoice.at)
    app.tagih.sandbox?.reverse('bill_gateway', invoice.at, String(paid?.payments[0]?.id))
    expect(await refresh(invoice)).toMatchObject({ status: 'open', amount_paid: '0.00', exceptions: ['payment_reversed'] })
    await expectNobody(invoice)
    expectProblem(await app.send('PATCH', `/invoices/${invoice.id}`, { body: { title: 'Again' } }), 'invoice_state_conflict')
  })
})

describe('nobody brings back what was erased', () => {
  test('by a change, be it of what stays with us: it is refused, and no provider is told', async () => {
    const invoice = await app.create('winpay')
    expect((await app.send('POST', `/invoices/${invoice.id}/cancel`)).json['status']).toBe('cancelled')
    await erase(invoice)
    const { attempts } = await app.show(invoice)
    for (const body of [{ metadata: { who: invoice.mark } }, { customer: invoice.customer }, { title: null }]) {
      const problem = expectProblem(await app.send('PATCH', `/invoices/${invoice.id}`, { body }), 'invoice_state_conflict')
      expect(problem.detail).toContain('erased')
    }
    expectInvoice(await app.send('POST', `/invoices/${invoice.id}/cancel`), 200)
    expect((await app.show(invoice)).attempts).toEqual(attempts)
    await expectNobody(invoice)
  })

  test('by a provider that was asked before and answers after', async () => {
    const invoice = await app.create('winpay')
    app.tagih.sandbox?.pay('winpay', invoice.at)
    await expireHere(invoice)
    const stored = await readStored(app, invoice.id)
    const { invoices } = app.tagih
    const account = await accountOf(invoices, stored)
    const asked = await askProvider(invoices, account, stored)
    await erase(invoice)
    expect(await applyAsked(invoices, account, stored, asked)).toMatchObject({ status: 'paid', erasedAt: app.clock.now() })
    await expectNobody(invoice)
  })

  test('by a change that was said before and is written after', async () => {
    const invoice = await app.create('winpay')
    await expireHere(invoice)
    const stored = await readStored(app, invoice.id)
    await erase(invoice)
    const { invoices } = app.tagih
    const revise = (present: Invoice) => patchInvoice(invoices, present, { title: invoice.mark })
    const late = saveNews(invoices, stored, { news: () => noNews, trace: [], asked: false, revise })
    await expect(late).rejects.toMatchObject({ code: 'invoice_state_conflict' })
    await expectNobody(invoice)
  })
})

describe('a key that is used again after its invoice was erased', () => {
  test('is answered with the invoice as it is now, and from then on with that', async () => {
    const mark = newMark()
    const idempotencyKey = randomUUID()
    const body = invoiceRequest({ provider: 'winpay', ...markedRequest(mark) })
    const again = () => app.send('POST', '/invoices', { body, idempotencyKey })
    const { id } = expectInvoice(await again(), 201)
    await app.send('POST', `/invoices/${id}/cancel`)
    app.clock.moveBy(2 * dayMs)
    await app.eraseOld()
    const now = await app.send('GET', `/invoices/${id}`)
    for (let time = 0; time < 2; time += 1) {
      const replayed = await again()
      expect(replayed.headers['idempotent-replayed']).toBe('true')
      expect(expectInvoice(replayed, 201)).toEqual(now.json)
    }
    expect(holds(await dumpDatabase(app.databaseUrl), mark)).toBe(false)
  })

  test('for another request about it is a new request; keys of everything else stay as they are', async () => {
    const invoice = await app.create('winpay')
    const cancel = { idempotencyKey: randomUUID() }
    const patch = { idempotencyKey: randomUUID(), body: { metadata: { who: invoice.mark } } }
    const endpoint = { idempotencyKey: randomUUID(), body: { url: app.sink.origin } }
    const first = await app.send('POST', '/webhook-endpoints', endpoint)
    expect((await app.send('PATCH', `/invoices/${invoice.id}`, patch)).status).toBe(200)
    expect((await app.send('POST', `/invoices/${invoice.id}/cancel`, cancel)).status).toBe(200)
    await erase(invoice)
    const cancelled = await app.send('POST', `/invoices/${invoice.id}/cancel`, cancel)
    expect(cancelled.headers['idempotent-replayed']).toBeUndefined()
    expect(expectInvoice(cancelled, 200)).toMatchObject({ status: 'cancelled', customer: { name: '[erased]' } })
    expectProblem(await app.send('PATCH', `/invoices/${invoice.id}`, patch), 'invoice_state_conflict')
    expect((await app.send('POST', '/webhook-endpoints', endpoint)).json).toEqual(first.json)
    expect(await app.knows(invoice)).toBe(false)
  })
})

test('a person who is erased at once is erased from raw callbacks, answers of providers and endpoints, and kept answers too', async () => {
  await app.addEndpoint()
  const invoice = await app.create('netzme')
  const told = { reference: invoice.reference, id: randomUUID(), amount: '260000.00' }
  await app.tell('netzme', netzmeCall(secretsOf(app, 'netzme').callback_token, told))
  await app.pass()
  for (const texts of Object.values(await app.sealed(invoice))) expect(texts).toBeGreaterThan(0)
  await erase(invoice)
  await expectNobody(invoice)
})

test('what a person wrote who decided goes too, and who decided what stays', async () => {
  const invoice = await app.create('winpay')
  await app.reader.rows(`update invoices set status = 'unknown', provider_invoice_id = null where id = $1`, [invoice.id])
  const body = { outcome: 'not_created', note: `${invoice.mark} has called` }
  expect((await app.send('POST', `/invoices/${invoice.id}/resolve`, { body })).json['status']).toBe('failed')
  expect(await erase(invoice)).toEqual({ erased: [invoice.id], left: [] })
  const { attempts } = await app.show(invoice)
  expect(attempts[0]?.resolution).toEqual({ outcome: 'not_created', by: 'bootstrap', at: expect.any(String) })
  await expectNobody(invoice)
})

test('what a provider said when it refused goes too, and what is known of the refusal stays', async () => {
  const faulty = await openFaultyApp((origin) => ({ ...winpayAt(origin), RETENTION_DAYS: '2' }))
  try {
    const mark = newMark()
    const create = (status: number, code: string) => {
      faulty.provider.answerWith(() => winpayRefuses(status, code, `${mark}@example.com is blocked`))
      return faulty.app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'winpay', ...markedRequest(mark) }) })
    }
    const rejected = expectProblem(await create(400, '4000301'), 'provider_rejected')
    expectProblem(await create(401, '4010300'), 'provider_misconfigured')
    const { tagih, clock, databaseUrl } = faulty.app
    clock.setTo(addMs(clock.now(), 2 * dayMs))
    expect(await tagih.retention.retention.eraseInvoices(clock.now(), clock.now())).toBe(2)
    const { json } = await faulty.app.send('GET', `/invoices/${String(rejected.invoice_id)}`)
    expect(json).toMatchObject({
      status: 'failed',
      failure: { code: 'provider_rejected', provider_code: '4000301', provider_message: null },
    })
    expect(holds(await dumpDatabase(databaseUrl), mark)).toBe(false)
  } finally {
    await faulty.close()
  }
})
