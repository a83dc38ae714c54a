import { expect, test } from '@jest/globals'
import { openMetrics } from '../../../src/http/metrics.ts'

test('open work is shown by its kind, as it was counted last', async () => {
  const metrics = openMetrics(
    () => 0,
    () => new Map(),
  )
  metrics.showOpenWork({ unknown: 3, due_checks: 1, needs_review: 0 })
  metrics.showOpenWork({ unknown: 2, due_checks: 1, needs_review: 0 })
  const lines = (await metrics.registry.metrics()).split('\n')
  expect(lines.filter((line) => line.startsWith('tagih_open_work'))).toEqual([
    'tagih_open_work{kind="unknown"} 2',
    'tagih_open_work{kind="due_checks"} 1',
    'tagih_open_work{kind="needs_review"} 0',
  ])
})
