import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { startRetention } from '../../../src/jobs/retain.ts'
import { eraseWhatIsOld, type RetentionDependencies } from '../../../src/retention/erase-what-is-old.ts'
import type { RetentionStore } from '../../../src/retention/retention-store.ts'
import { fixedClock } from '../../support/fixed-clock.ts'

const now = new Date('2026-11-20T05:00:00.000Z')

/** A store in which so many invoices are old, of which each pass gets a portion of fifty; `asked` are the cutoffs, in days before now. */
function openStore(invoices: number, failing = false) {
  const asked: number[] = []
  let left = invoices
  const none = (until: Date) => {
    asked.push((now.getTime() - until.getTime()) / 86_400_000)
    return Promise.resolve(0)
  }
  const retention: RetentionStore = {
    eraseInvoices: (until) => {
      void none(until)
      if (failing) return Promise.reject(new Error('the database is away'))
      const portion = Math.min(left, 50)
      left -= portion
      return Promise.resolve(portion)
    },
    eraseInvoicesOf: () => Promise.resolve([]),
    listInvoicesOf: () => Promise.resolve([]),
    eraseCallbacks: async (until) => ({ applied: await none(until), neverApplied: 0 }),
    ...{ eraseAnswers: none, eraseWebhookAnswers: none, forgetDeliveries: none },
    ...{ forgetKeysOfInvoices: none, forgetOtherKeys: none },
  }
  const told: [string, number][] = []
  const onErased: RetentionDependencies['onErased'] = (kind, count) => told.push([kind, count])
  return { asked, told, left: () => left, dependencies: { retention, clock: fixedClock(now), retentionDays: 400, onErased } }
}

describe('one pass', () => {
  test('asks for what is older than RETENTION_DAYS, and for keys of thirty days; it tells of what was there alone', async () => {
    const { dependencies, asked, told } = openStore(3)
    expect(await eraseWhatIsOld(dependencies)).toBe(false)
    expect(asked).toEqual([400, 400, 400, 400, 400, 30, 30])
    expect(told).toEqual([['invoices', 3]])
  })

  test('says that there is more when a portion was full', async () => {
    expect(await eraseWhatIsOld(openStore(49).dependencies)).toBe(false)
    expect(await eraseWhatIsOld(openStore(50).dependencies)).toBe(true)
  })
})

describe('the job', () => {
  beforeEach(() => {
    jest.useFakeTimers()
  })
  afterEach(() => {
    jest.useRealTimers()
  })

  test('comes again within some minutes, at once while there is more, and after a failure as well', async () => {
    const full = openStore(120)
    const failing = openStore(1, true)
    const onError = jest.fn()
    const jobs = [startRetention(full.dependencies, onError), startRetention(failing.dependencies, onError)]
    await jest.advanceTimersByTimeAsync(6 * 60_000)
    expect(full.left()).toBe(0)
    expect(onError).toHaveBeenCalledTimes(1)
    await jest.advanceTimersByTimeAsync(6 * 60_000)
    expect(onError).toHaveBeenCalledTimes(2)
    // Every other kind has had its turn each time.
    expect(failing.asked).toHaveLength(14)
    await Promise.all(jobs.map((job) => job.stop()))
  })
})
