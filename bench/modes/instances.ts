import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Generator } from '../load/generator.ts'
import { measureCreates, type CreatesMeasured } from '../measure/creates.ts'
import type { Options } from '../options.ts'
import type { Findings } from '../report/findings.ts'
import { spreadOf } from '../report/spread.ts'
import { figure, toTable } from '../report/table.ts'
import { startGateway } from '../servers/servers.ts'
import { setStage, type Stage } from '../stage.ts'
import { comparedAt, onStage, warmUp } from './comparison.ts'

const name = 'gateway'

/** One instance, and two on one database that share as many connections; on one machine they share its cores too. */
export async function runInstances(options: Options, generator: Generator, say: (text: string) => void): Promise<Findings> {
  return onStage(await setStage({ generator, delayMs: options.delayMs }), async (stage) => {
    const { target, beside } = await startSecond(stage)
    try {
      await warmUp(stage, options)
      await warmUp(beside, options)
      const [alone, together]: [CreatesMeasured[][], CreatesMeasured[][]] = [[], []]
      const { runs, seconds } = options
      for (let run = 0; run < runs; run += 1) {
        alone.push([await measureCreates(stage, { name, connections: comparedAt, seconds })])
        const half = { name, connections: comparedAt / 2, seconds } as const
        together.push(await Promise.all([measureCreates(stage, half), measureCreates(beside, half)]))
        say(`run ${run + 1}: one ${figure(sumOf(alone.at(-1)))} creates/s, two ${figure(sumOf(together.at(-1)))}`)
      }
      const faults = [...alone, ...together].flat().flatMap((one) => one.faults)
      const rows = [toRow('1', alone), toRow('2', together)]
      const head = ['instances', 'creates/s of all', 'p50 ms', 'p99 ms', 'CPU ms each', 'PostgreSQL CPU ms each']
      const title = `Instances on one database and one machine, ${comparedAt} connections in all`
      return { sections: [{ title, text: toTable(head, rows) }], bars: [], faults, raw: { alone, together } }
    } finally {
      await target.stop()
    }
  })
}

/** The same stage with another gateway in the place of the first. */
async function startSecond(stage: Stage) {
  const { databaseUrl } = stage.targets.gateway
  if (databaseUrl === null) throw new Error('the gateway has no database')
  const directory = join(stage.directory, 'second')
  await mkdir(directory)
  const target = await startGateway({ directory, databaseUrl, providerPort: stage.provider.port })
  const beside: Stage = { ...stage, directory, targets: { ...stage.targets, gateway: { ...target, databaseUrl } } }
  return { target, beside }
}

function sumOf(measured: readonly CreatesMeasured[] = []): number {
  return measured.reduce((sum, { perSecond }) => sum + perSecond, 0)
}

function toRow(instances: string, runs: readonly CreatesMeasured[][]): string[] {
  const { min, median, max } = spreadOf(runs.map(sumOf))
  const each = runs.flat()
  const middle = (values: number[]) => figure(spreadOf(values).median)
  // Of the server's time each has seen all: what both have made is what it was for.
  const postgres = runs.map((run) => ((run[0]?.postgresCpuMs ?? NaN) * (run[0]?.perSecond ?? NaN)) / sumOf(run))
  return [
    ...[instances, `${figure(median)} (${figure(min)} to ${figure(max)})`],
    ...[middle(each.map(({ p50 }) => p50)), middle(each.map(({ p99 }) => p99))],
    ...[middle(each.map(({ cpuMs }) => cpuMs)), middle(postgres)],
  ]
}
