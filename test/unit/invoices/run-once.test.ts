import { beforeEach, describe, expect, test } from '@jest/globals'
import { newMerchantId } from '../../../src/core/ids.ts'
import { addMs } from '../../../src/core/time.ts'
import type { Answer } from '../../../src/invoices/answer.ts'
import { fingerprintOf } from '../../../src/invoices/idempotency.ts'
import type { IdempotencyStore } from '../../../src/invoices/idempotency-store.ts'
import { runOnce } from '../../../src/invoices/run-once.ts'
import { fixedClock, type FixedClock } from '../../support/fixed-clock.ts'
import { openKeysInMemory, type KeysInMemory } from '../../support/keys-in-memory.ts'

const start = new Date('2026-11-20T15:00:00.000Z')
const merchantId = newMerchantId()
const route = 'PATCH /invoices/inv_1'
const sent = { title: 'New' }
const changed: Answer = { status: 200, body: '{"id":"inv_1"}', headers: { 'x-own': 'header' } }

let keys: KeysInMemory
let clock: FixedClock
let runs: number
beforeEach(() => {
  keys = openKeysInMemory()
  clock = fixedClock(start)
  runs = 0
})

function run(work: () => Promise<Answer>, key: string | null = 'key-1', store: IdempotencyStore = keys): Promise<Answer> {
  const dependencies = { keys: store, clock, store: { read: () => Promise.resolve(null) } }
  return runOnce(dependencies, { merchantId, key, route, sent, requestId: 'request-1' }, () => {
    runs += 1
    return work()
  })
}
const change = () => Promise.resolve(changed)
const known = () => keys.read(merchantId, 'key-1')

describe('a request without a key', () => {
  test('runs each time, and nothing is kept', async () => {
    expect([await run(change, null), await run(change, null)]).toEqual([changed, changed])
    expect([runs, await keys.read(merchantId, '')]).toEqual([2, null])
  })
})

describe('a request with a key', () => {
  test('runs once and is answered the same from then on', async () => {
    expect(await run(change)).toEqual(changed)
    const { status, body } = changed
    expect(await run(change)).toEqual({ status, body, headers: { 'idempotent-replayed': 'true' } })
    expect(runs).toBe(1)
  })

  test('holds its key for a minute while it runs, and nobody else runs it until then', async () => {
    await run(async () => {
      expect(await known()).toEqual({
        ...{ route, fingerprint: fingerprintOf(route, sent), invoiceId: null, answer: null },
        lockedUntil: addMs(start, 60_000),
      })
      clock.moveBy(59_999)
      await expect(run(change)).rejects.toMatchObject({ code: 'idempotency_key_in_use' })
      return changed
    })
    expect(runs).toBe(1)
  })

  test('whose owner died is run by who sends it again after that minute', async () => {
    await keys.claim({ merchantId, key: 'key-1', route, fingerprint: fingerprintOf(route, sent), now: start, lockedUntil: start })
    expect(await run(change)).toEqual(changed)
    expect(runs).toBe(1)
  })

  test('for which the key means something else is refused and not run', async () => {
    await keys.claim({ merchantId, key: 'key-1', route, fingerprint: fingerprintOf(route, {}), now: start, lockedUntil: start })
    await expect(run(change)).rejects.toMatchObject({ code: 'idempotency_key_reused' })
    expect(runs).toBe(0)
  })

  test('gives its key back when it ends without knowing: 202', async () => {
    const unknown: Answer = { status: 202, body: '{}', headers: { 'retry-after': '2' } }
    expect(await run(() => Promise.resolve(unknown))).toEqual(unknown)
    expect(await known()).toBeNull()
    expect(await run(change)).toEqual(changed)
  })

  test('gives its key back when it fails, and fails as the work did', async () => {
    const failure = new Error('the work failed')
    await expect(run(() => Promise.reject(failure))).rejects.toBe(failure)
    expect(await known()).toBeNull()
    expect(await run(change)).toEqual(changed)
  })

  test('that found its key taken claims it once it was given back in between', async () => {
    await keys.claim({ merchantId, key: 'key-1', route, fingerprint: fingerprintOf(route, sent), now: start, lockedUntil: start })
    clock.setTo(addMs(start, -1))
    const freedBeforeReading: IdempotencyStore = {
      ...keys,
      async read(merchant, key) {
        await keys.free(merchant, key)
        return keys.read(merchant, key)
      },
    }
    expect(await run(change, 'key-1', freedBeforeReading)).toEqual(changed)
    expect(runs).toBe(1)
  })
})
