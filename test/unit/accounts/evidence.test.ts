import { describe, expect, test } from '@jest/globals'
import { evidenceOf, keepRecentEvidence, type Evidence } from '../../../src/accounts/evidence.ts'
import type { OperationTrace } from '../../../src/connectors/call.ts'
import type { Verdict } from '../../../src/connectors/outcome.ts'
import { newOperationId } from '../../../src/core/ids.ts'
import { fixedClock } from '../../support/fixed-clock.ts'

const now = new Date('2026-11-24T10:07:05Z')
const nothingSaid = { code: null, message: null, httpStatus: null }
const unknown: Verdict<never> = { kind: 'unknown', reason: 'invented', ...nothingSaid }
const notSent: Verdict<never> = { kind: 'not_sent', reason: 'invented' }

function call(httpStatus: number | null, bytesSent = true): OperationTrace {
  const id = newOperationId()
  const about = { id, kind: 'create', method: 'POST', path: '/', durationMs: 1, outcome: 'unknown', answer: null } as const
  return { ...about, httpStatus, bytesSent, startedAt: now }
}

describe('what a call shows of its provider', () => {
  test.each<[string, Verdict<unknown>, OperationTrace[], Evidence]>([
    ['no answer', unknown, [call(null)], 'away'],
    ['a refused connection', notSent, [call(null, false)], 'away'],
    ['no answer to the call behind a token', unknown, [call(200), call(null)], 'away'],
    ['500', unknown, [call(500)], 'away'],
    ['503 for a token', notSent, [call(503)], 'away'],
    ['408, which proves nothing of the invoice', unknown, [call(408)], 'answered'],
    ['200 that cannot be read', unknown, [call(200)], 'answered'],
    ['a list without end', unknown, [call(200), call(200)], 'answered'],
    ['success', { kind: 'done', result: {} }, [call(200)], 'answered'],
    ['a refusal', { kind: 'refused', meaning: 'not_created', ...nothingSaid }, [call(400)], 'answered'],
    ['a refusal that is said with 500', { kind: 'refused', meaning: 'not_created', ...nothingSaid }, [call(500)], 'answered'],
    ['credentials that are refused', { kind: 'refused', meaning: 'bad_credentials', ...nothingSaid }, [call(401)], 'answered'],
    ['a call that was not made', notSent, [], 'nothing'],
  ])('%s', (_, verdict, trace, shown) => {
    expect(evidenceOf({ verdict, trace }, false)).toBe(shown)
  })

  test('what we held back because its time was over shows nothing, what had left before does', () => {
    expect(evidenceOf({ verdict: notSent, trace: [call(null, false)] }, true)).toBe('nothing')
    expect(evidenceOf({ verdict: unknown, trace: [call(null)] }, true)).toBe('away')
  })
})

describe('the evidence of the last ten seconds', () => {
  function noted(away: number, answered: number) {
    const clock = fixedClock(now)
    const recent = keepRecentEvidence(clock)
    for (let one = 0; one < away; one += 1) recent.note('away')
    for (let one = 0; one < answered; one += 1) recent.note('answered')
    return { clock, recent }
  }

  test.each([
    [50, 0, true],
    [49, 0, false],
    [40, 10, true],
    [39, 11, false],
    [400, 100, true],
    [399, 101, false],
  ])('%d calls without and %d with an answer', (away, answered, shows) => {
    expect(noted(away, answered).recent.showsAway()).toBe(shows)
  })

  test('is not made of calls that showed nothing', () => {
    const { recent } = noted(49, 0)
    recent.note('nothing')
    expect(recent.showsAway()).toBe(false)
  })

  test('holds ten seconds, and no older call joins a new one, however long nobody has called', () => {
    const { clock, recent } = noted(49, 0)
    clock.moveBy(9_999)
    recent.note('away')
    expect(recent.showsAway()).toBe(true)
    clock.moveBy(1)
    expect(recent.showsAway()).toBe(false)
    const later = noted(49, 0)
    later.clock.moveBy(3_600_000)
    later.recent.note('away')
    expect(later.recent.showsAway()).toBe(false)
  })
})
