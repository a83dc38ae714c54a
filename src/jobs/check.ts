import { checkInvoices, type CheckDependencies } from '../invoices/check-invoices.ts'
import { runEvery, type Job } from './run-every.ts'

/** Short against the shortest wait of the schedule, a minute. */
const intervalMs = 5_000
const upkeepIntervalMs = 30_000
/** More than their budgets allow to be looked at until the next time. */
const plannedAtOnceMax = 1_000

export interface CheckReports {
  /** How much of each kind is open. */
  onOpenWork: (counts: Readonly<Record<string, number>>) => void
  onError: (error: unknown) => void
}

/** Compares invoices with their providers on every instance, each provider by itself: a slow one keeps none of the others waiting. */
export function startChecks(dependencies: CheckDependencies, { onOpenWork, onError }: CheckReports): Job {
  const { providers, checks, clock } = dependencies
  const looks = providers.map((provider) =>
    runEvery(intervalMs, async () => (await checkInvoices(dependencies, provider)) > 0, onError),
  )
  const upkeep = runEvery(
    upkeepIntervalMs,
    async () => {
      await checks.planUnplanned(clock.now(), plannedAtOnceMax)
      onOpenWork(await checks.countOpenWork(providers, clock.now()))
      return false
    },
    onError,
  )
  return {
    async stop() {
      await Promise.all([...looks, upkeep].map((job) => job.stop()))
    },
  }
}
