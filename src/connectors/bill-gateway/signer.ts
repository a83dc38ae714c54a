import type { Json, JsonObject } from '../../core/json.ts'
import { parseStrictJson } from '../../core/parse-json.ts'
import type { Authenticity, IncomingCall, ProviderRequest } from '../connector.ts'
import { hmacHex, isSameSecret } from '../signing.ts'
import type { Account, Settings } from './config.ts'

/** Names and values of a query in the order in which they are sent. */
export type Query = readonly (readonly [name: string, value: string])[]

/**
 * JSON as PHP's json_encode writes it by default: `/` as `\/`, everything beyond ASCII as `\uxxxx`. The provider's formula is
 * hash_hmac over json_encode of what it parsed; a body sent in this form is the same text either way.
 */
export function phpJson(value: Json): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Header `Signature`: HMAC-SHA256 with the API key, lower-case hex. No method, path, token or time is signed. */
export function signPayload(apiKey: string, payload: string | Uint8Array): string {
  return hmacHex('sha256', apiKey, payload)
}

function toQueryString(query: Query): string {
  return query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

/** What a GET signs. */
function toQueryPayload(mode: Settings['get_signature'], query: Query): string {
  return mode === 'query-string' ? toQueryString(query) : phpJson(readAsPhp(query))
}

/** What a DELETE with the body `{}` signs. */
function toDeletePayload(mode: Settings['delete_signature']): string {
  return mode === 'empty' ? '' : mode
}

/** PHP reads `date[0]` as an entry of a list, and a dot in a name as an underscore. */
function readAsPhp(query: Query): JsonObject {
  const input: JsonObject = {}
  for (const [name, value] of query) {
    const list = /^(\w+)\[\d+\]$/.exec(name)?.[1]
    if (list === undefined) {
      input[name.replaceAll('.', '_')] = value
      continue
    }
    const known = input[list]
    input[list] = Array.isArray(known) ? [...known, value] : [value]
  }
  return input
}

/** The calls of the API, each with its token and signature. */
export function signWith(apiKey: string, modes: Pick<Settings, 'get_signature' | 'delete_signature'>) {
  const headers = (token: string, payload: string) => ({
    accept: 'application/json',
    authorization: `Bearer ${token}`,
    signature: signPayload(apiKey, payload),
  })
  const json = { 'content-type': 'application/json' }
  return {
    get(token: string, path: string, query: Query): ProviderRequest {
      const signed = headers(token, toQueryPayload(modes.get_signature, query))
      return { method: 'GET', path: `${path}?${toQueryString(query)}`, headers: signed, body: null }
    },
    post(token: string, path: string, request: JsonObject): ProviderRequest {
      const body = phpJson(request)
      return { method: 'POST', path, headers: { ...headers(token, body), ...json }, body }
    },
    delete(token: string, path: string): ProviderRequest {
      const signed = headers(token, toDeletePayload(modes.delete_signature))
      return { method: 'DELETE', path, headers: { ...signed, ...json }, body: '{}' }
    },
  }
}

/** A callback is signed like a call: over the bytes that are sent, else over what PHP writes of the parsed ones. */
export function authenticate(apiKey: string, { headers: { signature }, body }: IncomingCall): Authenticity {
  if (signature === undefined) return 'forged'
  const parsed = parseStrictJson(body)
  const forms = 'fault' in parsed ? [body] : [body, phpJson(parsed.value)]
  return forms.some((form) => isSameSecret(signature, signPayload(apiKey, form))) ? 'verified' : 'forged'
}

/** The token's call is not signed; the credentials are its content. */
export function toTokenRequest(account: Account, format: Settings['token_format']): ProviderRequest {
  const { client_id, client_secret } = account
  const grant = { grant_type: 'client_credentials', client_id, client_secret }
  const [type, body] =
    format === 'json'
      ? ['application/json', JSON.stringify({ ...grant, scope: '*' })]
      : ['application/x-www-form-urlencoded', new URLSearchParams(grant).toString()]
  return { method: 'POST', path: '/oauth/token', headers: { accept: 'application/json', 'content-type': type }, body }
}
