import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { applyCallbacks } from '../../src/callbacks/apply-callbacks.ts'
import { replayCallbacks } from '../../src/callbacks/replay-callbacks.ts'
import { asMerchantId } from '../../src/core/ids.ts'
import { dayMs, minuteMs } from '../../src/core/time.ts'
import { checkInvoices } from '../../src/invoices/check-invoices.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { startDatabaseProxy, type DatabaseProxy } from '../support/database-proxy.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { call, listen, netzmeCall, openCallbackPaths, secretsOf, winpayCall } from '../support/provider-calls.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

describe('while the database is away', () => {
  let door: DatabaseProxy
  let drop: () => Promise<void>
  let app: TestApp
  let database: RowReader
  let url: string
  beforeAll(async () => {
    const created = await createTestDatabase()
    drop = created.drop
    door = await startDatabaseProxy(created.url)
    app = await openTestApp({}, door.url)
    database = await openRowReader(created.url)
    const paths = await openCallbackPaths(app, ['netzme'])
    url = (await listen(app)) + (paths['netzme'] ?? '')
  })
  afterAll(async () => {
    await app.close()
    await database.close()
    await door.close()
    await drop()
  })

  const newPayment = async () => {
    const created = expectInvoice(await app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'netzme' }) }), 201)
    const told = { reference: created.reference, id: randomUUID(), amount: '260000.00' }
    return { id: created.id, message: netzmeCall(secretsOf(app, 'netzme').callback_token, told) }
  }
  const paidEvents = (id: string) =>
    database.rows(`select type from events where invoice_id = $1 and type <> 'invoice.opened' order by sequence`, [id])
  const paidOnce = [{ type: 'payment.received' }, { type: 'invoice.paid' }]

  test('a callback is answered with 503 and not acknowledged; sent again later, it makes exactly one event (row 46)', async () => {
    const { id, message } = await newPayment()
    door.closeAt('keep-callback')
    expect((await call(url, message)).status).toBe(503)
    expect((await call(url, message)).status).toBe(503)
    door.open()
    expect(await database.rows('select id from callbacks')).toEqual([])
    expect((await call(url, message)).status).toBe(200)
    await applyCallbacks(app.tagih.callbacks, 'netzme')
    expect(await paidEvents(id)).toEqual(paidOnce)
  })

  test('a callback whose commit nobody heard of is answered with 503; sent again, it is the same one, and makes one event (row 46)', async () => {
    const { id, message } = await newPayment()
    door.loseAnswerTo('keep-callback')
    expect((await call(url, message)).status).toBe(503)
    expect((await call(url, message)).status).toBe(200)
    await applyCallbacks(app.tagih.callbacks, 'netzme')
    expect(await paidEvents(id)).toEqual(paidOnce)
    expect(await database.rows('select seen, state from callbacks order by id desc limit 1')).toEqual([
      { seen: 2, state: 'applied' },
    ])
  })

  test('a callback that was being applied is applied when the database is back, and once (row 46)', async () => {
    const { id, message } = await newPayment()
    expect((await call(url, message)).status).toBe(200)
    door.closeAt('save-invoice')
    await expect(applyCallbacks(app.tagih.callbacks, 'netzme')).rejects.toThrow()
    door.open()
    expect(await applyCallbacks(app.tagih.callbacks, 'netzme')).toBe(0)
    app.clock.moveBy(minuteMs)
    expect(await applyCallbacks(app.tagih.callbacks, 'netzme')).toBe(1)
    expect(await paidEvents(id)).toEqual(paidOnce)
  })
})

