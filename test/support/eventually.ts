import { setTimeout as pause } from 'node:timers/promises'

const givenUpAfterMs = 20_000
const betweenLooksMs = 20

/** Looks until what is looked for is there; throws the last reason why it was not. */
export async function eventually<Found>(look: () => Promise<Found>): Promise<Found> {
  const startedMs = performance.now()
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (performance.now() - startedMs > givenUpAfterMs) throw error
    }
    await pause(betweenLooksMs)
  }
}
