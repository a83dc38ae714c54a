import type { Connector } from '../connectors/connector.ts'
import type { CanonicalMember } from '../connectors/manifest.ts'
import type { Invoice } from '../core/invoice.ts'
import { isWholeRupiah, type Money } from '../core/money.ts'
import { Problem, type Fault } from '../core/problems.ts'

/** Which members of the request carry a value that a provider would have to know or may have to refuse. */
const isGiven = {
  items: ({ items }) => items.length > 0,
  shipping_amount: ({ shippingAmount }) => shippingAmount !== null,
  amount_due: ({ amount, amountDue }) => amountDue !== amount,
  minimum_payment: ({ minimumPayment }) => minimumPayment !== null,
  title: ({ title }) => title !== null,
  description: ({ description }) => description !== null,
  notes: ({ notes }) => notes !== null,
  'customer.reference': ({ customer }) => customer.reference !== null,
  'customer.email': ({ customer }) => customer.email !== null,
  'customer.phone': ({ customer }) => customer.phone !== null,
  'customer.address': ({ customer }) => Object.values(customer.address).some((line) => line !== null),
  metadata: ({ metadata }) => Object.keys(metadata).length > 0,
  image_url: ({ imageUrl }) => imageUrl !== null,
  document_url: ({ documentUrl }) => documentUrl !== null,
  return_url: ({ returnUrl }) => returnUrl !== null,
  starts_at: ({ startsAt }) => startsAt !== null,
  expires_at: () => true,
} as const satisfies Record<CanonicalMember, (invoice: Invoice) => boolean>

/** Why a provider cannot take this invoice as it is; null when it can. Nothing is dropped or rounded to make it fit. */
export function findMisfit(connector: Connector, invoice: Invoice): Problem | null {
  const { manifest } = connector
  const own = connector.check(invoice)
  const requires = [...missing(connector, invoice), ...own.requires]
  if (requires.length > 0) {
    return new Problem('provider_requires', `${manifest.title} cannot do without: ${pointers(requires)}.`, { errors: requires })
  }
  const cannotCarry = [...refused(connector, invoice), ...fractions(connector, invoice), ...own.cannotCarry]
  if (cannotCarry.length === 0) return null
  return new Problem('provider_cannot_carry', `${manifest.title} cannot express: ${pointers(cannotCarry)}.`, {
    errors: cannotCarry,
  })
}

function missing({ manifest }: Connector, invoice: Invoice): Fault[] {
  return members(manifest.carries, 'required')
    .filter((member) => !isGiven[member](invoice))
    .map((member) => ({ pointer: toPointer(member), detail: `${manifest.title} needs it.` }))
}

function refused({ manifest }: Connector, invoice: Invoice): Fault[] {
  const faults = members(manifest.carries, 'refused')
    .filter((member) => isGiven[member](invoice))
    .map((member) => ({ pointer: toPointer(member), detail: `${manifest.title} has no way to express it; leave it out.` }))
  if (manifest.paymentTypes.includes(invoice.paymentType)) return faults
  const detail = `${manifest.title} takes only ${manifest.paymentTypes.join(', ')}.`
  return [...faults, { pointer: '/payment_type', detail }]
}

function fractions({ manifest }: Connector, invoice: Invoice): Fault[] {
  if (manifest.decimals > 0) return []
  const { amount, amountDue, shippingAmount, items } = invoice
  const sums: [string, Money | null][] = [
    ['/amount', amount],
    ['/amount_due', amountDue === amount ? null : amountDue],
    ['/shipping_amount', shippingAmount],
    ...items.map((item, index): [string, Money] => [`/items/${index}/unit_price`, item.unitPrice]),
  ]
  return sums.flatMap(([pointer, money]) => {
    if (money === null) return []
    if (!isWholeRupiah(money)) return [{ pointer, detail: `${manifest.title} takes whole rupiah only.` }]
    return money / 100n > BigInt(Number.MAX_SAFE_INTEGER)
      ? [{ pointer, detail: 'It is beyond what a JSON number can hold.' }]
      : []
  })
}

function members(carries: Connector['manifest']['carries'], carriage: string): CanonicalMember[] {
  return (Object.keys(isGiven) as CanonicalMember[]).filter((member) => carries[member] === carriage)
}

function toPointer(member: string): string {
  return `/${member.replaceAll('.', '/')}`
}

function pointers(faults: readonly Fault[]): string {
  return faults.map(({ pointer }) => pointer).join(', ')
}