describe('while the provider is away', () => {
  let app: ProxiedApp
  let url: string
  beforeAll(async () => {
    app = await openProxiedApp(['winpay', 'netzme', 'durianpay', 'bill_gateway'])
    url = await listen(app)
  })
  afterAll(() => app.close())

  const pathOf = async (provider: Provider) => {
    const { json } = await app.send('GET', '/providers')
    const [, path] = new RegExp(`(/callbacks/${provider}/[^"]+)`).exec(JSON.stringify(json)) ?? []
    return path ?? ''
  }
  const apply = () => applyCallbacks(app.tagih.callbacks, 'winpay')
  const read = async (id: string) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)

  async function callPaid() {
    const { id, provider_invoice_id, reference } = await app.createOpen({ provider: 'winpay' })
    app.sandbox.pay('winpay', provider_invoice_id)
    await app.proxy('winpay').stop()
    const message = winpayCall(provider_invoice_id, reference, randomUUID())
    expect(await call(url + (await pathOf('winpay')), message)).toMatchObject({ status: 200, text: 'ACCEPTED' })
    await apply()
    expect(await read(id)).toMatchObject({ status: 'open', exceptions: [] })
    return id
  }

  test('a callback that must be asked about waits, and is applied when the provider answers', async () => {
    const id = await callPaid()
    await app.proxy('winpay').start()
    app.clock.moveBy(minuteMs)
    await apply()
    expect(await read(id)).toMatchObject({ status: 'paid', exceptions: [] })
  })

  test('it is tried for three days, and then a person is told; run again, it is applied', async () => {
    const id = await callPaid()
    for (let tries = 0; tries < 4; tries += 1) {
      app.clock.moveBy(dayMs)
      await apply()
    }
    expect(await read(id)).toMatchObject({ status: 'open', exceptions: ['needs_review'] })
    await app.proxy('winpay').start()
    const failed = { merchantId: asMerchantId('mer_default'), state: 'failed', since: new Date(0) } as const
    expect(await replayCallbacks(app.tagih.callbacks, failed)).toHaveLength(1)
    await apply()
    expect(await read(id)).toMatchObject({ status: 'paid', exceptions: ['needs_review'] })
  })

  const tellOfMoney = async (reference: string) => {
    const { callback_token } = secretsOf(app, 'netzme')
    const message = netzmeCall(callback_token, { reference, id: randomUUID(), amount: '260000.00' })
    expect((await call(url + (await pathOf('netzme')), message)).status).toBe(200)
    await applyCallbacks(app.tagih.callbacks, 'netzme')
  }

  test('an unknown outcome ends by a verified callback that names our reference and our amount', async () => {
    const { id, reference } = await app.createUnknown('lose_answer', { provider: 'netzme' })
    await tellOfMoney(reference)
    expect(await read(id)).toMatchObject({ status: 'paid', amount_paid: '260000.00' })
  })

  test('money for a create that a person held never to have come to be is not lost: the invoice needs review', async () => {
    const { id, reference } = await app.createUnknown('lose_answer', { provider: 'netzme' })
    const body = { outcome: 'not_created', note: 'not in the dashboard' }
    expectInvoice(await app.send('POST', `/invoices/${id}/resolve`, { body }), 200)
    await tellOfMoney(reference)
    expect(await read(id)).toMatchObject({ status: 'failed', amount_paid: '0.00', exceptions: ['needs_review'] })
    const failed = { merchantId: asMerchantId('mer_default'), state: 'failed', since: new Date(0) } as const
    expect(await app.tagih.callbacks.callbacks.list(failed, 100)).toContainEqual(expect.objectContaining({ invoice_id: id }))
  })

  test.each(['winpay', 'durianpay', 'bill_gateway'] as const)(
    '%s: a callback that is lost for ever is made up for by the next scheduled look (row 47)',
    async (provider) => {
      const { id, provider_invoice_id } = await app.createOpen({ provider })
      app.sandbox.pay(provider, provider_invoice_id)
      app.clock.moveBy(6 * 60 * minuteMs)
      for (let taken = 1; taken > 0;) taken = await checkInvoices(app.tagih.invoices, provider)
      expect(await read(id)).toMatchObject({ status: 'paid', amount_paid: '260000.00' })
    },
  )
})
