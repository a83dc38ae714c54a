import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { TypeID } from 'typeid-js'
import { newTypeId } from '../../../src/core/type-id.ts'

const many = Array.from({ length: 10_000 }, () => newTypeId('inv'))

test('an id is what the reference implementation reads as a UUIDv7 of this moment under its prefix', () => {
  const before = Date.now()
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,10}$/), (prefix) => {
      const id = TypeID.fromString(newTypeId(prefix))
      expect(id.getType()).toBe(prefix)
      expect(id.toUUID()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      const ms = parseInt(id.toUUID().replaceAll('-', '').slice(0, 12), 16)
      expect(ms).toBeGreaterThanOrEqual(before - 1)
      expect(ms).toBeLessThanOrEqual(Date.now() + 10)
    }),
  )
})

test('written again by the reference implementation, it is the same', () => {
  for (const id of many.slice(0, 500)) expect(TypeID.fromUUID('inv', TypeID.fromString(id).toUUID()).toString()).toBe(id)
})

test('ten thousand made at once are all different and in the order in which they were made', () => {
  expect(new Set(many).size).toBe(many.length)
  expect(many.toSorted()).toEqual(many)
})

test('what comes after the time is not to be guessed: every bit of it is as often set as not', () => {
  const ones = Array.from({ length: 62 }, () => 0)
  for (const id of many) {
    const random = BigInt(`0x${TypeID.fromString(id).toUUID().replaceAll('-', '').slice(16)}`)
    ones.forEach((_, bit) => (ones[bit] = (ones[bit] ?? 0) + Number((random >> BigInt(bit)) & 1n)))
  }
  for (const count of ones) expect(Math.abs(count - many.length / 2)).toBeLessThan(400)
})
