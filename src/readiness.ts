import type { Database, Statement } from './db/statement.ts'
import type { Clock } from './core/time.ts'

export interface Readiness {
  isReady(): Promise<boolean>
  isDraining(): boolean
  beginDraining(): void
}

const probe: Statement = { name: 'probe', text: 'select 1' }
/** Well inside the promise that `/readyz` says 503 within 5 s of losing the database. */
const probeMs = 2_000
const believedMs = 1_000

/** Whether this process can serve: its database answers, no migration is missing, and it is not on its way out. */
export function openReadiness(database: Database, clock: Clock, pending: () => Promise<string[]>): Readiness {
  let draining = false
  let migrated = false
  let last: { ready: Promise<boolean>; atMs: number } | null = null

  async function ask(): Promise<boolean> {
    await database.run(probe, [])
    migrated ||= (await pending()).length === 0
    return migrated
  }

  return {
    isDraining: () => draining,
    beginDraining() {
      draining = true
    },
    async isReady() {
      if (draining) return false
      const nowMs = clock.monotonicMs()
      if (last === null || nowMs - last.atMs > believedMs) last = { ready: within(probeMs, ask()), atMs: nowMs }
      return last.ready
    },
  }
}

/** False when the question is not answered in time, or with an error. */
function within(ms: number, question: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, false)
    const answer = (ready: boolean) => {
      clearTimeout(timer)
      resolve(ready)
    }
    question.then(answer, () => {
      answer(false)
    })
  })
}
