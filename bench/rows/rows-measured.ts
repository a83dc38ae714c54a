import type { JudgedStatement } from './judge-plans.ts'
import type { CallTimes } from './time-calls.ts'

export const fewRows = 10_000
export interface RowsMeasured {
  many: number
  times: readonly CallTimes[]
  /** With few and with many rows. */
  few: readonly JudgedStatement[]
  statements: readonly JudgedStatement[]
  /** What came to no answer while plans were collected. */
  unanswered: readonly string[]
  faults: readonly string[]
}
