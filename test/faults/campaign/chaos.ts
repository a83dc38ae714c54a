import { setTimeout as pause } from 'node:timers/promises'
import { breakDatabase, type Breakage } from './break-database.ts'
import { breakProcess } from './break-process.ts'
import { poison } from './poison.ts'
import type { Random } from './random.ts'
import type { TcpProxy } from '../rig/tcp-proxy.ts'

export interface Chaos {
  /** Does nothing more, takes back what lasts, and resolves when that is done. */
  stop(): Promise<void>
}

interface ChaosOptions extends Breakage {
  breaks: 'everything' | 'kills'
  random: Random
  /** Between each gateway and the database. */
  databaseRoads: readonly TcpProxy[]
  /** Between all gateways and each provider. */
  providerRoads: readonly TcpProxy[]
}

const deeds = {
  everything: { process: 50, database: 12, databaseRoad: 14, providerRoad: 16 },
  kills: { process: 1, database: 0, databaseRoad: 0, providerRoad: 0 },
}

const whileStarting = {
  everything: { ...deeds.everything, database: 0, databaseRoad: 0 },
  kills: deeds.kills,
}

/** Every now and then something breaks. What lasts runs beside the rest. */
export function unleashChaos(options: ChaosOptions): Chaos {
  const { random, breaks, instances, databaseRoads, providerRoads, done } = options
  const ending = new AbortController()
  const lasting = new Set<Promise<void>>()
  const last = (deed: Promise<void>) => {
    const whole = deed.finally(() => lasting.delete(whole))
    whole.catch(() => undefined)
    lasting.add(whole)
  }
  /** Waits, but not beyond the end of the chaos. */
  const wait = (ms: number) => pause(ms, undefined, { signal: ending.signal }).catch(() => undefined)
  const breakOneProcess = breakProcess({ ...options, random: random.fork('processes'), wait, last })
  const act = async () => {
    // A process that cannot start for want of a database breaks nothing, so it is mostly given the time.
    const isStarting = instances.some((instance) => instance.present() === null)
    const deed = random.weigh(isStarting && random.chance(0.7) ? whileStarting[breaks] : deeds[breaks])
    if (deed === 'process') breakOneProcess()
    else if (deed === 'database') await breakDatabase(options, random, wait)
    else last(poison(random, random.pick(deed === 'databaseRoad' ? databaseRoads : providerRoads), deed, done, wait))
  }
  const isOver = () => ending.signal.aborted
  const run = async () => {
    while (!isOver()) {
      await wait(random.between(200, 1_200))
      if (!isOver()) await act()
    }
  }
  const running = run()
  // Told by stop().
  running.catch(() => undefined)
  return {
    async stop() {
      ending.abort()
      await running
      await Promise.all(lasting)
    },
  }
}
