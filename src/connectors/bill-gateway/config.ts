import { z } from 'zod'
import { baseUrl, horizonMinutes } from '../config-parts.ts'
import type { EnvironmentVariable } from '../connector.ts'

const text = z.string().min(1)

const prefixes = z
  .array(z.string().regex(/^\d{6}$/, 'must be six digits'))
  .min(1)
  .refine((list) => new Set(list).size === list.length, 'must not name a prefix twice')

export const credentials = z.strictObject({
  /** Without a default: the documentation names no host, and a slip must not reach production. */
  base_url: baseUrl({ path: false }),
  client_id: text,
  client_secret: text,
  /** Signs; it has nothing to do with the OAuth client above. */
  api_key: text,
  institution_code: text,
  prefixes,
})
export type Account = z.infer<typeof credentials>

export const settings = z.strictObject({
  token_format: z
    .enum(['json', 'form'])
    .default('json')
    .describe('How the token is asked for; `form` goes without a scope. Clients of both kinds are known to work'),
  get_signature: z
    .enum(['query-json', 'query-string'])
    .default('query-json')
    .describe('What a GET signs: its query as the JSON object that PHP reads from it, or the query string as sent'),
  delete_signature: z
    .enum(['[]', '{}', 'empty'])
    .default('[]')
    .describe('What a DELETE with the body `{}` signs: the body as PHP encodes it again, the body as sent, or nothing'),
  date_style: z
    .enum(['off', 'brackets', 'dots'])
    .default('off')
    .describe('Whether lists are narrowed to the days in which a bill can lie, and how these are written: `date[0]` or `date.0`'),
  bill_lookup: z
    .enum(['hash', 'list'])
    .default('hash')
    .describe('Whether a bill is asked for by its hash first (an inferred path), or in the documented list alone'),
  horizon_minutes: horizonMinutes,
})
export type Settings = z.infer<typeof settings>

export const options = z.strictObject({
  va_number: z
    .string()
    .regex(/^\d{10}$/, 'must be ten digits')
    .optional()
    .describe('Ten digits behind the prefix; allocated when left out'),
  prefixes: prefixes.optional().describe('Prefixes for this invoice, in place of the account’s'),
  channel: z.enum(['muamalat', 'tokopedia']).optional().describe('Deprecated by the provider'),
})

export const environment = [
  {
    name: 'BILL_GATEWAY_BASE_URL',
    into: 'credentials',
    member: 'base_url',
    purpose: 'Scheme and host without a path; production is https://v2.ipg.class.id, ask the provider for its sandbox',
  },
  { name: 'BILL_GATEWAY_CLIENT_ID', into: 'credentials', member: 'client_id', purpose: 'OAuth client id' },
  { name: 'BILL_GATEWAY_CLIENT_SECRET', into: 'credentials', member: 'client_secret', purpose: 'OAuth client secret' },
  {
    name: 'BILL_GATEWAY_API_KEY',
    into: 'credentials',
    member: 'api_key',
    purpose: 'API key; signs requests and verifies callbacks',
  },
  {
    name: 'BILL_GATEWAY_INSTITUTION_CODE',
    into: 'credentials',
    member: 'institution_code',
    purpose: 'Code of the institution whose bills they are',
  },
  {
    name: 'BILL_GATEWAY_PREFIXES',
    into: 'credentials',
    member: 'prefixes',
    list: true,
    purpose: 'Prefixes of the virtual account numbers, six digits each; a bill is payable under every one of them',
  },
] as const satisfies readonly EnvironmentVariable[]
