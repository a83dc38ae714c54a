/**
 * Money is a bigint count of minor units (sen: 1 rupiah is 100), branded so that no other number can take its place.
 * It becomes text only at a border and is never a float.
 */
declare const moneyBrand: unique symbol
export type Money = bigint & { readonly [moneyBrand]: 'sen' }

export const currencies = ['IDR'] as const
export type Currency = (typeof currencies)[number]

const minorPerMajor = 100n
const amountPattern = /^(0|[1-9]\d{0,15})(?:\.(\d{1,2}))?$/

export function fromMinor(minor: bigint): Money {
  return minor as Money
}

export const zero = fromMinor(0n)

/** Reads `260000`, `260000.5` or `260000.00`: at most 16 digits before the point and two after; null for anything else. */
export function parseAmount(text: string): Money | null {
  const match = amountPattern.exec(text)
  if (match?.[1] === undefined) return null
  return fromMinor(BigInt(match[1]) * minorPerMajor + BigInt((match[2] ?? '').padEnd(2, '0')))
}

/** The public form, always with two decimals: `260000.00`. */
export function toAmount(money: Money): string {
  const digits = money.toString().replace('-', '').padStart(3, '0')
  return `${money < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/**
 * A provider's number, as JSON number or numeric text (`53500`, `"53500"`, `"20000.67"`); null when it is not money:
 * an exponent, more than two decimals that are not zero, or a number that JSON could not carry exactly.
 */
export function fromProviderNumber(value: number | string): Money | null {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return null
  return parseAmount(String(value).replace(/(\.\d{2})0+$/, '$1'))
}

export function isWholeRupiah(money: Money): boolean {
  return money % minorPerMajor === 0n
}

/** Whole rupiah as a JSON integer, for providers that take no decimals. Throws on a fraction or beyond 2^53: both are refused earlier. */
export function toWholeRupiah(money: Money): number {
  const rupiah = money / minorPerMajor
  if (!isWholeRupiah(money) || rupiah > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError('not a whole, safe number of rupiah')
  return Number(rupiah)
}

export function sum(parts: readonly Money[]): Money {
  return fromMinor(parts.reduce<bigint>((total, part) => total + part, 0n))
}

export function times(money: Money, quantity: number): Money {
  return fromMinor(money * BigInt(quantity))
}

export function minus(left: Money, right: Money): Money {
  return fromMinor(left - right)
}

export function max(left: Money, right: Money): Money {
  return left > right ? left : right
}

/** True when two sums differ by less than one rupiah: what a provider that rounds may answer. */
export function differsByLessThanARupiah(left: Money, right: Money): boolean {
  const difference = left - right
  return -minorPerMajor < difference && difference < minorPerMajor
}
