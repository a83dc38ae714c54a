import { referencePattern } from './orders.ts'

const sums = ['price', 'amount', 'total_amount']

/** The answer with every sum a thousand rupiah higher; unchanged where it names none. */
export function withOtherAmount(text: string): string {
  return JSON.stringify(JSON.parse(text, (name, value: unknown) => (sums.includes(name) ? higher(value) : value)))
}

function higher(value: unknown): unknown {
  if (typeof value === 'number') return value + 1_000
  return typeof value === 'string' ? value.replace(/^\d+/, (rupiah) => String(BigInt(rupiah) + 1_000n)) : value
}

/** The answer as if it were about an invoice that nobody ordered. */
export function withOtherReference(text: string): string {
  return text.replaceAll(referencePattern, 'torture-00000000-0000000')
}
