import { addMs, toJakartaTimestamp } from '../../core/time.ts'
import type { Authenticity, IncomingCall } from '../connector.ts'
import { hmacHex, isSameSecret } from '../signing.ts'
import type { Settings } from './config.ts'

interface Keys {
  key: string
  secretKey: string
  clockOffsetSeconds: number
}

/** The headers of every call: Winpay signs the timestamp alone, no method, path or body. */
export function sign(keys: Keys, now: Date): Record<string, string> {
  const timestamp = toJakartaTimestamp(addMs(now, keys.clockOffsetSeconds * 1_000))
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-winpay-timestamp': timestamp,
    'x-winpay-key': keys.key,
    'x-winpay-signature': signTimestamp(keys.secretKey, timestamp),
  }
}

export function signTimestamp(secretKey: string, timestamp: string): string {
  return hmacHex('sha256', secretKey, timestamp)
}

/**
 * Winpay documents no signature of callbacks; where there is one it is that of our own calls. It covers the timestamp alone: a right one shows
 * that somebody with the secret calls, and nothing of the body, of which no more is believed than which invoice to ask for.
 */
export function authenticate(secretKey: string, mode: Settings['callback_signature'], { headers }: IncomingCall): Authenticity {
  if (mode === 'off') return 'unsigned'
  const { 'x-winpay-signature': signature, 'x-winpay-timestamp': timestamp } = headers
  if (signature === undefined && timestamp === undefined) return mode === 'required' ? 'forged' : 'unsigned'
  if (signature === undefined || timestamp === undefined) return 'forged'
  return isSameSecret(signature, signTimestamp(secretKey, timestamp)) ? 'verified' : 'forged'
}
