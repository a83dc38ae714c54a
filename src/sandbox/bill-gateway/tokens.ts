import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseJson } from '../../core/parse-json.ts'
import { addMs, type Clock } from '../../core/time.ts'
import type { Client, Clients } from '../clients.ts'
import { bodyOf, headerOf, isJson, Refusal } from '../provider-server.ts'
import type { GatewayKeys } from './keys.ts'

const lifetimeSeconds = 49_740

const grantRequest = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string().min(1),
  client_secret: z.string().min(1),
  scope: z.string().optional(),
})

export interface GatewayTokens {
  issue(request: FastifyRequest): { token_type: string; expires_in: string; access_token: string }
  callerOf(request: FastifyRequest): Client<GatewayKeys> | undefined
}

/** JSON is documented; the operator's own client posts a form. */
function readGrant(request: FastifyRequest): unknown {
  const body = bodyOf(request)
  if (!isJson(request)) return Object.fromEntries(new URLSearchParams(body.toString('utf8')))
  const parsed = parseJson(body)
  return 'value' in parsed ? parsed.value : null
}

function refuseGrant(status: number, error: string, description: string): Refusal {
  return new Refusal(status, { error, error_description: description, message: description })
}

/** Each request makes a new token, and the older ones stay valid. Tokens live in memory: a restart ends them. */
export function createTokens(clock: Clock, clients: Clients<GatewayKeys>): GatewayTokens {
  const holders = new Map<string, { caller: Client<GatewayKeys>; expiresAt: Date }>()
  return {
    issue: (request) => {
      const grant = grantRequest.safeParse(readGrant(request))
      if (!grant.success) throw refuseGrant(400, 'invalid_request', 'The request is missing a required parameter.')
      const caller = clients.byLogin(grant.data.client_id)
      if (caller?.keys.clientSecret !== grant.data.client_secret) {
        throw refuseGrant(401, 'invalid_client', 'Client authentication failed')
      }
      const token = randomBytes(48).toString('base64url')
      holders.set(token, { caller, expiresAt: addMs(clock.now(), lifetimeSeconds * 1000) })
      return { token_type: 'Bearer', expires_in: String(lifetimeSeconds), access_token: token }
    },
    callerOf: (request) => {
      const token = /^Bearer (\S+)$/.exec(headerOf(request, 'authorization') ?? '')?.[1] ?? ''
      const holder = holders.get(token)
      return holder !== undefined && holder.expiresAt > clock.now() ? holder.caller : undefined
    },
  }
}
