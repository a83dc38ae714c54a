import { eraseWhatIsOld, type RetentionDependencies } from '../retention/erase-what-is-old.ts'
import { runEvery, type Job } from './run-every.ts'

/** Days are counted in days: some minutes more do not matter, and a pass that finds nothing costs a look at a few indexes. */
const intervalMs = 300_000

/** Erases what is older than it may be, on every instance; each row is taken by one of them. */
export function startRetention(dependencies: RetentionDependencies, onError: (error: unknown) => void): Job {
  return runEvery(intervalMs, () => eraseWhatIsOld(dependencies), onError)
}
