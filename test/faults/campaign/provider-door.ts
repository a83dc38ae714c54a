import { letGoWrong } from './door-deeds.ts'
import { chooseFault, kindOf } from './door-faults.ts'
import { openFaultyDoor, passOn, readPassing, send, type FaultyDoor, type Passing } from './http-door.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'

interface DoorOptions {
  provider: string
  /** The simulator's base URL. */
  target: string
  random: Random
  /** How long the gateway waits for an answer. */
  deadlineMs: number
  tally: Tally
}

/** What comes this late comes well within the minute for which the gateway must expect it. */
const latestMs = 40_000

/** Stands before a simulated provider and lets go wrong what its seed says. */
export function openProviderDoor({ provider, target, random, deadlineMs, tally }: DoorOptions): Promise<FaultyDoor> {
  return openFaultyDoor(random, async ({ request, response, isToFail, signal }) => {
    const passing = await readPassing(request)
    const fault = isToFail ? chooseFault(random, kindOf(passing.method, passing.path), provider) : null
    const pass = (changed: Partial<Passing> = {}) => passOn(target, { ...passing, ...changed })
    if (fault === null) {
      send(response, await pass())
      return
    }
    tally.add(fault)
    const lateMs = deadlineMs + random.between(200, random.chance(0.5) ? 3_000 : latestMs)
    await letGoWrong[fault]({ passing, request, response, pass, lateMs, signal })
  })
}
