import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(['winpay', 'durianpay', 'bill_gateway'])
})
afterAll(() => app.close())

test.each<Provider>(['winpay', 'durianpay', 'bill_gateway'])(
  '%s: money for an invoice whose create was lost is found with it, as one payment that later looks know again',
  async (provider) => {
    const { id, reference } = await app.createUnknown('lose_answer', { provider })
    app.sandbox.pay(provider, app.entry(provider, reference).id)
    app.clock.moveBy(2_000)
    await recoverAttempts(app.tagih.invoices)
    const found = expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
    expect(found).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: [] })
    const looked = expectInvoice(await app.send('POST', `/invoices/${id}/refresh`), 200)
    expect(looked).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: [] })
    const { json } = await app.send('GET', `/invoices/${id}/payments`)
    expect(json['data']).toMatchObject([{ amount: '260000.00', status: 'received', provider_payment_id: expect.any(String) }])
  },
)
