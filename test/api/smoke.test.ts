import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

test.each(['winpay', 'netzme', 'durianpay', 'bill_gateway'])('creates an invoice at %s', async (provider) => {
  const { status, json } = await app.send('POST', '/invoices', { body: invoiceRequest({ provider }) })
  expect({ status, state: json['status'] }).toEqual({ status: 201, state: 'open' })
})
