import { describe, expect, test } from '@jest/globals'
import { percentile, ratios, spreadOf } from '../../../bench/report/spread.ts'
import { figure, toTable } from '../../../bench/report/table.ts'

describe('the figures of the bench', () => {
  test('a percentile is a value that was measured, by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect([0, 0.5, 0.99, 0.999, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100, 100])
    expect(percentile([7], 0.99)).toBe(7)
    expect(percentile([], 0.5)).toBeNaN()
  })

  test('a spread is least, median and most over runs', () => {
    expect(spreadOf([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 })
    expect(spreadOf([4, 1, 2, 3])).toEqual({ min: 1, median: 2, max: 4 })
  })

  test('a ratio is made within its run, and never without the floor of that run', () => {
    expect(ratios([10, 30], [5, 10])).toEqual([2, 3])
    expect(() => ratios([10, 30], [5])).toThrow(RangeError)
  })

  test('a table is aligned: words to the left, figures to the right', () => {
    const table = toTable(
      ['server', 'creates/s'],
      [
        ['floor', '1000'],
        ['gateway', '9'],
      ],
    )
    expect(table.split('\n')).toEqual([
      '| server  | creates/s |',
      '| ------- | --------: |',
      '| floor   |      1000 |',
      '| gateway |         9 |',
    ])
  })

  test('a figure has three digits that mean something', () => {
    expect([12_345.6, 123.4, 12.34, 1.234, 0.001, 0, NaN].map(figure)).toEqual(['12346', '123', '12.3', '1.23', '0.00', '0', '-'])
  })
})
