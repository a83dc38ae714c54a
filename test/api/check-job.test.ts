import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { dayMs } from '../../src/core/time.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { eventually } from '../support/eventually.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'

let app: ProxiedApp
beforeEach(async () => {
  app = await openProxiedApp(['winpay', 'durianpay'])
})
afterEach(() => app.close())

test('a running gateway finds what was paid and ends what is over, though one of the providers is silent', async () => {
  const silent = await app.createOpen({ provider: 'winpay' })
  const paid = await app.createOpen({ provider: 'durianpay' })
  const unpaid = await app.createOpen({ provider: 'durianpay' })
  app.proxy('winpay').holdAnswers(() => new Promise(() => undefined))
  app.sandbox.pay('durianpay', paid.provider_invoice_id)
  app.clock.moveBy(2 * dayMs)
  app.tagih.startJobs()
  const statusOf = async ({ id }: { id: string }) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200).status
  await eventually(async () => {
    expect([await statusOf(paid), await statusOf(unpaid)]).toEqual(['paid', 'expired'])
  })
  expect(await statusOf(silent)).toBe('open')
})
