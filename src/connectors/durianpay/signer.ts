import type { Authenticity, IncomingCall } from '../connector.ts'
import { isSignedBy } from '../snap.ts'
import type { Settings } from './config.ts'

/** The headers of every call: Basic authentication with the server key as user and no password. Nothing is signed. */
export function authorize(serverKey: string): Record<string, string> {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    authorization: `Basic ${Buffer.from(`${serverKey}:`).toString('base64')}`,
  }
}

/**
 * Invoice events have no documented signature; the one of SNAP notifications is over the raw body. Whoever is not signed is asked about, and a
 * signature that nobody can check here counts as none.
 */
export function authenticate(
  publicKey: string | undefined,
  mode: Settings['callback_signature'],
  call: IncomingCall,
): Authenticity {
  if (mode === 'off') return 'unsigned'
  const isSigned = publicKey === undefined ? null : isSignedBy(publicKey, call, [call.body])
  if (isSigned === null) return mode === 'required' ? 'forged' : 'unsigned'
  return isSigned ? 'verified' : 'forged'
}
