import { recoverAttempts, type RecoveryDependencies } from '../invoices/recover-attempts.ts'
import { runEvery, type Job } from './run-every.ts'

/** Well inside the promise that what a dead process left is found within 30 s of its lease. */
const intervalMs = 2_000

/** Looks after lost answers and dead owners, on every instance; each attempt is taken by one of them. */
export function startRecovery(dependencies: RecoveryDependencies, onError: (error: unknown) => void): Job {
  return runEvery(intervalMs, async () => (await recoverAttempts(dependencies)) > 0, onError)
}
