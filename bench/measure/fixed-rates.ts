import { newSeries } from '../load/series.ts'
import { createAtFixedRate } from '../load/run-fixed-rate.ts'
import type { TargetName } from '../servers/servers.ts'
import type { Stage } from '../stage.ts'
import { findFaults } from './compare-series.ts'
import { settle } from './settled-series.ts'

export interface FixedRateMeasured {
  target: TargetName
  perSecond: number
  /** Milliseconds; NaN when nothing was answered. */
  p50: number
  p99: number
  p999: number
  acceptedPerSecond: number
  shedPerSecond: number
  /** Null: none was shed. */
  shedP99: number | null
  faults: readonly string[]
}

/** Creates that come whether the ones before are answered or not. */
export async function measureFixedRate(
  stage: Stage,
  { name, perSecond, seconds, mayShed = false }: { name: TargetName; perSecond: number; seconds: number; mayShed?: boolean },
): Promise<FixedRateMeasured> {
  const series = newSeries(name)
  const target = stage.targets[name]
  const result = await createAtFixedRate({ target, series, perSecond, seconds, mayShed })
  const settled = await settle(stage.provider, target, series)
  const { p50, p99, p999, shedP99 } = result
  const rates = { acceptedPerSecond: result.answered.length / seconds, shedPerSecond: result.shed / seconds, shedP99 }
  return {
    ...{ target: name, perSecond, p50: p50 ?? NaN, p99: p99 ?? NaN, p999: p999 ?? NaN },
    ...rates,
    faults: findFaults({ ...result, ...settled, waitedForAll: true }),
  }
}
