import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { minuteMs } from '../../src/core/time.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'
import { invoiceRequest } from '../support/test-app.ts'

const down: Provider[] = ['winpay', 'bill_gateway']

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(down)
})
afterAll(() => app.close())

const waitAndRecover = async (ms: number) => {
  app.clock.moveBy(ms)
  await recoverAttempts(app.tagih.invoices)
}

describe('both providers are down', () => {
  test('new invoices are refused with 503, lost ones stay unknown, and all goes on by itself when they are back (row 25)', async () => {
    const unknown = []
    for (const provider of down) unknown.push(await app.createUnknown('lose_answer', { provider }))
    const open = await Promise.all(down.map((provider) => app.createOpen({ provider })))
    for (const provider of down) await app.proxy(provider).stop()

    const refused = down.map((provider) => ({ body: invoiceRequest({ provider }), idempotencyKey: randomUUID() }))
    for (const request of refused) expectProblem(await app.send('POST', '/invoices', request), 'provider_unavailable')
    for (const ms of [2_000, 10_000, 30_000, 15 * minuteMs, 60 * minuteMs]) await waitAndRecover(ms)
    const statusOf = async ({ id }: { id: string }) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200).status
    expect(await Promise.all([...unknown, ...open].map(statusOf))).toEqual(['unknown', 'unknown', 'open', 'open'])
    for (const { id } of open) expectProblem(await app.send('POST', `/invoices/${id}/refresh`), 'provider_unavailable')

    for (const provider of down) await app.proxy(provider).start()
    await waitAndRecover(60 * minuteMs)
    expect(await Promise.all(unknown.map(statusOf))).toEqual(['open', 'open'])
    for (const request of refused) expectInvoice(await app.send('POST', '/invoices', request), 201)
    for (const provider of down) {
      const references = app.sandbox.ledger(provider).map(({ reference }) => reference)
      expect(new Set(references).size).toBe(3)
      expect(references).toHaveLength(3)
    }
  })
})
