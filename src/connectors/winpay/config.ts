import { z } from 'zod'
import type { EnvironmentVariable } from '../connector.ts'
import { baseUrl, horizonMinutes } from '../config-parts.ts'

export const credentials = z.strictObject({
  base_url: baseUrl({ path: false }).default('https://sandbox-checkout.winpay.id'),
  key: z.string().min(1),
  secret_key: z.string().min(1),
})

export const settings = z.strictObject({
  clock_offset_seconds: z
    .int()
    .min(-600)
    .max(600)
    .default(0)
    .describe('Seconds added to our clock before it is signed; Winpay does not publish how far it may be off'),
  callback_signature: z
    .enum(['off', 'if-present', 'required'])
    .default('if-present')
    .describe('Whether a callback’s signature is checked; Winpay documents none, so by default only when there is one'),
  horizon_minutes: horizonMinutes,
})
export type Settings = z.infer<typeof settings>

export const options = z.strictObject({
  back_url: z.string().min(1).max(2000).optional().describe('A JavaScript back command in place of `return_url`'),
})

export const environment = [
  {
    name: 'WINPAY_BASE_URL',
    into: 'credentials',
    member: 'base_url',
    purpose: 'Scheme and host without a path; default is the provider’s sandbox',
  },
  { name: 'WINPAY_KEY', into: 'credentials', member: 'key', purpose: 'Key of the credential pair (X-Winpay-Key)' },
  {
    name: 'WINPAY_SECRET_KEY',
    into: 'credentials',
    member: 'secret_key',
    purpose: 'Secret key of the credential pair; signs the timestamp',
  },
] as const satisfies readonly EnvironmentVariable[]
