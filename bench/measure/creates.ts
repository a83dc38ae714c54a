import { newSeries } from '../load/series.ts'
import type { Stage } from '../stage.ts'
import type { TargetName } from '../servers/servers.ts'
import { findFaults } from './compare-series.ts'
import { settle } from './settled-series.ts'
import { readCpuMs, readFamilyCpuMs } from './usage.ts'

/** What one target did in one run at one number of connections. */
export interface CreatesMeasured {
  target: TargetName
  connections: number
  perSecond: number
  p50: number
  p99: number
  p999: number
  /** CPU milliseconds per create, of the server and of PostgreSQL with all its backends. */
  cpuMs: number
  postgresCpuMs: number
  faults: readonly string[]
}

/** Creates as fast as `connections` clients can, each with the next as soon as it is answered. */
export async function measureCreates(
  stage: Stage,
  { name, connections, seconds }: { name: TargetName; connections: number; seconds: number },
): Promise<CreatesMeasured> {
  const target = stage.targets[name]
  const series = newSeries(name)
  const before = { own: await readCpuMs(target.pid), postgres: await readFamilyCpuMs(stage.postgres.pid) }
  const { counted, answered } = await stage.generator.create({ target, series, connections, seconds, directory: stage.directory })
  const settled = await settle(stage.provider, target, series)
  const after = { own: await readCpuMs(target.pid), postgres: await readFamilyCpuMs(stage.postgres.pid) }
  const creates = Math.max(1, settled.seen.length)
  return {
    target: name,
    connections,
    perSecond: counted.answered / counted.seconds,
    ...{ p50: counted.p50, p99: counted.p99, p999: counted.p999 },
    cpuMs: (after.own - before.own) / creates,
    postgresCpuMs: (after.postgres - before.postgres) / creates,
    faults: findFaults({ ...counted, answered, ...settled, waitedForAll: false }),
  }
}
