/** Work that is done again and again until it is stopped. */
export interface Job {
  /** Begins no more work and waits for what is under way. */
  stop(): Promise<void>
}

export interface WakeableJob extends Job {
  /** Does the next pass at once, or right after the present one. */
  wake(): void
}

/** Part of the interval by which each wait varies, so that instances do not all come at once. */
const jitter = 0.2

/**
 * Does the work, waits, and does it again; a pass never overlaps the one before. `work` answers whether there is more to do at once. What it
 * throws is told and does not end the job: the next pass may find the database back.
 */
export function runEvery(intervalMs: number, work: () => Promise<boolean>, onError: (error: unknown) => void): WakeableJob {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let pass: Promise<void> = Promise.resolve()
  let isAtWork = false
  let wakings = 0

  async function doPass(): Promise<void> {
    let more = false
    const wakingsBefore = wakings
    isAtWork = true
    try {
      more = await work()
    } catch (error) {
      onError(error)
    }
    isAtWork = false
    if (!stopped) plan(more || wakings !== wakingsBefore ? 0 : intervalMs * (1 - jitter / 2 + jitter * Math.random()))
  }

  function plan(waitMs: number): void {
    timer = setTimeout(() => {
      pass = doPass()
    }, waitMs)
  }

  plan(intervalMs)
  return {
    wake() {
      wakings += 1
      if (stopped || isAtWork) return
      clearTimeout(timer)
      plan(0)
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      await pass
    },
  }
}
