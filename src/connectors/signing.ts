import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hash,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from 'node:crypto'

/** Primitives that several providers share. What is signed, and when, is each connector's own. */

export function hmacHex(algorithm: 'sha256' | 'sha512', key: string, message: string | Uint8Array): string {
  return createHmac(algorithm, key).update(message).digest('hex')
}

export function sha256Hex(message: string | Uint8Array): string {
  return hash('sha256', message)
}

/** Whether a text is the one that only its owner knows. The time that this takes tells nothing of either, not even their lengths. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest())
}

/** RSASSA-PKCS1-v1_5 with SHA-256, in base64. */
export function signRsaSha256(key: KeyObject, message: string): string {
  return sign('RSA-SHA256', Buffer.from(message), key).toString('base64')
}

export function verifyRsaSha256(publicKey: string, message: string, signatureBase64: string): boolean {
  return verify('RSA-SHA256', Buffer.from(message), createPublicKey(publicKey), Buffer.from(signatureBase64, 'base64'))
}

/** An RSA private key with or without PEM armour, PKCS#1 or PKCS#8; null when it is none of them. */
export function readRsaPrivateKey(text: string): KeyObject | null {
  // White space between the characters of base64 is passed over.
  const der = Buffer.from(text.replace(/-----[^-]+-----/g, ''), 'base64')
  return readDer(der, 'pkcs1') ?? readDer(der, 'pkcs8')
}

function readDer(key: Buffer, type: 'pkcs1' | 'pkcs8'): KeyObject | null {
  try {
    return createPrivateKey({ key, format: 'der', type })
  } catch {
    return null
  }
}
