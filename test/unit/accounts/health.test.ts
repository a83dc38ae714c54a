import { expect, test } from '@jest/globals'
import { watchHealth } from '../../../src/accounts/health.ts'
import type { Caller, OpenAccount } from '../../../src/connectors/call.ts'
import type { Verdict } from '../../../src/connectors/outcome.ts'
import { fixedClock } from '../../support/fixed-clock.ts'
import { sampleConnector } from '../connectors/sample-connector.ts'
import { findInput, operation } from './guarded-account.ts'

const clock = fixedClock(new Date('2026-11-20T05:00:00.000Z'))
const said = { code: null, message: null, httpStatus: null }
const connector = sampleConnector([])
const account = (key: string): OpenAccount => ({ key, connector, operations: connector.open({ credentials: {}, settings: {} }) })

/** A watch over calls that all end alike. */
function watch(verdict: Verdict<never>) {
  const caller: Caller = { call: () => Promise.resolve({ verdict, trace: [] }) }
  const watched = watchHealth(caller, clock, () => undefined)
  return { ...watched, call: (key: string) => watched.caller.call(account(key), 'find', operation, findInput) }
}

test('an account that was not called, one that answers and one that fails are told apart', async () => {
  const refused = watch({ kind: 'refused', meaning: 'absent', ...said })
  expect(refused.health.of('a')).toEqual({ status: 'not_asked', lastAnswerAt: null, lastFailureAt: null })
  await refused.call('a')
  expect(refused.health.of('a')).toEqual({ status: 'answering', lastAnswerAt: clock.now(), lastFailureAt: null })
  const failing = watch({ kind: 'unknown', reason: 'no answer', ...said })
  await failing.call('a')
  expect(failing.health.of('a')).toEqual({ status: 'failing', lastAnswerAt: null, lastFailureAt: clock.now() })
})

test('of very many accounts, those that nobody called or asked for in a long time are forgotten', async () => {
  const { health, call } = watch({ kind: 'refused', meaning: 'absent', ...said })
  await call('old')
  await call('kept')
  for (let index = 0; index < 9_999; index += 1) {
    health.of(`other-${index}`)
    if (index % 100 === 0) health.of('kept')
  }
  expect(health.of('kept').status).toBe('answering')
  expect(health.of('old').status).toBe('not_asked')
})
