import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { eventually } from '../../support/eventually.ts'
import { answer, dropped } from '../../support/faulty-replies.ts'
import { fixedClock, type FixedClock } from '../../support/fixed-clock.ts'
import {
  kinds,
  ok,
  openGuardedAccount,
  openTheBreaker,
  patient,
  type GuardedAccount,
  type GuardLimits,
} from './guarded-account.ts'

const now = new Date('2026-11-24T10:07:05Z')

let clock: FixedClock
let one: GuardedAccount
beforeEach(() => {
  clock = fixedClock(now)
})
afterEach(async () => {
  jest.restoreAllMocks()
  await one.close()
})

async function open(limits: GuardLimits = {}): Promise<void> {
  one = await openGuardedAccount(clock, limits)
}

describe('the breaker of an account', () => {
  test('opens after fifty calls without an answer, and then nothing is sent but other operations and other accounts (row 21)', async () => {
    await open()
    await openTheBreaker(one)
    expect(await one.call()).toMatchObject({ verdict: { kind: 'not_sent' }, trace: [] })
    expect(one.server.received).toHaveLength(50)
    one.server.answerWith(() => ok)
    expect((await one.call({ kind: 'find' })).verdict.kind).toBe('done')
    expect((await one.call({ key: 'b' })).verdict.kind).toBe('done')
    expect((await one.call()).verdict.kind).toBe('not_sent')
  })

  test('does not send those who waited for a place while it opened (row 21)', async () => {
    await open({ places: { atOnce: 1, waiting: 60, waitMs: patient } })
    one.server.answerWith(() => dropped)
    const ended = kinds(await one.calls(55))
    expect(ended.filter((kind) => kind === 'unknown')).toHaveLength(50)
    expect(ended.filter((kind) => kind === 'not_sent')).toHaveLength(5)
    expect(one.server.received).toHaveLength(50)
  })

  test('does not open for a few faults in a row, nor for any number of refusals (row 21)', async () => {
    await open()
    one.server.answerWith(() => dropped)
    await one.calls(49)
    expect((await one.call({ key: 'b' })).verdict.kind).toBe('unknown')
    one.server.answerWith(() => answer(400, '{"code":"NO"}'))
    expect(new Set(kinds(await one.calls(120, { key: 'c' })))).toEqual(new Set(['refused']))
    expect(one.guarded.openBreakers()).toEqual(new Map([['sample', 0]]))
  })

  test('does not open for calls that we held back because their time was over (row 21)', async () => {
    await open({ connectionsPerAccount: 1 })
    one.hold()
    const first = one.call()
    await one.untilReceived(1)
    const late = one.calls(60, { sendBy: now })
    clock.moveBy(1)
    one.release()
    expect((await first).verdict.kind).toBe('done')
    for (const { verdict, trace } of await late) {
      expect({ kind: verdict.kind, sent: trace.map(({ bytesSent }) => bytesSent) }).toEqual({ kind: 'not_sent', sent: [false] })
    }
    expect(one.guarded.openBreakers()).toEqual(new Map([['sample', 0]]))
  })

  test('lets exactly one call out after ten seconds, and closes when that is answered (row 22)', async () => {
    await open()
    await openTheBreaker(one)
    one.hold()
    clock.moveBy(9_999)
    expect((await one.call()).verdict.kind).toBe('not_sent')
    clock.moveBy(1)
    const probe = one.call()
    await one.untilReceived(51)
    expect(kinds(await one.calls(10))).toEqual(Array.from({ length: 10 }, () => 'not_sent'))
    expect(one.server.received).toHaveLength(51)
    one.release()
    expect((await probe).verdict.kind).toBe('done')
    expect(one.guarded.openBreakers()).toEqual(new Map([['sample', 0]]))
    one.server.answerWith(() => ok)
    expect(new Set(kinds(await one.calls(60)))).toEqual(new Set(['done']))
  })

  test('stays open for ten more seconds when its one call is not answered (row 22)', async () => {
    await open()
    await openTheBreaker(one)
    clock.moveBy(10_000)
    for (const sent of [51, 52, 53]) {
      expect((await one.call()).verdict.kind).toBe('unknown')
      clock.moveBy(9_999)
      expect(kinds(await one.calls(10))).toEqual(Array.from({ length: 10 }, () => 'not_sent'))
      expect(one.server.received).toHaveLength(sent)
      clock.moveBy(1)
    }
  })

  test('is not closed by a call that was not sent (row 22)', async () => {
    await open()
    await openTheBreaker(one)
    clock.moveBy(10_000)
    expect((await one.call({ sendBy: now })).verdict.kind).toBe('not_sent')
    one.server.answerWith(() => ok)
    expect((await one.call()).verdict.kind).toBe('not_sent')
    expect(one.server.received).toHaveLength(50)
  })

  test('is closed by its one call, whatever then comes of calls that were sent before it opened (row 22)', async () => {
    await open()
    one.hold()
    const before = one.calls(120)
    await one.untilReceived(120)
    const early = one.take(50)
    for (const socket of early) dropped(socket)
    await eventually(() => {
      expect(one.guarded.openBreakers()).toEqual(new Map([['sample', 1]]))
      return Promise.resolve()
    })
    const stragglers = one.take()
    clock.moveBy(10_000)
    const probe = one.call()
    await one.untilReceived(121)
    for (const socket of stragglers) dropped(socket)
    await before
    one.release()
    expect((await probe).verdict.kind).toBe('done')
    one.server.answerWith(() => ok)
    expect((await one.call()).verdict.kind).toBe('done')
  })

  test('counts its ten seconds by a clock that nobody can set back (row 22)', async () => {
    await open()
    await openTheBreaker(one)
    const anHourAgo = Date.now() - 3_600_000
    jest.spyOn(Date, 'now').mockReturnValue(anHourAgo)
    clock.moveBy(10_000)
    one.server.answerWith(() => ok)
    expect((await one.call()).verdict.kind).toBe('done')
  })
})
