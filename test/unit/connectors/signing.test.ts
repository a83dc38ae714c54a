import { generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { hmacHex, readRsaPrivateKey, sha256Hex, signRsaSha256, verifyRsaSha256 } from '../../../src/connectors/signing.ts'

describe('digests in lower-case hex', () => {
  test('HMAC is that of RFC 4231, test case 2, for text and bytes alike', () => {
    const key = 'Jefe'
    const message = 'what do ya want for nothing?'
    const sha256 = '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'
    const sha512 =
      '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737'
    expect([hmacHex('sha256', key, message), hmacHex('sha512', key, message)]).toEqual([sha256, sha512])
    expect(hmacHex('sha256', key, Buffer.from(message))).toBe(sha256)
  })

  test('SHA-256 is that of FIPS 180-2, appendix B.1', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })
})

describe('an RSA signature', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()

  test('in base64 is accepted by whoever verifies with the public key, for its text alone', () => {
    const signature = signRsaSha256(privateKey, 'text')
    expect(signature).toMatch(/^[A-Za-z0-9+/]{171}=$/)
    expect(verify('RSA-SHA256', Buffer.from('text'), publicKey, Buffer.from(signature, 'base64'))).toBe(true)
    expect(verifyRsaSha256(publicPem, 'text', signature)).toBe(true)
    expect(verifyRsaSha256(publicPem, 'another text', signature)).toBe(false)
    expect(verifyRsaSha256(publicPem, 'text', signRsaSha256(privateKey, 'another text'))).toBe(false)
  })

  test('can be made with a key in every form in which keys are handed out', () => {
    const signature = signRsaSha256(privateKey, 'text')
    for (const type of ['pkcs1', 'pkcs8'] as const) {
      const pem = privateKey.export({ type, format: 'pem' }).toString()
      const base64 = privateKey.export({ type, format: 'der' }).toString('base64')
      for (const text of [pem, pem.replaceAll('\n', '\r\n'), pem.replaceAll('\n', ' '), base64, ` ${base64}\n`]) {
        const key = readRsaPrivateKey(text)
        expect(key === null ? null : signRsaSha256(key, 'text')).toBe(signature)
      }
    }
  })

  test('cannot be made with what is no private key', () => {
    for (const text of ['', 'not a key', '-----BEGIN PRIVATE KEY-----', publicPem]) expect(readRsaPrivateKey(text)).toBeNull()
  })
})
