import { applyCallbacks, type CallbackDependencies } from '../callbacks/apply-callbacks.ts'
import type { Bell } from '../callbacks/bell.ts'
import { runEvery, type Job } from './run-every.ts'

/** The merchant of a payment is waiting; asking whether anything is due costs a look at an index that is nearly empty. */
const intervalMs = 250
const countIntervalMs = 30_000

export interface CallbackReports {
  /** How many callbacks a person should know of, by kind. */
  onOpenWork: (counts: Readonly<Record<string, number>>) => void
  onError: (error: unknown) => void
}

/**
 * Applies what has come on every instance, each provider by itself: a slow one keeps none of the others waiting. What this very process has
 * kept is looked at at once.
 */
export function startApplyingCallbacks(
  dependencies: CallbackDependencies & { bell: Bell },
  providers: readonly string[],
  { onOpenWork, onError }: CallbackReports,
): Job {
  const { callbacks, bell } = dependencies
  const passes = providers.map((provider) =>
    runEvery(intervalMs, async () => (await applyCallbacks(dependencies, provider)) > 0, onError),
  )
  bell.listen(() => {
    for (const pass of passes) pass.wake()
  })
  const count = runEvery(
    countIntervalMs,
    async () => {
      onOpenWork(await callbacks.countStuck())
      return false
    },
    onError,
  )
  return {
    async stop() {
      await Promise.all([...passes, count].map((job) => job.stop()))
    },
  }
}
