import type { IncomingMessage, ServerResponse } from 'node:http'
import { letGoWrong } from './door-deeds.ts'
import { chooseFault, kindOf } from './door-faults.ts'
import { openHttpDoor, passOn, readPassing, send, type Passing } from './http-door.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'

/** Stands before a simulated provider and lets go wrong what its seed says. */
export interface ProviderDoor {
  readonly port: number
  /** In which share of all requests something goes wrong, from now on. */
  setShare(share: number): void
  /** Resolves when nothing is on its way any more, however late. */
  idle(): Promise<void>
  close(): Promise<void>
}

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

export async function openDoor({ provider, target, random, deadlineMs, tally }: DoorOptions): Promise<ProviderDoor> {
  let share = 0
  const closing = new AbortController()
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const passing = await readPassing(request)
    const fault = random.chance(share) ? chooseFault(random, kindOf(passing.method, passing.path), provider) : null
    const pass = (changed: Partial<Passing> = {}) => passOn(target, { ...passing, ...changed })
    if (fault === null) {
      send(response, await pass())
      return
    }
    tally.add(fault)
    const lateMs = deadlineMs + random.between(200, random.chance(0.5) ? 3_000 : latestMs)
    await letGoWrong[fault]({ passing, request, response, pass, lateMs, signal: closing.signal })
  }
  const door = await openHttpDoor(take)
  return {
    port: door.port,
    setShare: (next) => void (share = next),
    idle: () => door.idle(),
    close() {
      closing.abort()
      return door.close()
    },
  }
}
