import { parseStrictJson } from '../core/parse-json.ts'
import type { IncomingCall } from './connector.ts'
import { sha256Hex, verifyRsaSha256 } from './signing.ts'

/**
 * The texts that SNAP, the open API standard of Bank Indonesia and ASPI, has its parties sign. With which key, in which encoding (base64 in
 * the standard, hex at some providers) and which timestamps are acceptable is each connector's own.
 */

interface SnapMessage {
  method: string
  /** As sent: version and query included, without the host. */
  path: string
  /** The very bytes that are sent or were received; JSON must already be without white space between its tokens. */
  body: string | Uint8Array
  /** The X-TIMESTAMP header; at most 25 characters, as `toJakartaTimestamp` makes it. */
  timestamp: string
}

/** What the request for an access token signs with the RSA key. */
export function toTokenText(clientId: string, timestamp: string): string {
  return `${clientId}|${timestamp}`
}

/** What a business call signs with the shared secret; `accessToken` without `Bearer`. */
export function toSymmetricText({ method, path, accessToken, body, timestamp }: SnapMessage & { accessToken: string }): string {
  return `${method}:${path}:${accessToken}:${sha256Hex(body)}:${timestamp}`
}

/** What a notification signs with the RSA key: the same without a token. */
export function toAsymmetricText({ method, path, body, timestamp }: SnapMessage): string {
  return `${method}:${path}:${sha256Hex(body)}:${timestamp}`
}

/**
 * Whether a notification's X-SIGNATURE is that of the key's owner over one of these forms of its body; null when it carries none.
 * The path is ours, with the account's own token in it: a notification that was signed for another endpoint does not fit.
 */
export function isSignedBy(publicKey: string, call: IncomingCall, forms: readonly (Uint8Array | string)[]): boolean | null {
  const { 'x-signature': signature, 'x-timestamp': timestamp } = call.headers
  if (signature === undefined) return null
  if (timestamp === undefined) return false
  return forms.some((body) => verifyRsaSha256(publicKey, toAsymmetricText({ ...call, body, timestamp }), signature))
}

/** JSON without the white space between its tokens, which is what SNAP hashes; null for a text that two readers could read differently. */
export function minify(body: Buffer): string | null {
  return 'fault' in parseStrictJson(body) ? null : body.toString().replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1')
}
