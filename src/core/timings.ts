import { AsyncLocalStorage } from 'node:async_hooks'

/** Where the time of one request went, in milliseconds; what `Server-Timing` tells. */
export interface Timings {
  auth: number
  db: number
  provider: number
}

const current = new AsyncLocalStorage<Timings>()

/** Gives whatever runs inside a sheet of its own to write its times on. */
export function withTimings<Result>(timings: Timings, run: () => Result): Result {
  return current.run(timings, run)
}

/** Adds the time that the work takes to one line of the request's sheet; outside a request it only runs. */
export async function timed<Result>(line: keyof Timings, work: () => Promise<Result>): Promise<Result> {
  const timings = current.getStore()
  if (timings === undefined) return work()
  const startedMs = performance.now()
  try {
    return await work()
  } finally {
    timings[line] += performance.now() - startedMs
  }
}

/** For work that is done for several requests at once: its time is on nobody's sheet. */
export function outsideTimings<Result>(run: () => Result): Result {
  return current.exit(run)
}
