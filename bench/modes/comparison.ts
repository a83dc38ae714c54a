import type { Generator } from '../load/generator.ts'
import { measureCreates, type CreatesMeasured } from '../measure/creates.ts'
import { measureFixedRate, type FixedRateMeasured } from '../measure/fixed-rates.ts'
import { measurePerInvoice, type PerInvoice } from '../measure/per-invoice.ts'
import { measureReads, planReads, readKinds, type ReadsMeasured } from '../measure/reads.ts'
import { readMemory } from '../measure/usage.ts'
import type { Options } from '../options.ts'
import { figure } from '../report/table.ts'
import { targetNames, type TargetName } from '../servers/servers.ts'
import { setStage, type Stage } from '../stage.ts'
import { inTurn } from './rounds.ts'

export interface Memory {
  target: 'floor' | 'gateway'
  idleMb: number
  peakMb: number
}

/** Each list in order of the runs. */
export interface Measured {
  creates: CreatesMeasured[]
  reads: ReadsMeasured[]
  fixed: FixedRateMeasured[]
  /** The same two with the provider that takes 200 ms. */
  slowCreates: CreatesMeasured[]
  slowFixed: FixedRateMeasured[]
  perInvoice: PerInvoice[]
  memory: Memory[]
}

export const levels = [1, 16, 64, 256] as const
export const rates = [100, 500] as const
/** The level at which servers are compared with one figure. */
export const comparedAt = 64
export const slowMs = 200
export const slowLevel = 256
const warmUpSeconds = 4

type Say = (text: string) => void

export async function measureAll(options: Options, generator: Generator, say: Say): Promise<Measured> {
  const measured: Measured = { creates: [], reads: [], fixed: [], slowCreates: [], slowFixed: [], perInvoice: [], memory: [] }
  await onStage(await setStage({ generator, delayMs: 0, nodeFlags: options.nodeFlags }), async (stage) => {
    const idle = await Promise.all([readMemory(stage.targets.floor.pid), readMemory(stage.targets.gateway.pid)])
    await warmUp(stage, options)
    const plan = await planReads(stage)
    for (let run = 0; run < options.runs; run += 1) {
      for (const connections of levels) {
        for (const name of inTurn(targetNames, run)) {
          const one = await measureCreates(stage, { name, connections, seconds: options.seconds })
          measured.creates.push(one)
          say(`run ${run + 1}: ${name} at ${connections} connections: ${figure(one.perSecond)} creates/s`)
        }
      }
      for (const kind of inTurn(readKinds, run)) {
        measured.reads.push(await measureReads(stage, plan, { kind, connections: comparedAt, seconds: options.seconds }))
      }
      measured.fixed.push(...(await measureRates(stage, options, run, say)))
    }
    for (const [index, target] of (['floor', 'gateway'] as const).entries()) {
      const { peakMb } = await readMemory(stage.targets[target].pid)
      measured.memory.push({ target, idleMb: idle[index]?.rssMb ?? NaN, peakMb })
    }
  })
  await onStage(await setStage({ generator, delayMs: slowMs }), async (stage) => {
    await warmUp(stage, options)
    for (let run = 0; run < options.runs; run += 1) {
      for (const name of inTurn(targetNames, run)) {
        measured.slowCreates.push(await measureCreates(stage, { name, connections: slowLevel, seconds: options.seconds }))
      }
      measured.slowFixed.push(...(await measureRates(stage, options, run, say)))
    }
  })
  await onStage(await setStage({ generator, delayMs: 0, isCounted: true }), async (stage) => {
    await warmUp(stage, options)
    for (const connections of [1, comparedAt])
      for (const name of ['floor', 'gateway'] as const)
        measured.perInvoice.push(await measurePerInvoice(stage, { name, connections, seconds: options.seconds }))
  })
  return measured
}

export async function onStage<Result>(stage: Stage, work: (stage: Stage) => Promise<Result>): Promise<Result> {
  try {
    return await work(stage)
  } finally {
    await stage.stop()
  }
}

/** Until code is compiled and plans are made; its figures are not kept. */
export async function warmUp(stage: Stage, { seconds }: Pick<Options, 'seconds'>): Promise<void> {
  for (const name of targetNames) {
    const { faults } = await measureCreates(stage, { name, connections: comparedAt, seconds: Math.max(seconds, warmUpSeconds) })
    if (faults.length > 0) throw new Error(`while warming up, ${name}: ${faults.join('; ')}`)
  }
}

async function measureRates(stage: Stage, { seconds }: Options, run: number, say: Say): Promise<FixedRateMeasured[]> {
  const measured: FixedRateMeasured[] = []
  for (const perSecond of rates)
    for (const name of inTurn<TargetName>(targetNames, run)) {
      const one = await measureFixedRate(stage, { name, perSecond, seconds: seconds * 2 })
      measured.push(one)
      say(`run ${run + 1}: ${name} at ${perSecond}/s: p50 ${figure(one.p50)} ms, p99 ${figure(one.p99)} ms`)
    }
  return measured
}
