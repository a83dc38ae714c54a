import { toJakartaTimestamp } from '../../core/time.ts'
import type { Authenticity, IncomingCall, Moment, ProviderRequest } from '../connector.ts'
import { hmacHex, isSameSecret, readRsaPrivateKey, signRsaSha256 } from '../signing.ts'
import { isSignedBy, minify, toSymmetricText, toTokenText } from '../snap.ts'
import type { Account } from './config.ts'

interface Keys {
  client_id: string
  client_secret: string
  private_key: string
  channel_id: string
}

/** The signed headers of the token request and of every other call. */
export interface Signer {
  signTokenRequest(now: Date): Record<string, string>
  sign(request: Pick<ProviderRequest, 'method' | 'path'> & { body: string }, moment: Moment): Record<string, string>
}

export function openSigner({ client_id, client_secret, private_key, channel_id }: Keys): Signer {
  const rsaKey = readRsaPrivateKey(private_key)
  if (rsaKey === null) throw new TypeError('the private key cannot be read')
  return {
    signTokenRequest(now) {
      const timestamp = toJakartaTimestamp(now)
      return {
        'content-type': 'application/json',
        'x-timestamp': timestamp,
        'x-client-key': client_id,
        'x-signature': signRsaSha256(rsaKey, toTokenText(client_id, timestamp)),
      }
    },
    sign(request, { now, token, externalId }) {
      const timestamp = toJakartaTimestamp(now)
      return {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'x-partner-id': client_id,
        'x-external-id': externalId,
        'channel-id': channel_id,
        'x-timestamp': timestamp,
        'x-signature': signCall(client_secret, toSymmetricText({ ...request, accessToken: token, timestamp })),
      }
    },
  }
}

/** In hex, where SNAP has base64. */
export function signCall(clientSecret: string, text: string): string {
  return hmacHex('sha512', clientSecret, text)
}

type CallbackKeys = Pick<Account, 'callback_token' | 'callback_public_key'>

/** Of the two proofs that the account may be set up for, the callback must carry one, and what it carries must be right. */
export function authenticate({ callback_token, callback_public_key }: CallbackKeys, call: IncomingCall): Authenticity {
  const given = call.headers['x-callback-token']
  const hasToken = callback_token === undefined || given === undefined ? null : isSameSecret(given, callback_token)
  const minified = minify(call.body)
  const forms = minified === null ? [call.body] : [call.body, minified]
  const isSigned = callback_public_key === undefined ? null : isSignedBy(callback_public_key, call, forms)
  if (hasToken === false || isSigned === false) return 'forged'
  return hasToken === true || isSigned === true ? 'verified' : 'forged'
}
