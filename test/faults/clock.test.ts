import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { openCaller } from '../../src/connectors/call.ts'
import { holdTokens } from '../../src/connectors/tokens.ts'
import { openTransport } from '../../src/connectors/transport.ts'
import { dayMs, toJakartaDate } from '../../src/core/time.ts'
import { providers } from '../../src/sandbox/simulator.ts'
import { netzmeContract } from '../contract/netzme.fixture.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { answer } from '../support/faulty-replies.ts'
import { startFaultyServer } from '../support/faulty-server.ts'
import { fixedClock } from '../support/fixed-clock.ts'
import { invoiceRequest, openTestApp, testNow, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())
afterEach(() => {
  app.clock.setTo(testNow)
})

const lastDay = new Date('2099-12-31T16:59:59Z')
const anyInstant = fc.date({ min: testNow, max: lastDay, noInvalidDate: true })
/** Within a second of midnight in Jakarta, which is 17:00 UTC. */
const aroundMidnight = fc
  .tuple(fc.integer({ min: 20_778, max: 47_480 }), fc.constantFrom(-1_000, -999, -1, 0, 1, 999, 1_000))
  .map(([day, ms]) => new Date(day * dayMs + 17 * 60 * 60_000 + ms))

describe('what is signed', () => {
  test.each(providers)(
    'is taken by %s at any instant, also where the day turns at 00:00 +07:00 and when the clock was set (row 24)',
    async (provider) => {
      await fc.assert(
        fc.asyncProperty(fc.oneof(anyInstant, aroundMidnight), async (instant) => {
          app.clock.setTo(instant)
          const reply = await app.send('POST', '/invoices', { body: invoiceRequest({ provider }) })
          expect({ instant, status: expectInvoice(reply, 201).status }).toEqual({ instant, status: 'open' })
        }),
        { numRuns: 40 },
      )
    },
  )
})

describe('the external id of a call', () => {
  test('is another one for each of 600 calls of two Jakarta days, in digits that SNAP takes (row 24)', async () => {
    const server = await startFaultyServer()
    const { token, created, create, connector, settings } = netzmeContract
    server.answerWith(({ path }) =>
      path === token?.path ? answer(token.answer.status, token.answer.body) : answer(created.status, created.body),
    )
    const clock = fixedClock(new Date('2026-12-30T17:00:00Z'))
    const transport = openTransport(clock, { timeoutMs: 10_000, answerBytesMax: 65_536, connectionsPerAccount: 1 })
    const caller = openCaller(transport, holdTokens(clock), clock)
    const operations = connector.open({ credentials: netzmeContract.credentials(server.origin), settings })
    const days = new Set<string>()
    for (let call = 0; call < 600; call += 1) {
      days.add(toJakartaDate(clock.now()))
      const account = { key: 'one', connector, operations }
      expect((await caller.call(account, 'create', operations.create, create)).verdict.kind).toBe('done')
      clock.moveBy((2 * dayMs) / 600)
    }
    await transport.close()
    await server.close()
    const ids = server.received.flatMap(({ headers }) => headers['x-external-id'] ?? [])
    expect([...days]).toEqual(['2026-12-31', '2027-01-01'])
    expect([ids.length, new Set(ids).size]).toEqual([600, 600])
    expect(ids.filter((id) => !/^\d{1,36}$/.test(id))).toEqual([])
  })
})
