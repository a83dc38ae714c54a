import { z } from 'zod'
import type { RepeatedRequest } from '../load/generator.ts'
import { createRequest } from '../load/orders.ts'
import { newSeries } from '../load/series.ts'
import { apiKey } from '../servers/servers.ts'
import type { Stage } from '../stage.ts'

export const readKinds = ['replay', 'get', 'list'] as const
export type ReadKind = (typeof readKinds)[number]

export const readTitles: Readonly<Record<ReadKind, string>> = {
  replay: 'replay of a key',
  get: 'GET by id',
  list: 'list by reference',
}

export interface ReadsMeasured {
  kind: ReadKind
  perSecond: number
  p50: number
  p99: number
  faults: readonly string[]
}

const created = z.object({ id: z.string() })
const samples = 500

/** What is asked for again and again: invoices that were created just now, each asked for in three ways. */
export type ReadPlan = Readonly<Record<ReadKind, readonly RepeatedRequest[]>>

export async function planReads({ targets: { gateway } }: Stage): Promise<ReadPlan> {
  const series = newSeries('gateway')
  const plan: Record<ReadKind, RepeatedRequest[]> = { replay: [], get: [], list: [] }
  const headers = { authorization: `Bearer ${apiKey}` }
  for (let number = 1; number <= samples; number += 1) {
    const digits = String(number).padStart(8, '0')
    const request = createRequest('gateway', series, digits)
    const answer = await fetch(`http://127.0.0.1:${gateway.port}${request.path}`, { method: 'POST', ...request })
    if (answer.status !== 201) throw new Error(`a create for the reads was answered with ${answer.status}`)
    const { id } = created.parse(await answer.json())
    plan.replay.push({ method: 'POST', ...request, id })
    plan.get.push({ method: 'GET', path: `/invoices/${id}`, headers, body: '', id })
    plan.list.push({ method: 'GET', path: `/invoices?reference=${series}-${digits}`, headers, body: '', id })
  }
  return plan
}

export async function measureReads(
  stage: Stage,
  plan: ReadPlan,
  { kind, connections, seconds }: { kind: ReadKind; connections: number; seconds: number },
): Promise<ReadsMeasured> {
  const counted = await stage.generator.repeat({
    ...{ target: stage.targets.gateway, connections, seconds, directory: stage.directory, requests: plan[kind] },
    right: kind === 'replay' ? { status: 201, header: 'idempotent-replayed' } : { status: 200, header: null },
  })
  const faults: string[] = []
  if (counted.answered === 0) faults.push('nothing was answered')
  if (counted.wrong > 0) faults.push(`${counted.wrong} wrong answers, the first: ${counted.firstWrong ?? ''}`)
  if (counted.lost > 0) faults.push(`${counted.lost} requests without an answer`)
  return { kind, perSecond: counted.answered / counted.seconds, p50: counted.p50, p99: counted.p99, faults }
}
