import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { expectInvoice } from '../support/answer-shapes.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

test('a bill that is paid shows its payments as the bill gateway tells them, and was paid when the last of them came', async () => {
  const bill = { provider: 'bill_gateway', payment_type: 'partial' }
  const { id, provider_invoice_id } = expectInvoice(await app.send('POST', '/invoices', { body: invoiceRequest(bill) }), 201)
  for (const amount of ['100000', '160000']) {
    app.tagih.sandbox?.pay('bill_gateway', String(provider_invoice_id), amount)
    app.clock.moveBy(60_000)
  }
  const paid = expectInvoice(await app.send('POST', `/invoices/${id}/refresh`), 200)
  expect(paid).toMatchObject({ status: 'paid', amount_paid: '260000.00', paid_at: '2026-11-20T05:01:00.000Z' })
  expect(paid.provider_data['payments']).toMatchObject([{ amount: 100000 }, { amount: 160000 }])
  const { json } = await app.send('GET', `/invoices/${id}/attempts`)
  expect(JSON.stringify(json['data'])).toContain(`/api/v2/gw/bill/${String(provider_invoice_id)}/payment`)
})
