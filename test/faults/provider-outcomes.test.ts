import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { minuteMs } from '../../src/core/time.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import { providers, type Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'
import { invoiceRequest, openTestApp } from '../support/test-app.ts'
import { winpayAt } from '../support/winpay-wire.ts'

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(providers)
})
afterAll(() => app.close())
beforeEach(async () => {
  for (const provider of providers) app.proxy(provider).decide(() => 'pass')
  // With its access token a create needs no other call.
  for (const provider of providers) await app.createOpen({ provider })
})

const read = async ({ id }: Created) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const waitAndRecover = async (ms: number) => {
  app.clock.moveBy(ms)
  await recoverAttempts(app.tagih.invoices)
}
const madeAt = (provider: Provider, { reference }: Created) =>
  app.sandbox.ledger(provider).filter((entry) => entry.reference === reference)
const passedCreates = (provider: Provider, { reference }: Created) =>
  app.proxy(provider).passed.filter(({ method, body }) => method === 'POST' && body.includes(reference))
const passedAnywhere = (provider: Provider) =>
  providers.filter((other) => other !== provider).reduce((sum, other) => sum + app.proxy(other).passed.length, 0)

/** Netzme cannot be asked by our reference: a person looks there and says what is so. */
const findable = providers.filter((provider) => provider !== 'netzme')
const losses = ['lose_answer', 'reset_answer'] as const

describe('a create whose answer was lost by FIN (lose_answer) or RST (reset_answer), and that the provider carried out', () => {
  test.each(findable.flatMap((provider) => losses.map((loss) => [provider, loss] as const)))(
    '%s, %s: is unknown, found by our reference, and one invoice; no other provider is asked (row 13)',
    async (provider, loss) => {
      const elsewhere = passedAnywhere(provider)
      const unknown = await app.createUnknown(loss, { provider, reference: randomUUID() })
      await waitAndRecover(2_000)
      const [entry, ...more] = madeAt(provider, unknown)
      expect(more).toEqual([])
      const found = await read(unknown)
      expect(found).toMatchObject({ status: 'open', provider_invoice_id: entry?.id })
      expect(found.exceptions).not.toContain('needs_review')
      expect(passedCreates(provider, unknown)).toHaveLength(1)
      expect(passedAnywhere(provider)).toBe(elsewhere)
    },
  )

  test.each(losses)('netzme, %s: stays unknown until a person names it, and is one invoice (row 13)', async (loss) => {
    const unknown = await app.createUnknown(loss, { provider: 'netzme', reference: randomUUID() })
    for (const ms of [2_000, 15 * minuteMs, 60 * minuteMs]) await waitAndRecover(ms)
    expect(await read(unknown)).toMatchObject({ status: 'unknown', exceptions: ['needs_review'] })
    const { id } = app.entry('netzme', unknown.reference)
    const body = { outcome: 'created', provider_invoice_id: id }
    expectInvoice(await app.send('POST', `/invoices/${unknown.id}/resolve`, { body }), 200)
    expect(await read(unknown)).toMatchObject({ status: 'open', provider_invoice_id: id })
    expect(passedCreates('netzme', unknown)).toHaveLength(1)
  })
})

describe('a create that was lost on its way', () => {
  test.each(findable)(
    '%s: is unknown until two not-founds behind the horizon, then failed, and the reference is free (row 14)',
    async (provider) => {
      const unknown = await app.createUnknown('lose_request', { provider, reference: randomUUID() })
      for (const ms of [2_000, 10_000, 30_000, 2 * minuteMs, 10 * minuteMs]) await waitAndRecover(ms)
      expect(await read(unknown)).toMatchObject({ status: 'unknown' })
      await waitAndRecover(3 * minuteMs)
      expect(await read(unknown)).toMatchObject({ status: 'unknown' })
      await waitAndRecover(minuteMs)
      expect(await read(unknown)).toMatchObject({ status: 'failed', failure: { code: 'not_created' }, exceptions: [] })
      expect([madeAt(provider, unknown).length, passedCreates(provider, unknown).length]).toEqual([0, 1])
      await app.createOpen({ provider, reference: unknown.reference })
      expect(madeAt(provider, unknown)).toHaveLength(1)
    },
  )

  test('netzme: is never called failed by time; a person who looked there ends it, and the reference is free (row 14)', async () => {
    const unknown = await app.createUnknown('lose_request', { provider: 'netzme' })
    for (let hour = 0; hour < 30; hour += 1) await waitAndRecover(60 * minuteMs)
    expect(await read(unknown)).toMatchObject({ status: 'unknown', exceptions: ['needs_review'] })
    const body = { outcome: 'not_created', note: 'not in the dashboard' }
    expectInvoice(await app.send('POST', `/invoices/${unknown.id}/resolve`, { body }), 200)
    await app.createOpen({ provider: 'netzme', reference: unknown.reference })
    expect(madeAt('netzme', unknown)).toHaveLength(1)
  })
})

describe('a provider whose name does not resolve', () => {
  /** The gateway tries no second provider by itself: the merchant is told that nothing was sent, and may name another. */
  test('is not asked, and the same key makes the invoice at another provider that the merchant names (row 11)', async () => {
    const lost = await openTestApp(winpayAt('https://provider.invalid'))
    try {
      const idempotencyKey = 'name-does-not-resolve'
      const body = invoiceRequest({ provider: 'winpay' })
      const { invoice_id } = expectProblem(await lost.send('POST', '/invoices', { body, idempotencyKey }), 'provider_unavailable')
      const attempts = await lost.send('GET', `/invoices/${String(invoice_id)}/attempts`)
      expect(attempts.json['data']).toMatchObject([
        { outcome: 'NOT_SENT', operations: [{ bytes_sent: false, http_status: null }] },
      ])
      const elsewhere = { body: { ...body, provider: 'durianpay' }, idempotencyKey }
      expect(expectInvoice(await lost.send('POST', '/invoices', elsewhere), 201).provider).toBe('durianpay')
      expect(lost.tagih.sandbox?.ledger('winpay')).toEqual([])
      expect(lost.tagih.sandbox?.ledger('durianpay')).toHaveLength(1)
    } finally {
      await lost.close()
    }
  })
})
