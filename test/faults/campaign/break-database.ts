import type { Instance } from './instance.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'
import { connectTo, type ScratchPostgres } from '../rig/scratch-postgres.ts'

/** What may be broken, and the count of what was. */
export interface Breakage {
  instances: readonly Instance[]
  postgres: ScratchPostgres
  done: Tally
}

/** An immediate shutdown and a start, a kill of every process of the server, or the end of every session. */
export async function breakDatabase(
  { postgres, done }: Breakage,
  random: Random,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  const deed = random.weigh({ crash: 3, kill: 1, 'end sessions': 6 })
  done.add(`database ${deed}`)
  if (deed === 'end sessions') {
    await endSessions(postgres)
    return
  }
  await (deed === 'crash' ? postgres.crash() : postgres.kill())
  await wait(random.between(0, 1_500))
  await postgres.start()
}

async function endSessions(postgres: ScratchPostgres): Promise<void> {
  const client = await connectTo(postgres.url())
  try {
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'tagih'`)
  } finally {
    await client.end()
  }
}
