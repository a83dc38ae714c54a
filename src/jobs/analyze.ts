import { runEvery, type Job } from './run-every.ts'

const intervalMs = 1_000

/** Has tables counted that have just begun to fill. */
export function startAnalyzing(analyzeNewTables: () => Promise<void>, onError: (error: unknown) => void): Job {
  return runEvery(
    intervalMs,
    async () => {
      await analyzeNewTables()
      return false
    },
    onError,
  )
}
