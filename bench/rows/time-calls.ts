import { percentile } from '../report/spread.ts'
import { faultOf, openCalls, type Loaded } from './calls.ts'

export interface CallTimes {
  call: string
  rows: number
  /** Milliseconds, over HTTP, one client. */
  p50: number
  p99: number
}

const batches = 6
const perBatch = 50
const warmUps = 20

/** Each call on each database by turns, so that both meet the same minutes of the machine. */
export async function timeCalls(databases: readonly Loaded[]): Promise<{ times: CallTimes[]; faults: string[] }> {
  const times: CallTimes[] = []
  const faults = new Set<string>()
  for (const call of openCalls()) {
    const taken = new Map(databases.map((loaded): [Loaded, number[]] => [loaded, []]))
    for (let batch = 0; batch <= batches; batch += 1)
      for (const [loaded, list] of taken)
        for (let turn = 0; turn < (batch === 0 ? warmUps : perBatch); turn += 1) {
          const startedMs = performance.now()
          const answer = await call.send(loaded)
          if (batch > 0) list.push(performance.now() - startedMs)
          const fault = faultOf(call, answer)
          if (fault !== null) faults.add(fault)
        }
    for (const [{ rows }, list] of taken)
      times.push({ call: call.name, rows, p50: percentile(list, 0.5), p99: percentile(list, 0.99) })
  }
  return { times, faults: [...faults] }
}
