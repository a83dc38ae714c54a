import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { minuteMs } from '../../src/core/time.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { startDatabaseProxy, type DatabaseProxy } from '../support/database-proxy.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { eventually } from '../support/eventually.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, type Reply, type TestApp } from '../support/test-app.ts'

let database: Awaited<ReturnType<typeof createTestDatabase>>
let proxy: DatabaseProxy
let app: TestApp
let reader: RowReader
let request: { body: Record<string, unknown>; idempotencyKey: string }
beforeEach(async () => {
  database = await createTestDatabase()
  proxy = await startDatabaseProxy(database.url)
  app = await openTestApp({}, proxy.url)
  reader = await openRowReader(database.url)

  request = { body: invoiceRequest({ provider: 'winpay' }), idempotencyKey: randomUUID() }
})
afterEach(async () => {
  await reader.close()
  await app.close()
  await proxy.close()
  await database.drop()
})

const create = (): Promise<Reply> => app.send('POST', '/invoices', request)
const atWinpay = () => app.tagih.sandbox?.ledger('winpay') ?? []

describe('when the database’s answer is lost', () => {
  test.each(['claim-invoice', 'save-invoice'])(
    'to %s, which was carried out, the invoice is made once and told (row 32)',
    async (statement) => {
      proxy.loseAnswerTo(statement)
      expect(expectInvoice(await create(), 201).status).toBe('open')
      expect(atWinpay()).toHaveLength(1)
      expect(await reader.counts()).toMatchObject({ invoices: 1, attempts: 1, operations: 1, events: 1, idempotency_keys: 1 })
      const replay = await create()
      expect(replay.headers['idempotent-replayed']).toBe('true')
      expect(expectInvoice(replay, 201).status).toBe('open')
    },
  )
})

describe('when the database goes away', () => {
  test('before anything is committed: 503, nothing was sent, and the same key makes the invoice later', async () => {
    proxy.closeAt('claim-invoice')
    expectProblem(await create(), 'unavailable')
    expect(atWinpay()).toEqual([])
    expect(await reader.counts()).toMatchObject({ invoices: 0, idempotency_keys: 0 })
    proxy.open()
    expectInvoice(await create(), 201)
  })

  test('after the provider has been asked: 202 with the invoice, never an error, and never a second create', async () => {
    proxy.closeAt('save-invoice')
    const { id, status } = expectInvoice(await create(), 202)
    expect(status).toBe('pending')
    expect(atWinpay()).toHaveLength(1)
    proxy.open()
    expectProblem(await create(), 'idempotency_key_in_use')
    app.clock.moveBy(10 * minuteMs)
    expect(expectInvoice(await create(), 202)).toMatchObject({ id, status: 'pending' })
    expect(expectInvoice(await app.send('POST', `/invoices/${id}/refresh`), 200).status).toBe('open')
    expect(expectInvoice(await create(), 201).id).toBe(id)
    expect(atWinpay()).toHaveLength(1)
  })

  test('what the provider answered is kept and written once the database is back, also where nobody could ask again', async () => {
    request.body['provider'] = 'netzme'
    proxy.closeAt('save-invoice')
    const { id } = expectInvoice(await create(), 202)
    expect(await app.tagih.invoices.unwritten.writeAll()).toBe(1)
    proxy.open()
    expect(await app.tagih.invoices.unwritten.writeAll()).toBe(0)
    const replay = await create()
    expect(replay.headers['idempotent-replayed']).toBe('true')
    expect(expectInvoice(replay, 201)).toMatchObject({ id, status: 'open' })
    expect(app.tagih.sandbox?.ledger('netzme')).toHaveLength(1)
  })

  test('a result that is kept beyond its lease is left to recovery', async () => {
    proxy.closeAt('save-invoice')
    const { id } = expectInvoice(await create(), 202)
    proxy.open()
    app.clock.moveBy(10 * minuteMs)
    expect(await app.tagih.invoices.unwritten.writeAll()).toBe(0)
    expect(expectInvoice(await app.send('GET', `/invoices/${id}`), 200).status).toBe('pending')
  })

  test('while the claim is committed unheard: 503, nothing is sent, and the key is given back as soon as that can be written', async () => {
    proxy.loseAnswerTo('claim-invoice')
    proxy.closeAt('read-invoice')
    expectProblem(await create(), 'unavailable')
    proxy.open()
    expectProblem(await create(), 'idempotency_key_in_use')
    expect(await app.tagih.invoices.unwritten.writeAll()).toBe(0)
    expect(expectInvoice(await create(), 201).status).toBe('open')
    expect(atWinpay()).toHaveLength(1)
    expect(await reader.counts()).toMatchObject({ invoices: 2, attempts: 2, idempotency_keys: 1, events: 1 })
  })

  test('what the last request learned while the gateway was closing is written before it is gone', async () => {
    proxy.closeAt('save-invoice')
    const last = create()
    await eventually(() => {
      expect(atWinpay()).toHaveLength(1)
      return Promise.resolve()
    })
    const closing = app.tagih.close()
    await eventually(() => {
      expect(app.log()).toContain('could not be written yet')
      return Promise.resolve()
    })
    proxy.open()
    await closing
    expect(expectInvoice(await last, 202).status).toBe('pending')
    expect(await reader.counts()).toMatchObject({ invoices: 1, operations: 1, events: 1 })
  })
})
