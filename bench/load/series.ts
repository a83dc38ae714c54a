import { randomBytes } from 'node:crypto'
import type { TargetName } from '../servers/servers.ts'

/** What the references of one run begin with; no two runs share one. */
export function newSeries(target: TargetName): string {
  return `${target}.${randomBytes(5).toString('hex')}`
}
