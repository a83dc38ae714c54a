import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { minuteMs } from '../../src/core/time.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openSkewedApp, type SkewedApp } from '../support/skewed-app.ts'
import { invoiceRequest, type Reply } from '../support/test-app.ts'

/** The simulated Winpay and Netzme take a signed time that is at most five minutes off; the other two are told no time. */
let app: SkewedApp
beforeEach(async () => {
  app = await openSkewedApp()
})
afterEach(() => app.close())

interface Request {
  body: Record<string, unknown>
  idempotencyKey: string
}

const newRequest = (provider: Provider): Request => ({ body: invoiceRequest({ provider }), idempotencyKey: randomUUID() })
const create = (request: Request): Promise<Reply> => app.send('POST', '/invoices', request)
const madeAt = (provider: Provider, { body }: Request) =>
  app.providers.ledger(provider).filter(({ reference }) => reference === body['reference'])

/** Both ways: the provider's clock is ten minutes ahead of ours, and ten minutes behind. */
const skews = [10 * minuteMs, -10 * minuteMs]

describe.each(skews)('a provider’s clock that is %d ms off', (skew) => {
  test.each<Provider>(['durianpay', 'bill_gateway'])('is nothing to %s, which is told no time (row 24)', async (provider) => {
    app.skewBy(skew)
    const request = newRequest(provider)
    expectInvoice(await create(request), 201)
    expect(madeAt(provider, request)).toHaveLength(1)
  })

  test('makes Winpay refuse our credentials, and the account’s clock_offset_seconds mends it for the same key (row 24)', async () => {
    app.skewBy(skew)
    const request = newRequest('winpay')
    expectProblem(await create(request), 'provider_misconfigured')
    expect(madeAt('winpay', request)).toEqual([])
    await app.configure('winpay', { clock_offset_seconds: skew / 1_000 })
    expectInvoice(await create(request), 201)
    expect(madeAt('winpay', request)).toHaveLength(1)
  })

  test('makes Netzme give no access token: nothing was sent, and the same key may try again (row 24)', async () => {
    app.skewBy(skew)
    const request = newRequest('netzme')
    expectProblem(await create(request), 'provider_unavailable')
    expect(madeAt('netzme', request)).toEqual([])
    app.skewBy(0)
    expectInvoice(await create(request), 201)
    expect(madeAt('netzme', request)).toHaveLength(1)
  })

  test('makes Netzme refuse a create in its own words once it has a token, and the reference is free (row 24)', async () => {
    expectInvoice(await create(newRequest('netzme')), 201)
    app.skewBy(skew)
    const request = newRequest('netzme')
    const { provider } = expectProblem(await create(request), 'provider_rejected')
    expect(provider).toMatchObject({ name: 'netzme', http_status: 400, message: 'Invalid Field Format X-TIMESTAMP' })
    expect(madeAt('netzme', request)).toEqual([])
    app.skewBy(0)
    expectInvoice(await create({ ...request, idempotencyKey: randomUUID() }), 201)
    expect(madeAt('netzme', request)).toHaveLength(1)
  })

  /** An invoice that says it is older than our wish for it by more than five minutes is not adopted without a person: it may be another one. */
  test.each<Provider>(['durianpay', 'bill_gateway'])(
    'never loses an invoice of %s whose answer was lost: it is found, or shown to a person who names it (row 24)',
    async (provider) => {
      app.skewBy(skew)
      const request = newRequest(provider)
      app.proxy(provider).decide(({ method, path }) => (method === 'POST' && !path.includes('token') ? 'lose_answer' : 'pass'))
      const { id } = expectInvoice(await create(request), 202)
      app.clock.moveBy(2_000)
      await recoverAttempts(app.tagih.invoices)
      const [entry, ...more] = madeAt(provider, request)
      expect(more).toEqual([])
      const read = async () => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
      if (skew < 0) {
        expect(await read()).toMatchObject({ status: 'unknown', exceptions: ['needs_review'] })
        const body = { outcome: 'created', provider_invoice_id: entry?.id }
        expectInvoice(await app.send('POST', `/invoices/${id}/resolve`, { body }), 200)
      }
      expect(await read()).toMatchObject({ status: 'open', provider_invoice_id: entry?.id })
    },
  )
})
