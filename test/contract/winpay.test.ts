import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { winpay } from '../../src/connectors/winpay/index.ts'
import { sign, signTimestamp } from '../../src/connectors/winpay/signer.ts'
import { documentedInvoice } from './winpay-documented.ts'
import { describeProviderContract } from './provider-contract.ts'
import { winpayContract } from './winpay.fixture.ts'

describeProviderContract(winpayContract)

const vector = z.object({ secret: z.string(), timestamp: z.string(), signature: z.string() })
const vectors = z
  .object({ winpay: z.array(vector).min(1) })
  .parse(JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'))).winpay

describe('the signature of winpay', () => {
  test.each([
    ...vectors,
    {
      secret: 'sk_test_0123456789abcdef',
      timestamp: '2023-10-25T14:12:14+07:00',
      signature: '51b54333a1b90a3324181b2de860cf8c21f4172792c8970a0f994316396920bd',
    },
  ])('is that of the vector at $timestamp', ({ secret, timestamp, signature }) => {
    expect(signTimestamp(secret, timestamp)).toBe(signature)
  })

  test('signs the very timestamp that it sends, in Jakarta time', () => {
    const headers = sign({ key: 'key', secretKey: 'secret', clockOffsetSeconds: 3600 }, new Date('2026-12-31T16:00:00Z'))
    expect(headers['x-winpay-timestamp']).toBe('2027-01-01T00:00:00+07:00')
    expect(headers['x-winpay-signature']).toBe(signTimestamp('secret', '2027-01-01T00:00:00+07:00'))
  })
})

describe('what winpay cannot do without', () => {
  test('a way back, by return_url or by a back command', () => {
    const faults = winpay.check({ ...documentedInvoice, returnUrl: null })
    expect(faults.requires.map(({ pointer }) => pointer)).toEqual(['/return_url'])
    const providerOptions = { winpay: { back_url: 'javascript:history.back()' } }
    expect(winpay.check({ ...documentedInvoice, returnUrl: null, providerOptions })).toEqual({ requires: [], cannotCarry: [] })
  })

  test('not two ways back at once', () => {
    const providerOptions = { winpay: { back_url: 'javascript:history.back()' } }
    const faults = winpay.check({ ...documentedInvoice, providerOptions })
    expect(faults.cannotCarry.map(({ pointer }) => pointer)).toEqual(['/provider_options/winpay/back_url'])
  })
})

describe('what winpay asks for before it is called', () => {
  test('an invoice without an id is not looked up by id, and nothing is sent', () => {
    const { find, update } = winpay.open({
      credentials: winpayContract.credentials('http://127.0.0.1:1'),
      settings: {},
    })
    expect(find?.ways?.({ invoice: documentedInvoice, page: 0 })).toBe(0)
    expect(update?.ways?.({ invoice: documentedInvoice, changed: [] })).toBe(0)
  })

  test.each(['http://checkout.winpay.id', 'https://checkout.winpay.id/api', 'https://user:pw@checkout.winpay.id', 'checkout'])(
    'a base URL like %s is refused',
    (baseUrl) => {
      expect(winpay.credentials.safeParse({ base_url: baseUrl, key: 'k', secret_key: 's' }).success).toBe(false)
    },
  )
})
