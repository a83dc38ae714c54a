import { expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { MerchantId } from '../../src/core/ids.ts'
import { addMs } from '../../src/core/time.ts'
import { fingerprintOf } from '../../src/invoices/idempotency.ts'
import type { IdempotencyStore } from '../../src/invoices/idempotency-store.ts'

const now = new Date('2026-11-20T15:00:00.000Z')
const lockedUntil = addMs(now, 60_000)
const route = 'PATCH /invoices/inv_1'
const fingerprint = fingerprintOf(route, { a: 1 })
const answer = { status: 200, body: '{"id":"é"}' }

/** What every store of keys owes; `open` gives the store and two merchants that it knows. */
export function testIdempotencyStore(open: () => { keys: IdempotencyStore; merchants: readonly [MerchantId, MerchantId] }): void {
  const claimOf = (key: string, merchantId: MerchantId) => ({ merchantId, key, route, fingerprint, now, lockedUntil })

  test('a key is claimed once, for its merchant alone', async () => {
    const { keys, merchants } = open()
    const [mine, another] = merchants
    const key = randomUUID()
    expect(await keys.read(mine, key)).toBeNull()
    expect([await keys.claim(claimOf(key, mine)), await keys.claim(claimOf(key, mine))]).toEqual([true, false])
    expect(await keys.claim(claimOf(key, another))).toBe(true)
    expect(await keys.read(mine, key)).toEqual({ route, fingerprint, invoiceId: null, lockedUntil, answer: null })
  })

  test('a key whose lock is over is taken over by the same request and by no other', async () => {
    const { keys, merchants } = open()
    const claim = claimOf(randomUUID(), merchants[0])
    await keys.claim(claim)
    const later = { now: lockedUntil, lockedUntil: addMs(lockedUntil, 60_000) }
    expect(await keys.claim({ ...claim, now: addMs(lockedUntil, -1) })).toBe(false)
    expect(await keys.claim({ ...claim, ...later, route: 'PATCH /invoices/inv_2' })).toBe(false)
    expect(await keys.claim({ ...claim, ...later, fingerprint: fingerprintOf(route, {}) })).toBe(false)
    expect(await keys.claim({ ...claim, ...later })).toBe(true)
    expect(await keys.read(claim.merchantId, claim.key)).toMatchObject({ lockedUntil: later.lockedUntil })
  })

  test('an answer is kept once; the key is then neither claimed nor given back', async () => {
    const { keys, merchants } = open()
    const claim = claimOf(randomUUID(), merchants[0])
    const { merchantId, key } = claim
    expect(await keys.answer(merchantId, key, answer)).toBe(false)
    await keys.claim(claim)
    expect(await keys.answer(merchantId, key, answer)).toBe(true)
    expect(await keys.answer(merchantId, key, { status: 201, body: 'another' })).toBe(false)
    await keys.free(merchantId, key)
    expect(await keys.claim({ ...claim, now: lockedUntil })).toBe(false)
    expect(await keys.read(merchantId, key)).toEqual({ route, fingerprint, invoiceId: null, lockedUntil: null, answer })
  })

  test('a key is taken from its owner once', async () => {
    const { keys, merchants } = open()
    const { merchantId, key, ...rest } = claimOf(randomUUID(), merchants[0])
    expect(await keys.release(merchantId, key)).toBe(false)
    await keys.claim({ merchantId, key, ...rest })
    expect([await keys.release(merchantId, key), await keys.release(merchantId, key)]).toEqual([true, false])
    expect(await keys.read(merchantId, key)).toEqual({ route, fingerprint, invoiceId: null, lockedUntil: null, answer: null })
  })

  test('a key that is given back is as if it had never been used', async () => {
    const { keys, merchants } = open()
    const claim = claimOf(randomUUID(), merchants[0])
    await keys.claim(claim)
    await keys.free(claim.merchantId, claim.key)
    expect(await keys.read(claim.merchantId, claim.key)).toBeNull()
    expect(await keys.claim({ ...claim, fingerprint: fingerprintOf(route, {}) })).toBe(true)
  })
}
