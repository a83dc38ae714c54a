import type { UnwrittenResults } from '../invoices/unwritten.ts'
import { runEvery, type Job } from './run-every.ts'

/** Soon after the database is back; while nothing is held, a pass looks at an empty set. */
const intervalMs = 500

export function startWritingUnwritten(unwritten: UnwrittenResults, onError: (error: unknown) => void): Job {
  const writeAll = async (): Promise<boolean> => {
    await unwritten.writeAll()
    return false
  }
  return runEvery(intervalMs, writeAll, onError)
}
