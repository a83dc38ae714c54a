import { expect, test } from '@jest/globals'
import { keepRecentlyUsed } from '../../../src/core/recently-used.ts'

test('keeps a value for as long as it is among the most recently used, and tells which it forgets', () => {
  const forgotten: string[] = []
  const kept = keepRecentlyUsed<{ name: string }>(2, ({ name }) => forgotten.push(name))
  const get = (name: string) => kept.get(name, () => ({ name }))
  const a = get('a')
  const b = get('b')
  expect(get('a')).toBe(a)
  get('c')
  expect(forgotten).toEqual(['b'])
  expect(get('a')).toBe(a)
  expect(get('b')).not.toBe(b)
  expect(forgotten).toEqual(['b', 'c'])
  expect([...kept.values()].map(({ name }) => name)).toEqual(['a', 'b'])
})
