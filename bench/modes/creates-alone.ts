import type { Generator } from '../load/generator.ts'
import { measureCreates, type CreatesMeasured } from '../measure/creates.ts'
import type { Options } from '../options.ts'
import { figure } from '../report/table.ts'
import { targetNames } from '../servers/servers.ts'
import { setStage } from '../stage.ts'
import { onStage, warmUp } from './comparison.ts'
import { inTurn } from './rounds.ts'

/** For somebody who is at work on the hot path. */
export async function measureCreatesAlone(
  options: Options,
  generator: Generator,
  say: (text: string) => void,
): Promise<CreatesMeasured[]> {
  const { runs, connections, seconds, delayMs, nodeFlags } = options
  const measured: CreatesMeasured[] = []
  await onStage(await setStage({ generator, delayMs, nodeFlags }), async (stage) => {
    await warmUp(stage, options)
    for (let run = 0; run < runs; run += 1)
      for (const name of inTurn(targetNames, run)) {
        const one = await measureCreates(stage, { name, connections, seconds })
        measured.push(one)
        say(`run ${run + 1}: ${name}: ${figure(one.perSecond)} creates/s`)
      }
  })
  return measured
}
