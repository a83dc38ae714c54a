import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { dayMs } from '../../src/core/time.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'
import { invoiceRequest, type Reply } from '../support/test-app.ts'

/** The two providers with access tokens, as simulated: a token ends after 15 hours there. */
const withTokens: Provider[] = ['netzme', 'bill_gateway']

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(withTokens)
})
afterAll(() => app.close())

const tokenRequests = (provider: Provider) => app.proxy(provider).passed.filter(({ path }) => path.includes('token')).length
const references = (provider: Provider) => app.sandbox.ledger(provider).map(({ reference }) => reference)

function createTwenty(provider: Provider): { wanted: string[]; replies: Promise<Reply[]> } {
  const bodies = Array.from({ length: 20 }, () => invoiceRequest({ provider }))
  const replies = Promise.all(bodies.map((body) => app.send('POST', '/invoices', { body })))
  return { wanted: bodies.map(({ reference }) => String(reference)), replies }
}

describe.each(withTokens)('the access token of %s', (provider) => {
  test('that has ended is renewed once for twenty creates at once, each of which is made once (row 23)', async () => {
    await app.createOpen({ provider })
    app.clock.moveBy(dayMs)
    const [tokensBefore, madeBefore] = [tokenRequests(provider), references(provider)]
    const { wanted, replies } = createTwenty(provider)
    for (const reply of await replies) expectInvoice(reply, 201)
    expect(tokenRequests(provider)).toBe(tokensBefore + 1)
    expect(references(provider).slice(madeBefore.length).sort()).toEqual(wanted.sort())
  })

  test('that cannot be renewed keeps each of twenty creates at once from being sent (row 23)', async () => {
    await app.createOpen({ provider })
    app.clock.moveBy(dayMs)
    const [tokensBefore, madeBefore] = [tokenRequests(provider), references(provider)]
    app.proxy(provider).decide(({ path }) => (path.includes('token') ? 'lose_answer' : 'pass'))
    const { replies } = createTwenty(provider)
    for (const reply of await replies) expectProblem(reply, 'provider_unavailable')
    expect(references(provider)).toEqual(madeBefore)
    expect(tokenRequests(provider)).toBeGreaterThan(tokensBefore)
    app.proxy(provider).decide(() => 'pass')
    await app.createOpen({ provider })
  })
})
