import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { apiKey, type Target } from '../servers/servers.ts'
import { fixedRateResult, type FixedRateJob, type FixedRateResult } from './fixed-rate-job.ts'

export interface FixedRateLoad {
  target: Target
  series: string
  perSecond: number
  seconds: number
  mayShed: boolean
}

const outputMax = 64 * 1024 * 1024

export async function createAtFixedRate({ target, ...load }: FixedRateLoad): Promise<FixedRateResult> {
  const job: FixedRateJob = { target: target.name, port: target.port, apiKey, ...load }
  const script = join(import.meta.dirname, 'fixed-rate.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(job)], { maxBuffer: outputMax })
  return fixedRateResult.parse(JSON.parse(stdout))
}
