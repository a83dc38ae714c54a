import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'

/** Seals what the database must not show: AES-256-GCM, each text bound to the place where it is kept. */
export interface Seal {
  /** `place` names the row; what was sealed for one place does not open in another. */
  seal(place: string, text: string | Uint8Array): Buffer
  open(place: string, sealed: Uint8Array): Buffer
}

const nonceBytes = 12
const tagBytes = 16

/** Layout: nonce, tag, ciphertext. A nonce is random: at 96 bits that is safe for 2^32 texts under one key (NIST SP 800-38D, 8.3). */
export function sealWith(keyBytes: Buffer): Seal {
  const key = createSecretKey(keyBytes)
  return {
    seal(place, text) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      const parts = [cipher.update(text), cipher.final()]
      return Buffer.concat([nonce, cipher.getAuthTag(), ...parts])
    },
    open(place, sealed) {
      const nonce = sealed.subarray(0, nonceBytes)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
      decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes))
      try {
        return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
      } catch {
        throw new Error('What is sealed does not open: it was sealed with another ENCRYPTION_KEY, or changed since.')
      }
    },
  }
}
