/** Work that is done again and again until it is stopped. */
export interface Job {
  /** Begins no more work and waits for what is under way. */
  stop(): Promise<void>
}

/** Part of the interval by which each wait varies, so that instances do not all come at once. */
const jitter = 0.2

/**
 * Does the work, waits, and does it again; a pass never overlaps the one before. `work` answers whether there is more to do at once. What it
 * throws is told and does not end the job: the next pass may find the database back.
 */
export function runEvery(intervalMs: number, work: () => Promise<boolean>, onError: (error: unknown) => void): Job {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let pass: Promise<void> = Promise.resolve()

  async function doPass(): Promise<void> {
    let more = false
    try {
      more = await work()
    } catch (error) {
      onError(error)
    }
    if (!stopped) plan(more ? 0 : intervalMs * (1 - jitter / 2 + jitter * Math.random()))
  }

  function plan(waitMs: number): void {
    timer = setTimeout(() => {
      pass = doPass()
    }, waitMs)
  }

  plan(intervalMs)
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await pass
    },
  }
}
