import { generateKeyPairSync, verify } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { signWith, toTokenRequest } from '../../../src/connectors/bill-gateway/signer.ts'
import { authorize } from '../../../src/connectors/durianpay/signer.ts'
import { openSigner } from '../../../src/connectors/netzme/signer.ts'
import { sign as signWinpay, signTimestamp } from '../../../src/connectors/winpay/signer.ts'
import vectors from '../../contract/vectors.json' with { type: 'json' }

/** Every signature here was computed with another language's library. */
const now = new Date('2026-11-24T10:07:05.999Z')
const timestamp = '2026-11-24T17:07:05+07:00'

describe('durianpay', () => {
  test.each(vectors.durianpay_basic)('is sent the server key $server_key as the user, without a password', (vector) => {
    expect(authorize(vector.server_key)).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      authorization: vector.authorization,
    })
  })
})

describe('winpay', () => {
  test.each(vectors.winpay)('is sent the signature of the vector at $timestamp', (vector) => {
    expect(signTimestamp(vector.secret, vector.timestamp)).toBe(vector.signature)
  })

  test('is sent the time, the key and the signature of the time', () => {
    expect(signWinpay({ key: 'key', secretKey: 'secret', clockOffsetSeconds: 0 }, now)).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      'x-winpay-timestamp': timestamp,
      'x-winpay-key': 'key',
      'x-winpay-signature': 'ee1f6f1a03fea7d0e313821aa19e61c180ef3ed26e6a27b90b94dd8f238bc6fb',
    })
  })

  test('is sent the time of its own clock, so many seconds later or earlier than ours', () => {
    const timeAt = (clockOffsetSeconds: number) =>
      signWinpay({ key: 'key', secretKey: 'secret', clockOffsetSeconds }, now)['x-winpay-timestamp']
    expect([timeAt(90), timeAt(-90)]).toEqual(['2026-11-24T17:08:35+07:00', '2026-11-24T17:05:35+07:00'])
  })
})

describe('netzme', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const private_key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const keys = { client_id: 'client', client_secret: 'secret', private_key, channel_id: '95221' }

  test('is asked for a token with the client id, the time and the RSA signature of both', () => {
    const { 'x-signature': signature = '', ...headers } = openSigner(keys).signTokenRequest(now)
    expect(headers).toEqual({ 'content-type': 'application/json', 'x-timestamp': timestamp, 'x-client-key': 'client' })
    expect(verify('RSA-SHA256', Buffer.from(`client|${timestamp}`), publicKey, Buffer.from(signature, 'base64'))).toBe(true)
  })

  test('is sent the signature of method, path, token, body and time', () => {
    const request = { method: 'POST', path: '/api/v1.0/invoice/create', body: '{"a":"1"}' } as const
    expect(openSigner(keys).sign(request, { now, token: 'token', externalId: '7' })).toEqual({
      'content-type': 'application/json',
      authorization: 'Bearer token',
      'x-partner-id': 'client',
      'x-external-id': '7',
      'channel-id': '95221',
      'x-timestamp': timestamp,
      'x-signature':
        '79fae8d9767bb9e27924a0f899bb0127449d37ce4d11063886407c2057534f07f705596a36eccb5f03e9aa5019e569e93a27ecd7b1737bbe0edea1ed78da1003',
    })
  })

  test('is not asked at all with a key that cannot be read', () => {
    expect(() => openSigner({ ...keys, private_key: 'none' })).toThrow(new TypeError('the private key cannot be read'))
  })
})

describe('the bill gateway', () => {
  const [query, asJson, asString] = [
    [
      ['date[0]', '2022-04-04'],
      ['date[10]', '2022-04-05'],
      ['by.day', 'a/b'],
      ['page', '1'],
    ] as const,
    '7bfb5a5c0ed233cfe67fbc7156fdb6238499de9027701079723a340c8ad33039',
    '8ce55d50d32f21c6927708781257e745d2dce4895a964b4cd19baaedd841acbd',
  ]
  const base = { accept: 'application/json', authorization: 'Bearer token' }
  const json = { 'content-type': 'application/json' }
  const signer = (get_signature: 'query-json' | 'query-string' = 'query-json', delete_signature: '[]' | '{}' | 'empty' = '[]') =>
    signWith('api-key-for-tests', { get_signature, delete_signature })

  test.each([
    ['query-json', asJson],
    ['query-string', asString],
  ] as const)('is asked with the signature of the query in the form %s', (mode, signature) => {
    expect(signer(mode).get('token', '/bill', query)).toEqual({
      method: 'GET',
      path: '/bill?date%5B0%5D=2022-04-04&date%5B10%5D=2022-04-05&by.day=a%2Fb&page=1',
      headers: { ...base, signature },
      body: null,
    })
  })

  test('is asked with the signature of what PHP reads: a list in place of a value, and no list where a name is only like one', () => {
    const signatureOf = (...names: string[]) =>
      signer().get(
        'token',
        '/bill',
        names.map((name) => [name, 'x'] as const),
      ).headers['signature']
    const signatureOfBody = (body: Record<string, string | string[]>) =>
      signer().post('token', '/bill', body).headers['signature']
    expect(signatureOf('date', 'date[0]')).toBe(signatureOfBody({ date: ['x'] }))
    expect(signatureOf('date[0]x', 'x date[0]', 'date[]', 'a.b.c')).toBe(
      signatureOfBody({ 'date[0]x': 'x', 'x date[0]': 'x', 'date[]': 'x', a_b_c: 'x' }),
    )
  })

  test('is sent a body in the form that PHP writes, signed as it is', () => {
    expect(signer().post('token', '/bill', { name: 'a/é' })).toEqual({
      method: 'POST',
      path: '/bill',
      headers: { ...base, ...json, signature: 'f1e5334eca13e6d8ce63f898719b6b92b01d1000a21a90095005b32286fddd87' },
      body: String.raw`{"name":"a\/\u00e9"}`,
    })
  })

  test.each([
    ['[]', 'd384c380e61face6f6629a8a54fa9c791ae734e778dd7476bdf9c69ee9e0fa1d'],
    ['{}', 'aa2fefd53aa6a184fdc07f998b7695bf8b221bd0a1b1f428e32e4c03fc52b70c'],
    ['empty', '0ec831b702a74eee28141eb51b94f0d9f8341dfc0d05d0a713c6ee33512c78e8'],
  ] as const)('is told to delete with an empty object and the signature of %s', (mode, signature) => {
    expect(signer('query-json', mode).delete('token', '/bill/1')).toEqual({
      method: 'DELETE',
      path: '/bill/1',
      headers: { ...base, ...json, signature },
      body: '{}',
    })
  })

  test('is asked for a token without a signature, in JSON with a scope or as a form without one', () => {
    const grant = { grant_type: 'client_credentials', client_id: 'id', client_secret: 's&cret' }
    const account = {
      ...{ client_id: 'id', client_secret: 's&cret', base_url: 'https://bills.example' },
      ...{ api_key: 'api', institution_code: 'code', prefixes: ['009902'] },
    }
    const request = { method: 'POST', path: '/oauth/token' }
    expect(toTokenRequest(account, 'json')).toEqual({
      ...request,
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: JSON.stringify({ ...grant, scope: '*' }),
    })
    expect(toTokenRequest(account, 'form')).toEqual({
      ...request,
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&client_id=id&client_secret=s%26cret',
    })
  })
})
