import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { addMs } from '../../../src/core/time.ts'
import { judgeTry } from '../../../src/webhooks/judge-try.ts'

const now = new Date('2026-11-20T05:00:00.000Z')
const answered = (status: number, retryAfter: string | null = null) =>
  ({ kind: 'answered', status, retryAfter, firstKilobyte: '', durationMs: 5 }) as const

test('2xx alone is success', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.integer({ min: 1, max: 10 }), (status, tries) => {
      const { state, succeeded, nextTryAt } = judgeTry(tries, answered(status), now, 0.5)
      expect(succeeded).toBe(status >= 200 && status < 300)
      expect(state).toBe(succeeded ? 'delivered' : tries === 10 ? 'failed' : 'pending')
      expect(nextTryAt === null).toBe(state !== 'pending')
    }),
  )
})

test('no answer is tried again like a refusal', () => {
  const failed = { kind: 'failed', reason: 'ECONNREFUSED', durationMs: 5 } as const
  expect(judgeTry(1, failed, now, 0.5)).toEqual(judgeTry(1, answered(500), now, 0.5))
})

test('only 410 says that the endpoint is gone, and its delivery stays pending', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), (status) => {
      expect(judgeTry(1, answered(status), now, 0.5).gone).toBe(status === 410)
    }),
  )
  expect(judgeTry(1, answered(410), now, 0.5).state).toBe('pending')
})

test('429, 502, 503 and 504 with Retry-After ask for silence towards the whole endpoint, other statuses for this delivery alone', () => {
  for (const status of [429, 502, 503, 504]) {
    expect(judgeTry(1, answered(status, '60'), now, 0.5).pausedUntil).toEqual(addMs(now, 60_000))
    expect(judgeTry(1, answered(status), now, 0.5).pausedUntil).toBeNull()
  }
  const { pausedUntil, nextTryAt } = judgeTry(1, answered(500, '60'), now, 0.5)
  expect({ pausedUntil, nextTryAt }).toEqual({ pausedUntil: null, nextTryAt: addMs(now, 60_000) })
})
