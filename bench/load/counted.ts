import { z } from 'zod'

/** What a generator counted in one run; times in milliseconds. */
export const counted = z.object({
  seconds: z.number(),
  sent: z.number(),
  /** With the right answer. */
  answered: z.number(),
  wrong: z.number(),
  /** Without an answer: refused, reset or out of time. Those that were under way at the end do not count. */
  lost: z.number(),
  p50: z.number(),
  p99: z.number(),
  p999: z.number(),
  max: z.number(),
})

export type Counted = z.infer<typeof counted> & { firstWrong: string | null }

export interface CreatedSeries {
  counted: Counted
  /** The numbers whose creates were answered rightly. */
  answered: readonly number[]
}
