import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { asMerchantId } from '../../../src/core/ids.ts'
import { Problem } from '../../../src/core/problems.ts'
import { fingerprintOf, readIdempotencyKey, sealPlaces } from '../../../src/invoices/idempotency.ts'

const invalid = new Problem('idempotency_key_invalid', 'Idempotency-Key must be one field of 1 to 255 visible ASCII characters.')

/** What is thrown, so that its code is compared too. */
function thrownBy(fields: string[]): unknown {
  try {
    return readIdempotencyKey(fields)
  } catch (error) {
    return error
  }
}

describe('an Idempotency-Key', () => {
  test('that was not sent is none', () => {
    expect(readIdempotencyKey([])).toBeNull()
  })

  test.each(['a', '!', '~', '#', 'x'.repeat(255), 'it"s', '8e03978e-40d5-43dd-bc93-6894a57f9324'])('%j is itself', (key) => {
    expect(readIdempotencyKey([key])).toBe(key)
  })

  test.each(['a', '!', '#', '~', 'x'.repeat(255)])('%j is the same quoted', (key) => {
    expect(readIdempotencyKey([`"${key}"`])).toBe(key)
  })

  test.each([
    ['nothing', ''],
    ['256 characters', 'x'.repeat(256)],
    ['256 quoted characters', `"${'x'.repeat(256)}"`],
    ['quotes with nothing between', '""'],
    ['one quote', '"'],
    ['a quote at the start alone', '"a'],
    ['a quote within quotes', '"a"b"'],
    ['text before the quotes, with a space', 'a "b"'],
    ['text after the quotes', '"b"a'],
    ['a space', 'a b'],
    ['a space within quotes', '"a b"'],
    ['a space before', ' a'],
    ['a line break at its end', 'a\n'],
    ['a line break after the quotes', '"a"\n'],
    ['a tab', 'a\tb'],
    ['DEL', 'a\u007f'],
    ['a letter that is not ASCII', 'é'],
    ['a quoted letter that is not ASCII', '"é"'],
  ])('with %s is refused', (_, key) => {
    expect(thrownBy([key])).toEqual(invalid)
    expect(thrownBy([key])).toMatchObject({ code: 'idempotency_key_invalid' })
  })

  test('sent twice is refused, with the same value too', () => {
    expect(thrownBy(['a', 'a'])).toMatchObject({ code: 'idempotency_key_invalid' })
    expect(thrownBy(['a', 'b'])).toMatchObject({ code: 'idempotency_key_invalid' })
  })
})

const route = 'POST /invoices'
const hex = (body: unknown, ofRoute = route) => fingerprintOf(ofRoute, body).toString('hex')

describe('two requests are the same', () => {
  test('whatever the order of their members, at every depth', () => {
    expect(hex({ a: { c: 1, d: [{ e: 1, f: 2 }] }, b: null })).toBe(hex({ b: null, a: { d: [{ f: 2, e: 1 }], c: 1 } }))
  })

  test('in whichever form their amounts are written', () => {
    for (const member of ['amount', 'amount_due', 'minimum_payment', 'shipping_amount', 'unit_price']) {
      expect(hex({ [member]: '5' })).toBe(hex({ [member]: '5.00' }))
      expect(hex({ items: [{ [member]: '5.0' }] })).toBe(hex({ items: [{ [member]: '5.00' }] }))
    }
  })

  test('by SHA-256 over the route and the body with its members in order', () => {
    const text = 'POST /invoices\n{"amount":"5.00","metadata":{"amount":"5"},"title":"5"}'
    const expected = createHash('sha256').update(text).digest('hex')
    expect(hex({ title: '5', metadata: { amount: '5' }, amount: '5' })).toBe(expected)
  })

  test('for any body that is told in another order', () => {
    const members = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue({ maxDepth: 2 })), { selector: ([name]) => name })
    fc.assert(
      fc.property(members, (entries) => {
        expect(hex(Object.fromEntries(entries))).toBe(hex(Object.fromEntries(entries.toReversed())))
      }),
    )
  })
})

describe('two requests differ', () => {
  test.each<[string, unknown, unknown]>([
    ['an amount', { amount: '5' }, { amount: '5.01' }],
    ['an amount as a number, which is refused later', { amount: 5 }, { amount: '5' }],
    ['an amount that is none', { amount: '5,0' }, { amount: '5,00' }],
    ['a text that is no amount', { title: '5' }, { title: '5.00' }],
    ['an entry of a list called amount', { amount: ['5'] }, { amount: ['5.00'] }],
    ['metadata', { metadata: { amount: '5' } }, { metadata: { amount: '5.00' } }],
    ['what is deeper in metadata', { metadata: { a: { amount: '5' } } }, { metadata: { a: { amount: '5.00' } } }],
    ['a list in metadata', { metadata: [{ amount: '5' }] }, { metadata: [{ amount: '5.00' }] }],
    ['provider_options', { provider_options: { amount: '5' } }, { provider_options: { amount: '5.00' } }],
    ['whether it is a list or an object', { items: [1] }, { items: { 0: 1 } }],
    ['the order of a list', { items: [1, 2] }, { items: [2, 1] }],
    ['a member that is null', { notes: null }, {}],
    ['the whole body', '5', '5.00'],
    ['whether it has a body', null, {}],
  ])('by %s', (_, left, right) => {
    expect(hex(left)).not.toBe(hex(right))
  })

  test('by their route', () => {
    expect(hex({}, 'POST /invoices')).not.toBe(hex({}, 'PATCH /invoices'))
  })
})

test('sealed texts are bound to the merchant, the key or the invoice, and the call', () => {
  const merchant = asMerchantId('mer_1')
  expect(sealPlaces.key(merchant, 'k')).toBe('idempotency-key/mer_1/k')
  expect(sealPlaces.operation(merchant, 'inv_1', 'op_1')).toBe('operation/mer_1/inv_1/op_1')
})
