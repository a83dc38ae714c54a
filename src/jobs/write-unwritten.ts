import { setTimeout as pause } from 'node:timers/promises'
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

const lastTries = 5
const betweenLastTriesMs = 200

/** Before the process ends: a database that is away for a moment is waited for, and what is then still held is left to recovery. */
export async function writeBeforeTheEnd(unwritten: UnwrittenResults): Promise<void> {
  for (let tries = 1; (await unwritten.writeAll()) > 0 && tries < lastTries; tries += 1) await pause(betweenLastTriesMs)
}
