import { bulkhead, isBulkheadRejectedError } from 'cockatiel'

/** How many calls of one account may be under way, and how many more may wait for one of them to end. */
export interface PlaceLimits {
  atOnce: number
  waiting: number
  waitMs: number
}

export interface Places {
  /** Null when no place was found and nothing was done. Who may not wait has a place at once or none. */
  take<Done>(mayWait: boolean, run: () => Promise<Done>): Promise<Done | null>
}

export function openPlaces({ atOnce, waiting, waitMs }: PlaceLimits): Places {
  const places = bulkhead(atOnce, waiting)

  /** cockatiel has no end of waiting: who has waited enough leaves, and only an empty seat of his gets the place. */
  async function wait<Done>(run: () => Promise<Done>): Promise<Done | null> {
    let hasLeft = false
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<null>((resolve) => {
      timer = setTimeout(() => {
        hasLeft = true
        resolve(null)
      }, waitMs)
    })
    const inPlace = places.execute(() => {
      clearTimeout(timer)
      return hasLeft ? null : run()
    })
    try {
      return await Promise.race([inPlace, enough])
    } catch (error) {
      if (isBulkheadRejectedError(error)) return null
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async take(mayWait, run) {
      if (places.executionSlots > 0) return places.execute(run)
      return mayWait ? wait(run) : null
    },
  }
}
