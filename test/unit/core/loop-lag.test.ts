import { expect, test } from '@jest/globals'
import { watchLoopLag } from '../../../src/core/loop-lag.ts'
import { eventually } from '../../support/eventually.ts'

test('a process that has been busy with one thing knows that it is behind, and in time that it no longer is', async () => {
  const lag = watchLoopLag()
  try {
    const untilMs = performance.now() + 300
    while (performance.now() < untilMs);
    await eventually(() => {
      expect(lag.presentMs()).toBeGreaterThan(200)
      return Promise.resolve()
    })
    await eventually(() => {
      expect(lag.presentMs()).toBeLessThan(100)
      return Promise.resolve()
    })
  } finally {
    lag.stop()
  }
})
