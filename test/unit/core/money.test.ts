import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as money from '../../../src/core/money.ts'

const minorMax = 10n ** 18n - 1n
const anyMoney = fc.bigInt({ min: 0n, max: minorMax }).map(money.fromMinor)
const anySignedMoney = fc.bigInt({ min: -minorMax, max: minorMax }).map(money.fromMinor)

describe('amounts as text', () => {
  test('what is written is read back, to the sen', () => {
    fc.assert(
      fc.property(anyMoney, (amount) => {
        expect(money.parseAmount(money.toAmount(amount))).toBe(amount)
      }),
    )
  })

  test('are always written with two decimals, below zero too', () => {
    fc.assert(
      fc.property(anySignedMoney, (amount) => {
        const text = money.toAmount(amount)
        expect(text).toMatch(/^-?(0|[1-9]\d*)\.\d{2}$/)
        expect(BigInt(text.replace('.', ''))).toBe(amount)
      }),
    )
  })

  test('may leave decimals out: all spellings of one sum are one sum', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n - 1n }), fc.integer({ min: 0, max: 9 }), (rupiah, tenth) => {
        const whole = money.fromMinor(rupiah * 100n)
        const text = rupiah.toString()
        for (const spelling of [text, `${text}.0`, `${text}.00`]) expect(money.parseAmount(spelling)).toBe(whole)
        for (const spelling of [`${text}.${tenth}`, `${text}.${tenth}0`])
          expect(money.parseAmount(spelling)).toBe(rupiah * 100n + BigInt(tenth) * 10n)
      }),
    )
  })

  test('never have more than two decimals or sixteen digits before them', () => {
    const digits = (minLength: number, maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength, maxLength })
    fc.assert(
      fc.property(digits(1, 20), digits(3, 20), (before, after) => {
        expect(money.parseAmount(`${before}.${after}`)).toBeNull()
      }),
    )
    fc.assert(
      fc.property(digits(16, 30), (more) => {
        expect(money.parseAmount(`1${more}`)).toBeNull()
      }),
    )
  })

  test('are nothing but digits and one point', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.,-+eE_xX \n\t٣０'.split('')) }), (text) => {
        expect(money.parseAmount(text) === null).toBe(!/^(0|[1-9][0-9]{0,15})(\.[0-9]{1,2})?$/.test(text) || text.includes('\n'))
      }),
      { numRuns: 2_000 },
    )
  })

  test.each(['', '01', '00', '1.', '.5', '-1', '+1', '1e3', '1,000', '0x10', ' 1', '1 ', '1\n', '٣', '１', 'NaN', 'Infinity'])(
    'are not %j',
    (text) => {
      expect(money.parseAmount(text)).toBeNull()
    },
  )
})

describe('a provider’s number', () => {
  test('as a text may carry further zeros and nothing else', () => {
    fc.assert(
      fc.property(anyMoney, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 9 }), (amount, zeros, digit) => {
        const text = money.toAmount(amount) + '0'.repeat(zeros)
        expect(money.fromProviderNumber(text)).toBe(amount)
        expect(money.fromProviderNumber(`${text}${digit}`)).toBeNull()
      }),
    )
  })

  test('is read up to the last whole number that a double tells from its neighbours', () => {
    expect(money.fromProviderNumber(Number.MAX_SAFE_INTEGER)).toBe(9_007_199_254_740_991_00n)
    expect(money.fromProviderNumber('9007199254740993')).toBe(9_007_199_254_740_993_00n)
  })

  test('as a JSON number is read to the sen wherever a double can tell sen apart', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 53n / 100n }), (minor) => {
        const amount = money.fromMinor(minor)
        expect(money.fromProviderNumber(Number(money.toAmount(amount)))).toBe(amount)
      }),
    )
  })

  test.each([Number.MAX_SAFE_INTEGER + 1, 1e21, -1, 1e-7, 0.001, 0.1 + 0.2, NaN, Infinity, '1e3', '', '12,5', '-5', '1.005'])(
    'is not %p',
    (value) => {
      expect(money.fromProviderNumber(value)).toBeNull()
    },
  )
})

describe('whole rupiah', () => {
  test('go out as the same integer, and fractions are refused loudly', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: BigInt(Number.MAX_SAFE_INTEGER) }),
        fc.bigInt({ min: 1n, max: 99n }),
        (rupiah, sen) => {
          const whole = money.fromMinor(rupiah * 100n)
          expect(BigInt(money.toWholeRupiah(whole))).toBe(rupiah)
          const fraction = money.fromMinor(rupiah * 100n + sen)
          expect(money.isWholeRupiah(fraction)).toBe(false)
          expect(() => money.toWholeRupiah(fraction)).toThrow(RangeError)
        },
      ),
    )
  })

  test('go out up to 2^53 - 1, and beyond are refused loudly', () => {
    const most = BigInt(Number.MAX_SAFE_INTEGER)
    expect(money.toWholeRupiah(money.fromMinor(most * 100n))).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => money.toWholeRupiah(money.fromMinor((most + 1n) * 100n))).toThrow(
      new RangeError('not a whole, safe number of rupiah'),
    )
  })
})

describe('arithmetic', () => {
  test('is exact', () => {
    fc.assert(
      fc.property(fc.array(anyMoney), anyMoney, fc.integer({ min: 0, max: 1_000_000 }), (parts, one, quantity) => {
        expect(money.sum(parts)).toBe(parts.reduce<bigint>((total, part) => total + part, 0n))
        expect(money.times(one, quantity)).toBe(one * BigInt(quantity))
        expect(money.minus(money.sum([...parts, one]), one)).toBe(money.sum(parts))
      }),
    )
  })

  test('two sums differ by less than a rupiah from 0 to 99 sen, either way round', () => {
    fc.assert(
      fc.property(anyMoney, fc.bigInt({ min: -200n, max: 200n }), (amount, difference) => {
        const other = money.fromMinor(amount + difference)
        const expected = difference > -100n && difference < 100n
        expect(money.differsByLessThanARupiah(amount, other)).toBe(expected)
        expect(money.differsByLessThanARupiah(other, amount)).toBe(expected)
        expect(money.max(amount, other)).toBe(difference > 0n ? other : amount)
      }),
    )
  })
})
