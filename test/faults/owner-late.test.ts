import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { minuteMs } from '../../src/core/time.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { eventually } from '../support/eventually.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'
import { invoiceRequest, type Reply } from '../support/test-app.ts'

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(['bill_gateway'])
})
afterAll(() => app.close())

test('an owner that finds out too late that it sent nothing cannot take back an invoice that somebody was told of (row 9)', async () => {
  let letPass = (): void => undefined
  const held = new Promise<void>((resolve) => {
    letPass = resolve
  })
  const proxy = app.proxy('bill_gateway')
  proxy.holdAnswers(() => held)
  const request = { body: invoiceRequest({ provider: 'bill_gateway' }), idempotencyKey: randomUUID() }
  const create = (): Promise<Reply> => app.send('POST', '/invoices', request)
  const first = create()
  // It waits for its token, and its lease passes.
  await eventually(() => {
    expect(proxy.passed).toHaveLength(1)
    return Promise.resolve()
  })
  app.clock.moveBy(10 * minuteMs)
  const { id } = expectInvoice(await create(), 202)
  letPass()
  expect(expectInvoice(await first, 202).id).toBe(id)
  expect(expectInvoice(await create(), 202).id).toBe(id)
  expect(expectInvoice(await app.send('GET', `/invoices/${id}`), 200).status).toBe('pending')
  expect(app.sandbox.ledger('bill_gateway')).toEqual([])
})
