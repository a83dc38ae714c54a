import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import type { Operation, FindInput } from '../../../src/connectors/connector.ts'
import { fixedClock, type FixedClock } from '../../support/fixed-clock.ts'
import { findInput, kinds, ok, openGuardedAccount, operation, patient, type GuardedAccount } from './guarded-account.ts'

const now = new Date('2026-11-24T10:07:05Z')

let clock: FixedClock
let one: GuardedAccount
beforeEach(() => {
  clock = fixedClock(now)
})
afterEach(() => one.close())

async function open(atOnce: number, waiting: number, waitMs = patient): Promise<void> {
  one = await openGuardedAccount(clock, { places: { atOnce, waiting, waitMs } })
}

describe('the places of an account', () => {
  test('who finds neither a place nor a seat to wait in is not sent, and another account is (row 21)', async () => {
    await open(2, 1)
    one.hold()
    const served = one.calls(3)
    await one.untilReceived(2)
    expect(await one.call()).toEqual({
      verdict: { kind: 'not_sent', reason: 'too many calls to this account are under way' },
      trace: [],
    })
    const other = one.call({ key: 'b' })
    await one.untilReceived(3)
    one.release()
    expect((await other).verdict.kind).toBe('done')
    await one.untilReceived(4)
    one.release()
    expect(kinds(await served)).toEqual(['done', 'done', 'done'])
    expect(one.server.received).toHaveLength(4)
  })

  test('who has waited enough is not sent, also when there is a place later (row 21)', async () => {
    await open(1, 5, 30)
    one.hold()
    const first = one.call()
    await one.untilReceived(1)
    expect(kinds(await one.calls(5))).toEqual(Array.from({ length: 5 }, () => 'not_sent'))
    one.release()
    expect((await first).verdict.kind).toBe('done')
    one.server.answerWith(() => ok)
    expect((await one.call()).verdict.kind).toBe('done')
    expect(one.server.received).toHaveLength(2)
  })

  test('who waits until nothing may be sent any more is not sent (row 21)', async () => {
    await open(1, 1)
    one.hold()
    const first = one.call()
    const late = one.call({ sendBy: new Date(now.getTime() + 1_000) })
    await one.untilReceived(1)
    clock.moveBy(1_001)
    one.release()
    expect((await first).verdict.kind).toBe('done')
    expect(await late).toMatchObject({ verdict: { kind: 'not_sent' }, trace: [] })
    expect(one.server.received).toHaveLength(1)
  })

  test('an update and a cancel do not wait: the time for which their invoice is reserved runs', async () => {
    await open(1, 5)
    one.hold()
    const first = one.call()
    await one.untilReceived(1)
    expect((await one.call({ kind: 'update' })).verdict.kind).toBe('not_sent')
    expect((await one.call({ kind: 'cancel' })).verdict.kind).toBe('not_sent')
    one.release()
    await first
    expect(one.server.received).toHaveLength(1)
  })

  test('an error of ours passes through and gives its place back', async () => {
    await open(1, 0)
    const broken: Operation<FindInput, true> = {
      ...operation,
      build() {
        throw new Error('invented')
      },
    }
    await expect(one.guarded.caller.call(one.account('a'), 'find', broken, findInput)).rejects.toThrow('invented')
    one.server.answerWith(() => ok)
    expect((await one.call()).verdict.kind).toBe('done')
  })
})
