import { createHash, createHmac, verify } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Json } from '../../core/json.ts'
import { parseJson } from '../../core/parse-json.ts'
import { fromTimestamp, minuteMs, type Clock } from '../../core/time.ts'
import type { Client, Clients } from '../clients.ts'
import { bodyOf, headerOf, isJson } from '../provider-server.ts'
import type { ExternalIds } from './external-ids.ts'
import { publicKeyOf, type NetzmeKeys } from './keys.ts'
import { minifyJson } from './minify-json.ts'
import { refuse, refuseMissing, type Service } from './refuse.ts'
import type { NetzmeTokens } from './tokens.ts'

export interface NetzmeGate {
  clock: Clock
  clients: Clients<NetzmeKeys>
  tokens: NetzmeTokens
  externalIds: ExternalIds
}

export interface NetzmeCall extends Client<NetzmeKeys> {
  body: Json
}

const toleranceMs = 5 * minuteMs

function isRecent(timestamp: string, clock: Clock): boolean {
  const instant = timestamp.length > 25 ? null : fromTimestamp(timestamp)
  return instant !== null && Math.abs(clock.now().getTime() - instant.getTime()) <= toleranceMs
}

/** Who asks for a token: `base64(RSA-SHA256(client id | timestamp))`. */
export function authenticateTokenRequest(request: FastifyRequest, { clients, clock }: NetzmeGate): Client<NetzmeKeys> {
  const timestamp = headerOf(request, 'x-timestamp')
  const clientId = headerOf(request, 'x-client-key')
  const signature = headerOf(request, 'x-signature')
  if (!isJson(request)) throw refuse(400, '00', '00', 'Content-Type must be application/json')
  if (timestamp === null || clientId === null || signature === null) throw refuse(400, '00', '00', 'Bad Request')
  if (!isRecent(timestamp, clock)) throw refuse(400, '00', '00', 'Invalid X-TIMESTAMP')
  const caller = clients.byLogin(clientId)
  if (caller === undefined) throw refuse(401, '00', '00', 'Unauthorized Client')
  const signed = Buffer.from(`${clientId}|${timestamp}`)
  if (!verify('RSA-SHA256', signed, publicKeyOf(caller.keys), Buffer.from(signature, 'base64'))) {
    throw refuse(401, '73', '00', 'Unauthorized Signature')
  }
  return caller
}

function readMandatoryHeaders(request: FastifyRequest, service: Service) {
  const required = (name: string): string => {
    const value = headerOf(request, name.toLowerCase())
    if (value === null) throw refuseMissing(service, name)
    return value
  }
  if (!isJson(request)) throw refuseMissing(service, 'Content-Type')
  return {
    authorization: required('Authorization'),
    partnerId: required('X-PARTNER-ID'),
    externalId: required('X-EXTERNAL-ID'),
    channelId: required('CHANNEL-ID'),
    timestamp: required('X-TIMESTAMP'),
    signature: required('X-SIGNATURE'),
  }
}

type Headers = ReturnType<typeof readMandatoryHeaders>

function checkFormats(headers: Headers, service: Service, clock: Clock): void {
  if (!/^\d{5}$/.test(headers.channelId)) throw refuse(400, service, '01', 'Invalid Field Format CHANNEL-ID')
  if (!isRecent(headers.timestamp, clock)) throw refuse(400, service, '01', 'Invalid Field Format X-TIMESTAMP')
  if (headers.externalId.length > 36) throw refuse(400, service, '02', 'Missing Mandatory Field X-EXTERNAL-ID')
  if (!/^\d+$/.test(headers.externalId)) throw refuse(409, service, '00', 'Conflict')
}

function findCaller(headers: Headers, service: Service, { clients, tokens }: NetzmeGate): Client<NetzmeKeys> & { token: string } {
  const token = /^Bearer (\S+)$/.exec(headers.authorization)?.[1]
  const caller = clients.byLogin(headers.partnerId)
  if (token === undefined || caller === undefined || tokens.find(token)?.client !== caller.client) {
    throw refuse(401, service, '01', 'Access Token Invalid')
  }
  return { ...caller, token }
}

/** Who makes a business call, and its body. The signature is hex HMAC-SHA512 over the minified body, not over the bytes. */
export function authenticateCall(request: FastifyRequest, service: Service, gate: NetzmeGate): NetzmeCall {
  const headers = readMandatoryHeaders(request, service)
  checkFormats(headers, service, gate.clock)
  const { client, keys, token } = findCaller(headers, service, gate)
  const parsed = parseJson(bodyOf(request))
  if ('fault' in parsed) throw refuse(400, service, '00', 'Bad Request')
  const bodyHash = createHash('sha256').update(minifyJson(parsed.text)).digest('hex')
  const signed = [request.method, request.raw.url, token, bodyHash, headers.timestamp].join(':')
  if (headers.signature !== createHmac('sha512', keys.clientSecret).update(signed).digest('hex')) {
    throw refuse(401, service, '00', 'Unauthorized Signature')
  }
  if (!gate.externalIds.claim(client, headers.externalId)) throw refuse(409, service, '00', 'Conflict')
  return { client, keys, body: parsed.value }
}
