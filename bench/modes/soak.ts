import { setTimeout as pause } from 'node:timers/promises'
import type { Generator } from '../load/generator.ts'
import { measureFixedRate } from '../measure/fixed-rates.ts'
import { measureReads, planReads, readKinds, type ReadPlan } from '../measure/reads.ts'
import { readMemory } from '../measure/usage.ts'
import type { Options } from '../options.ts'
import type { Bar, Findings } from '../report/findings.ts'
import { figure, toTable } from '../report/table.ts'
import { setStage, type Stage } from '../stage.ts'
import { onStage, warmUp } from './comparison.ts'

const createsPerSecond = 100
const everyMs = 2_000
const parts = 6
const rssMaxMb = 200
/** The last part may hold so much more than the second; the first is still warming up. */
const growthMax = 1.1

/** A steady load for a long time: creates at a fixed rate, and every few seconds a burst of reads. */
export async function runSoak(options: Options, generator: Generator, say: (text: string) => void): Promise<Findings> {
  return onStage(await setStage({ generator, delayMs: options.delayMs, nodeFlags: options.nodeFlags }), async (stage) => {
    await warmUp(stage, options)
    const seconds = options.soakMinutes * 60
    const plan = await planReads(stage)
    const sampling = new AbortController()
    const sampled = sampleMemory(stage, { plan, signal: sampling.signal, say })
    const load = await measureFixedRate(stage, { name: 'gateway', perSecond: createsPerSecond, seconds })
    sampling.abort()
    const { samples, faults } = await sampled
    const means = Array.from({ length: parts }, (_, part) => {
      const own = samples.slice(Math.floor((part * samples.length) / parts), Math.floor(((part + 1) * samples.length) / parts))
      return own.reduce((sum, rssMb) => sum + rssMb, 0) / own.length
    })
    const growth = (means.at(-1) ?? NaN) / (means[1] ?? NaN)
    const peak = Math.max(...samples)
    const bars: Bar[] = [
      {
        ...{ what: `memory over ${options.soakMinutes} minutes`, wanted: `the last part within ${growthMax} of the second` },
        ...{ measured: `${figure(growth)} times`, met: samples.length >= parts * 2 && growth <= growthMax },
      },
      {
        what: 'RSS under load',
        wanted: `below ${rssMaxMb} MB`,
        measured: `peak ${figure(peak)} MB`,
        met: samples.length > 0 && peak < rssMaxMb,
      },
    ]
    const text = toTable(
      ['part of the time', 'mean RSS MB'],
      means.map((mean, part) => [`${part + 1} of ${parts}`, figure(mean)]),
    )
    return { sections: [{ title: 'Memory', text }], bars, faults: [...load.faults, ...faults], raw: { samples, load } }
  })
}

interface Sampling {
  plan: ReadPlan
  signal: AbortSignal
  say: (text: string) => void
}

async function sampleMemory(stage: Stage, { plan, signal, say }: Sampling) {
  const samples: number[] = []
  const faults: string[] = []
  while (!signal.aborted) {
    for (const kind of readKinds) faults.push(...(await measureReads(stage, plan, { kind, connections: 1, seconds: 2 })).faults)
    const { rssMb } = await readMemory(stage.targets.gateway.pid)
    samples.push(rssMb)
    if (samples.length % 20 === 0) say(`${figure(rssMb)} MB`)
    await pause(everyMs, undefined, { signal }).catch(() => undefined)
  }
  return { samples, faults }
}
