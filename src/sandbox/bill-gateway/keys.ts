import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { JsonObject } from '../../core/json.ts'
import { randomAlphanumeric } from '../random-text.ts'

/** The bank channels on which every sandbox client may be paid. */
export const prefixes = ['009902', '857248'] as const

export const gatewayKeys = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  apiKey: z.string(),
  institutionCode: z.string(),
})
export type GatewayKeys = z.infer<typeof gatewayKeys>

export function newGatewayKeys(): GatewayKeys {
  return {
    clientId: randomUUID(),
    clientSecret: randomAlphanumeric(40),
    apiKey: `sandbox-${randomAlphanumeric(24)}`,
    institutionCode: randomAlphanumeric(8),
  }
}

export function toCredentials(keys: GatewayKeys): JsonObject {
  return {
    client_id: keys.clientId,
    client_secret: keys.clientSecret,
    api_key: keys.apiKey,
    institution_code: keys.institutionCode,
    prefixes: [...prefixes],
  }
}
