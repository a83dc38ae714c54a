import { z } from 'zod'
import type { EnvironmentVariable } from '../connector.ts'
import { baseUrl, horizonMinutes, publicKey } from '../config-parts.ts'

export const credentials = z.strictObject({
  /** With `/v1`. Without it the key tells the host: keys of the sandbox begin with `dp_test`. */
  base_url: baseUrl({ path: true }).optional(),
  server_key: z.string().regex(/^[!-~]+$/, 'must be visible ASCII'),
  /** Notifications that carry X-SIGNATURE are verified with it. */
  callback_public_key: publicKey.optional(),
})

export const settings = z.strictObject({
  checkout_base: baseUrl({ path: true })
    .default('https://merchant.durianpay.id')
    .describe('What stands before a checkout URL that comes as a bare path (`/Twkx37`)'),
  callback_signature: z
    .enum(['off', 'if-present', 'required'])
    .default('if-present')
    .describe(
      'Whether a callback’s signature is checked; invoice events have no documented one, so by default only when there is one',
    ),
  horizon_minutes: horizonMinutes,
})
export type Settings = z.infer<typeof settings>

export const options = z.strictObject({
  customer_id: z.string().min(1).max(255).optional().describe('Durianpay’s own id of the customer (`cus_…`)'),
  first_name: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('First name of the customer, beside `given_name`, which is the whole name'),
})

export const environment = [
  {
    name: 'DURIANPAY_BASE_URL',
    into: 'credentials',
    member: 'base_url',
    purpose: 'Base URL with /v1; without it the key’s prefix picks sandbox or live',
  },
  { name: 'DURIANPAY_SERVER_KEY', into: 'credentials', member: 'server_key', purpose: 'Server key (dp_test_… or dp_live_…)' },
  {
    name: 'DURIANPAY_CALLBACK_PUBLIC_KEY',
    into: 'credentials',
    member: 'callback_public_key',
    purpose: 'Durianpay’s public key from the dashboard, PEM; verifies signed notifications',
  },
] as const satisfies readonly EnvironmentVariable[]

/** Where a key belongs when no base URL is given. */
export function baseUrlFor(serverKey: string): string {
  return serverKey.startsWith('dp_test') ? 'https://api-sandbox.durianpay.id/v1' : 'https://api.durianpay.id/v1'
}
