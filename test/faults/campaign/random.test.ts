import { describe, expect, it } from '@jest/globals'
import { seededRandom } from './random.ts'

const draws = (seed: string) => {
  const random = seededRandom(seed)
  return Array.from({ length: 1_000 }, () => random.next())
}

describe('chance from a seed', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(draws('one')).toEqual(draws('one'))
    expect(draws('one')).not.toEqual(draws('two'))
  })

  it('is not moved for one purpose by what is drawn for another', () => {
    const random = seededRandom('seed')
    const before = random.fork('doors').next()
    random.next()
    expect(random.fork('doors').next()).toBe(before)
    expect(random.fork('merchant').next()).not.toBe(before)
  })

  it('covers what it is asked for, and nothing beyond', () => {
    const random = seededRandom('seed')
    const numbers = Array.from({ length: 1_000 }, () => random.between(3, 5))
    expect([...new Set(numbers)].sort()).toEqual([3, 4, 5])
    const words = Array.from({ length: 1_000 }, () => random.weigh({ often: 9, seldom: 1, never: 0 }))
    const seldom = words.filter((word) => word === 'seldom').length
    expect(words).not.toContain('never')
    expect(seldom).toBeGreaterThan(50)
    expect(seldom).toBeLessThan(200)
  })
})
