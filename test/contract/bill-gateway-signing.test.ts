import { describe, expect, test } from '@jest/globals'
import { billGateway } from '../../src/connectors/bill-gateway/index.ts'
import { phpJson, signPayload } from '../../src/connectors/bill-gateway/signer.ts'
import { parseJson } from '../../src/core/parse-json.ts'
import { sampleBill, sampleCredentials } from './bill-gateway-documented.ts'
import vectors from './vectors.json' with { type: 'json' }

/** No vector is published; all were computed independently of this code. */
const apiKey = 'api-key-for-tests'
const [billVector] = vectors.bill_gateway
const bill = billVector?.payload ?? ''

/** The same value in PHP's form. */
function written(text: string): string {
  const parsed = parseJson(Buffer.from(text))
  return 'value' in parsed ? phpJson(parsed.value) : parsed.fault
}

describe('the signature of the bill gateway', () => {
  test.each(vectors.bill_gateway)('is the vector of a $what', ({ api_key, payload, signature }) => {
    expect(signPayload(api_key, payload)).toBe(signature)
    expect(written(payload)).toBe(payload)
  })

  test.each([
    [
      'the bill as plain JSON',
      JSON.stringify(JSON.parse(bill)),
      '5104d534d6cf1d1b3e75f96ee240e7d2966edcccc3aa0bc08b431edaab9317a6',
    ],
    ['a query string', 'institution_code=e9KP2zq6', 'd9e29d424d76afffed7e157ad58ba1931ef9a573b49bac5da00b8fcee225cedd'],
    ['an empty list', '[]', 'd384c380e61face6f6629a8a54fa9c791ae734e778dd7476bdf9c69ee9e0fa1d'],
    ['an empty object', '{}', 'aa2fefd53aa6a184fdc07f998b7695bf8b221bd0a1b1f428e32e4c03fc52b70c'],
    ['nothing', '', '0ec831b702a74eee28141eb51b94f0d9f8341dfc0d05d0a713c6ee33512c78e8'],
  ])('is the vector of %s', (_, payload, signature) => {
    expect(signPayload(apiKey, payload)).toBe(signature)
  })

  test('of a created bill is over the very text that is sent', () => {
    const { customer } = sampleBill()
    const unaddressed = { ...customer.address, city: null, country: null }
    const invoice = sampleBill({
      description: null,
      customer: { ...customer, name: 'Siti Zulaikhé', phone: null, address: unaddressed },
    })
    const { create } = billGateway.open({ credentials: { ...sampleCredentials, prefixes: ['009902'] }, settings: {} })
    const moment = { now: invoice.createdAt, token: 'invented-access-token', externalId: '1' }
    const request = create.build({ invoice, number: '1234567890' }, moment)
    expect(request.body).toBe(bill)
    expect(Buffer.byteLength(bill)).toBe(362)
    expect(request.headers['signature']).toBe(billVector?.signature)
  })
})
