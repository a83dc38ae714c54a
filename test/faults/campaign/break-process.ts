import { failpoints, type Failpoint } from '../../../src/core/failpoints.ts'
import type { Breakage } from './break-database.ts'
import type { Instance } from './instance.ts'
import type { Random } from './random.ts'

interface BreakOptions extends Breakage {
  breaks: 'everything' | 'kills'
  random: Random
  wait: (ms: number) => Promise<void>
  /** Takes what goes on beside the rest. */
  last: (deed: Promise<void>) => void
}

const deeds = {
  everything: { kill: 20, arm: 32, freeze: 4, rolling_restart: 5 },
  kills: { kill: 1, arm: 0, freeze: 0, rolling_restart: 0 },
}

/** Longer than the lease of an attempt, which is 10 s with the deadline that the campaign sets. */
const frozenMs = { min: 11_000, max: 15_000 }
/** By then a process that was to stop at a failpoint has passed it, if there was any work for it. */
const stoppedMs = 22_000

/** How often a point may be passed before it acts: seldom passed ones act early. */
const passings: Partial<Record<Failpoint, number>> = { recovery_taken: 2, check_taken: 1, change_begun: 3, change_answered: 3 }

export function breakProcess(options: BreakOptions): () => void {
  const { instances, random, breaks, done } = options
  const turn = takeTurns(random)
  return () => {
    const up = instances.filter((instance) => instance.present() !== null)
    // With nobody left to do the work there would be nothing to break.
    const [victim] = up.length < 2 && random.chance(0.93) ? [] : [random.pick(up.length === 0 ? instances : up)]
    if (victim?.present() == null) return
    const deed = random.weigh(deeds[breaks])
    if (deed === 'rolling_restart') options.last(restartAll(options))
    else if (deed === 'freeze') options.last(freeze(options, victim))
    else if (deed === 'arm' || !victim.isArmed()) {
      // A process that was started to die at a point gets the time to reach it.
      const { failpoint, action } = deed === 'arm' ? turn() : { failpoint: null, action: null }
      done.add(failpoint === null ? 'SIGKILL at random' : `armed to ${action}`)
      victim.restart('SIGKILL', failpoint)
      if (action === 'stop') options.last(continueLater(options, victim))
    }
  }
}

/** Each point after the other, so that every one has its turn. */
function takeTurns(random: Random): () => { failpoint: string; action: string } {
  let turn = random.between(0, failpoints.length - 1)
  return () => {
    turn = (turn + 1) % failpoints.length
    const name = failpoints[turn] ?? 'after_claim'
    const action = random.weigh({ kill: 16, throw: 2, stop: 2 })
    return { action, failpoint: `${name}:${action}:${random.between(1, passings[name] ?? 15)}` }
  }
}

async function freeze({ random, wait, done }: BreakOptions, victim: Instance): Promise<void> {
  const gateway = victim.present()
  done.add('SIGSTOP for longer than the lease')
  gateway?.signal('SIGSTOP')
  await wait(random.between(frozenMs.min, frozenMs.max))
  gateway?.signal('SIGCONT')
}

async function continueLater({ wait }: BreakOptions, victim: Instance): Promise<void> {
  await wait(stoppedMs)
  victim.present()?.signal('SIGCONT')
}

/** As an operator brings out a new release: one after the other, each given the time to finish. */
async function restartAll({ instances, random, wait, done }: BreakOptions): Promise<void> {
  done.add('rolling restart')
  for (const instance of instances) {
    instance.restart('SIGTERM', null)
    await wait(random.between(2_000, 4_000))
  }
}
