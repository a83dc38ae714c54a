import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { addMs, dayMs } from '../../src/core/time.ts'
import { noNews } from '../../src/core/news.ts'
import { saveNews } from '../../src/invoices/save-news.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openRetentionApp, type RetentionApp } from '../support/retention-app.ts'
import { readStored } from '../support/schedule.ts'
import { invoiceRequest } from '../support/test-app.ts'

const known = 30 * dayMs

let app: RetentionApp
beforeAll(async () => {
  app = await openRetentionApp()
})
afterAll(() => app.close())

/** A create whose request can be sent again, and how it is answered. */
function prepare(overrides: Record<string, unknown> = {}) {
  const idempotencyKey = randomUUID()
  const body = invoiceRequest({ provider: 'winpay', ...overrides })
  return { idempotencyKey, body, send: () => app.send('POST', '/invoices', { body, idempotencyKey }) }
}

async function createFinished() {
  const request = prepare()
  const { id } = expectInvoice(await request.send(), 201)
  expect((await app.send('POST', `/invoices/${id}/cancel`)).json['status']).toBe('cancelled')
  return { ...request, id }
}

describe('the key that created an invoice', () => {
  test('is known for thirty days, and then is free for a new invoice, while its reference is taken for ever', async () => {
    const { id, idempotencyKey, send } = await createFinished()
    const created = app.clock.now()
    app.clock.setTo(addMs(created, known - 1))
    await app.eraseOld()
    expect((await send()).headers['idempotent-replayed']).toBe('true')
    app.clock.setTo(addMs(created, known))
    expect(await app.eraseOld()).toMatchObject({ idempotency_keys: 1 })
    const listed = await app.send('GET', `/invoices?idempotency_key=${idempotencyKey}`)
    expect(listed.json['data']).toEqual([])
    expect(expectProblem(await send(), 'reference_already_used')).toMatchObject({ invoice_id: id })
    const body = invoiceRequest({ provider: 'winpay' })
    const other = expectInvoice(await app.send('POST', '/invoices', { body, idempotencyKey }), 201)
    expect(other.id).not.toBe(id)
    expect((await app.show({ id })).invoice.status).toBe('cancelled')
  })

  test.each(['open', 'unknown'])('is known for as long as the invoice is %s, and goes when it is finished', async (status) => {
    const { send, idempotencyKey } = prepare({ expires_at: addMs(app.clock.now(), 2 * known) })
    const { id } = expectInvoice(await send(), 201)
    await app.reader.rows('update invoices set status = $1 where id = $2', [status, id])
    app.clock.moveBy(known)
    await app.eraseOld()
    const replayed = await send()
    expect(replayed).toMatchObject({ status: 201, json: { id }, headers: { 'idempotent-replayed': 'true' } })
    await app.reader.rows(`update invoices set status = 'expired', finished_at = $1 where id = $2`, [app.clock.now(), id])
    await app.eraseOld()
    expect(await app.reader.rows('select key from idempotency_keys where key = $1', [idempotencyKey])).toEqual([])
    expectProblem(await send(), 'reference_already_used')
  })

  test('is not brought back by somebody who had read the invoice before', async () => {
    const { id, idempotencyKey } = await createFinished()
    app.clock.moveBy(known)
    const stored = await readStored(app, id)
    await app.eraseOld()
    const revise = () => ({ ...stored, metadata: { late: 'yes' } })
    await saveNews(app.tagih.invoices, stored, { news: () => noNews, trace: [], asked: false, revise })
    const body = invoiceRequest({ provider: 'winpay' })
    expect((await app.send('POST', '/invoices', { body, idempotencyKey })).status).toBe(201)
  })
})

describe('the key of any other request', () => {
  test('is known for thirty days, and then the same request is a new one', async () => {
    const { id } = await createFinished()
    const idempotencyKey = randomUUID()
    const patch = (who: string) => app.send('PATCH', `/invoices/${id}`, { body: { metadata: { who } }, idempotencyKey })
    expect((await patch('one')).status).toBe(200)
    app.clock.moveBy(known - 1)
    await app.eraseOld()
    expectProblem(await patch('two'), 'idempotency_key_reused')
    app.clock.moveBy(1)
    await app.eraseOld()
    expect((await patch('two')).json['metadata']).toEqual({ who: 'two' })
  })

  test('is not forgotten while its request may still be running', async () => {
    const insert = `insert into idempotency_keys (merchant_id, key, route, fingerprint, locked_until, created_at) values ('mer_default', $1, 'POST /merchants', '', $2, $3)`
    const now = app.clock.now()
    const [running, dead] = [randomUUID(), randomUUID()]
    await app.reader.rows(insert, [running, addMs(now, 1), addMs(now, -known)])
    await app.reader.rows(insert, [dead, now, addMs(now, -known)])
    await app.eraseOld()
    expect(await app.reader.rows('select key from idempotency_keys where key = any($1)', [[running, dead]])).toEqual([
      { key: running },
    ])
  })
})
