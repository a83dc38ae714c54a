import { generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { openSigner, signCall } from '../../src/connectors/netzme/signer.ts'
import { sha256Hex, verifyRsaSha256 } from '../../src/connectors/signing.ts'
import { toAsymmetricText, toSymmetricText, toTokenText } from '../../src/connectors/snap.ts'
import vectors from './vectors.json' with { type: 'json' }

describe('the texts that SNAP signs', () => {
  it.each(vectors.snap_symmetric)('$origin: a call is signed byte for byte, in hex as in base64', (vector) => {
    const text = toSymmetricText({ ...vector, accessToken: vector.access_token })
    const signature = signCall(vector.client_secret, text)
    expect(text).toBe(vector.string_to_sign)
    expect(signature).toBe(vector.signature_hex_as_netzme_sends_it)
    expect(Buffer.from(signature, 'hex').toString('base64')).toBe(vector.signature_base64)
  })

  it.each(vectors.snap_body_hash)('$origin: a body has the published hash', ({ body, sha256 }) => {
    expect(sha256Hex(body)).toBe(sha256)
    expect(sha256Hex(Buffer.from(body))).toBe(sha256)
  })

  const [token, notification] = vectors.snap_asymmetric_verify

  it('the token request is signed over client id and timestamp', () => {
    const [clientId = '', timestamp = ''] = token?.string_to_sign.split('|') ?? []
    expect(toTokenText(clientId, timestamp)).toBe(token?.string_to_sign)
  })

  it('a notification is signed over method, path, body hash and timestamp', () => {
    const { method = '', path = '', body = '', timestamp = '' } = notification ?? {}
    expect(toAsymmetricText({ method, path, body, timestamp })).toBe(notification?.string_to_sign)
  })

  it.each(vectors.snap_asymmetric_verify)('$origin, $what: the signature fits its text and no other', (vector) => {
    expect(verifyRsaSha256(vector.public_key, vector.string_to_sign, vector.signature)).toBe(true)
    expect(verifyRsaSha256(vector.public_key, `${vector.string_to_sign} `, vector.signature)).toBe(false)
  })
})

describe('the headers of Netzme', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 512 })
  const der = privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64')
  const now = new Date('2026-11-24T10:07:05.999Z')

  it.each([
    ['PKCS#1 without armour', der],
    ['PKCS#1 in one line with armour', `-----BEGIN RSA PRIVATE KEY-----${der}-----END RSA PRIVATE KEY-----`],
    ['PKCS#1 in PEM', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['PKCS#8 without armour', privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
    ['PKCS#8 in PEM', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ])('the token request is signed with a 512-bit key given as %s', (_, private_key) => {
    const headers = openSigner({
      client_id: 'client',
      client_secret: 'secret',
      private_key,
      channel_id: '95221',
    }).signTokenRequest(now)
    const signature = Buffer.from(headers['x-signature'] ?? '', 'base64')
    expect(headers).toMatchObject({ 'x-client-key': 'client', 'x-timestamp': '2026-11-24T17:07:05+07:00' })
    expect(signature).toHaveLength(64)
    expect(verify('RSA-SHA256', Buffer.from('client|2026-11-24T17:07:05+07:00'), publicKey, signature)).toBe(true)
  })

  it('a call carries the headers that Netzme documents, signed in 128 lower-case hex digits', () => {
    const signer = openSigner({ client_id: 'client', client_secret: 'secret', private_key: der, channel_id: '95221' })
    const request = { method: 'POST', path: '/api/v1.0/invoice/create', body: '{"a":"1"}' } as const
    const headers = signer.sign(request, { now, token: 'token', externalId: '1'.repeat(32) })
    expect(headers).toEqual({
      'content-type': 'application/json',
      authorization: 'Bearer token',
      'x-partner-id': 'client',
      'x-external-id': '1'.repeat(32),
      'channel-id': '95221',
      'x-timestamp': '2026-11-24T17:07:05+07:00',
      'x-signature': expect.stringMatching(/^[0-9a-f]{128}$/),
    })
    expect(headers['x-timestamp']).toHaveLength(25)
  })
})
