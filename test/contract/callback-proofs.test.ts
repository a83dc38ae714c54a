import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { billGateway } from '../../src/connectors/bill-gateway/index.ts'
import type { Authenticity, Connector, IncomingCall } from '../../src/connectors/connector.ts'
import { durianpay } from '../../src/connectors/durianpay/index.ts'
import { netzme } from '../../src/connectors/netzme/index.ts'
import { winpay } from '../../src/connectors/winpay/index.ts'
import { sampleCredentials } from './bill-gateway-documented.ts'
import { netzmeContract } from './netzme.fixture.ts'
import { makeNotifyingProvider } from './rsa-notifications.ts'
import vectors from './vectors.json' with { type: 'json' }

const path = '/callbacks/provider/a-path-token'
const nothing = Buffer.from('{}')
const notifying = makeNotifyingProvider()
const netzmeAccount = netzmeContract.credentials('https://netzme.example')
const ofNetzme = (own: object) => ({ ...(typeof netzmeAccount === 'object' ? netzmeAccount : {}), ...own })
const durianpayKey = (publicKey: string) => ({ server_key: 'dp_test_XXXXXXXXX', callback_public_key: publicKey })

function authenticate(
  connector: Connector,
  account: { credentials: unknown; settings?: object },
  call: Partial<IncomingCall>,
): Authenticity {
  const { callbacks } = connector.open({ credentials: account.credentials, settings: account.settings ?? {} })
  if (callbacks === undefined) throw new Error('the connector knows no callbacks')
  return callbacks.authenticate({ method: 'POST', path, headers: {}, body: nothing, ...call })
}

describe('callbacks that were published or computed elsewhere', () => {
  const notifications = vectors.snap_asymmetric_verify.flatMap(({ origin, public_key, path, timestamp, body, signature }) =>
    path === undefined
      ? []
      : [
          {
            origin,
            publicKey: public_key,
            path,
            body: Buffer.from(body),
            headers: { 'x-timestamp': timestamp, 'x-signature': signature },
          },
        ],
  )

  test.each(notifications)(
    '$origin: its notification is believed as it is, and by no other byte (row 43)',
    ({ publicKey, body, ...call }) => {
      const own = { callback_token: undefined, callback_public_key: publicKey }
      for (const [connector, credentials] of [
        [netzme, ofNetzme(own)],
        [durianpay, durianpayKey(publicKey)],
      ] as const) {
        expect(authenticate(connector, { credentials }, { ...call, body })).toBe('verified')
        for (let at = 0; at < body.length; at += 1) {
          const changed = Buffer.from(body)
          changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
          expect(authenticate(connector, { credentials }, { ...call, body: changed })).toBe('forged')
        }
      }
    },
  )

  test.each(vectors.bill_gateway)('bill gateway, $what: is believed under its signature', ({ api_key, payload, signature }) => {
    const credentials = { ...sampleCredentials, api_key }
    expect(authenticate(billGateway, { credentials }, { headers: { signature }, body: Buffer.from(payload) })).toBe('verified')
    expect(authenticate(billGateway, { credentials }, { headers: { signature }, body: nothing })).toBe('forged')
  })

  test.each(vectors.winpay)('winpay at $timestamp: is believed under its signature', ({ secret, timestamp, signature }) => {
    const headers = { 'x-winpay-timestamp': timestamp, 'x-winpay-signature': signature }
    const credentials = (secret_key: string) => ({ key: 'key', secret_key })
    expect(authenticate(winpay, { credentials: credentials(secret) }, { headers })).toBe('verified')
    expect(authenticate(winpay, { credentials: credentials(`${secret} `) }, { headers })).toBe('forged')
  })
})

describe('an account that is set up in another way', () => {
  const wrong = { 'x-winpay-timestamp': '2026-11-24T17:07:05+07:00', 'x-winpay-signature': 'wrong' }

  test('of winpay may ignore signatures: then nothing proves anything, and the provider is asked', () => {
    const settings = { callback_signature: 'off' }
    expect(authenticate(winpay, { credentials: { key: 'key', secret_key: 'secret' }, settings }, { headers: wrong })).toBe(
      'unsigned',
    )
  })

  test('of durianpay may ignore signatures: then nothing proves anything, and the provider is asked', () => {
    const settings = { callback_signature: 'off' }
    const headers = { 'x-timestamp': '2025-09-01T14:56:18+07:00', 'x-signature': 'wrong' }
    expect(authenticate(durianpay, { credentials: durianpayKey(notifying.publicKey), settings }, { headers })).toBe('unsigned')
  })

  test('of durianpay without a key cannot check a signature: it counts for nothing, and is forged where one must be there', () => {
    const credentials = { server_key: 'dp_test_XXXXXXXXX' }
    const headers = notifying.prove({ method: 'POST', path }, nothing)
    expect(authenticate(durianpay, { credentials }, { headers })).toBe('unsigned')
    expect(authenticate(durianpay, { credentials, settings: { callback_signature: 'required' } }, { headers })).toBe('forged')
  })

  test('of netzme that can check nothing believes nothing (row 43)', () => {
    const credentials = ofNetzme({ callback_token: undefined })
    const headers = { 'x-callback-token': 'undefined', ...notifying.prove({ method: 'POST', path }, nothing) }
    expect(authenticate(netzme, { credentials }, { headers })).toBe('forged')
  })

  test('of netzme that can check both takes either, and neither makes up for a wrong other (row 43)', () => {
    const credentials = ofNetzme({ callback_token: 'token==', callback_public_key: notifying.publicKey })
    const signed = notifying.prove({ method: 'POST', path }, nothing)
    const headersOf = (headers: Record<string, string>) => authenticate(netzme, { credentials }, { headers })
    expect(headersOf({ 'x-callback-token': 'token==' })).toBe('verified')
    expect(headersOf(signed)).toBe('verified')
    expect(headersOf({ ...signed, 'x-callback-token': 'token==' })).toBe('verified')
    expect(headersOf({ ...signed, 'x-callback-token': 'token=' })).toBe('forged')
    expect(headersOf({ 'x-callback-token': 'token==', 'x-signature': 'wrong', 'x-timestamp': '1' })).toBe('forged')
    expect(headersOf({})).toBe('forged')
  })

  test.each([
    ['netzme', netzme, ofNetzme],
    ['durianpay', durianpay, (own: object) => ({ ...durianpayKey(''), ...own })],
  ] as const)(
    'of %s takes a public key with or without armour, in one line or several, and nothing else',
    (_, connector, account) => {
      const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
      const bare = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
      for (const callback_public_key of [pem, pem.replaceAll('\n', '\\n'), bare])
        expect(connector.credentials.safeParse(account({ callback_public_key })).success).toBe(true)
      for (const callback_public_key of ['junk', '', '-----BEGIN PUBLIC KEY-----\njunk\n-----END PUBLIC KEY-----'])
        expect(connector.credentials.safeParse(account({ callback_public_key })).success).toBe(false)
    },
  )
})
