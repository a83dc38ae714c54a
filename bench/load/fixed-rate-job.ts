import { z } from 'zod'
import { targetNames } from '../servers/servers.ts'

export const fixedRateJob = z.object({
  target: z.enum(targetNames),
  port: z.number(),
  apiKey: z.string(),
  series: z.string(),
  perSecond: z.number(),
  seconds: z.number(),
  /** Whether 429 and 503 are allowed answers, counted by themselves. */
  mayShed: z.boolean(),
})

export const fixedRateResult = z.object({
  seconds: z.number(),
  sent: z.number(),
  wrong: z.number(),
  firstWrong: z.string().nullable(),
  lost: z.number(),
  shed: z.number(),
  /** Milliseconds, of the requests answered with 201; and of those that were shed, null without one. */
  ...{ p50: z.number().nullable(), p99: z.number().nullable(), p999: z.number().nullable(), max: z.number().nullable() },
  shedP99: z.number().nullable(),
  answered: z.array(z.number()),
})

export type FixedRateJob = z.infer<typeof fixedRateJob>
export type FixedRateResult = z.infer<typeof fixedRateResult>
