import { addMs, toJakartaTimestamp } from '../../core/time.ts'
import { hmacHex } from '../signing.ts'

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
