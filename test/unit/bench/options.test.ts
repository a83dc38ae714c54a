import { describe, expect, test } from '@jest/globals'
import { readOptions } from '../../../bench/options.ts'

describe('the words after npm run bench --', () => {
  test.each([
    [[], 'comparison'],
    [['--only', 'creates'], 'creates'],
    [['--rows', '5000000'], 'rows'],
    [['--soak-minutes', '60'], 'soak'],
    [['--overload'], 'overload'],
  ])('%j is the mode %s', (args, mode) => {
    expect(readOptions(args)?.mode).toBe(mode)
  })

  test('five runs, or one that is quick', () => {
    expect([readOptions([])?.runs, readOptions(['--quick'])?.runs]).toEqual([5, 1])
  })

  test.each([[['--runs', 'many']], [['--rows', '0']], [['--only', 'reads']]])('%j is refused', (args) => {
    expect(() => readOptions(args)).toThrow(RangeError)
  })
})
