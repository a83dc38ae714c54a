import type { OrderNote } from './history.ts'
import type { Random } from './random.ts'

export const providerNames = ['winpay', 'netzme', 'durianpay', 'bill_gateway'] as const
export type ProviderName = (typeof providerNames)[number]

/** Every reference of a campaign looks like this, so that it can be found again in any text. */
export const referencePattern = /torture-[0-9a-f]{8}-\d{7}/g

export type PaymentType = 'full' | 'partial' | 'open'

/** One order: what is noted of it, and the request that says it, in two ways that mean the same. */
export interface Order {
  note: OrderNote
  provider: ProviderName
  paymentType: PaymentType
  body: object
  sameInOtherWords: object
}

/**
 * About how many invoices of one provider there may be, where it can be asked by our reference only through a list of all that were made lately:
 * a look-up reads it page by page, and when one page goes wrong, nothing is known.
 */
const most: Record<ProviderName, number> = { winpay: Infinity, netzme: Infinity, durianpay: 600, bill_gateway: 4_000 }

/**
 * Makes the orders one after another.
 * @param run eight hexadecimal digits that no other campaign on the same ledgers has.
 * @param expected about how many orders there will be, so that each provider has its share until the end.
 */
export function openOrderBook(run: string, expected: number): (random: Random) => Order {
  const share = expected / providerNames.length
  const weights: Partial<Record<ProviderName, number>> = {}
  for (const provider of providerNames) weights[provider] = Math.min(1, most[provider] / share)
  let count = 0
  return (random) => {
    count += 1
    return makeOrder(`torture-${run}-${String(count).padStart(7, '0')}`, random.weigh(weights), random)
  }
}

const paymentTypes: Record<ProviderName, Partial<Record<PaymentType, number>>> = {
  ...{ winpay: { full: 1 }, netzme: { full: 1 }, durianpay: { full: 1, partial: 1 } },
  bill_gateway: { full: 4, partial: 3, open: 3 },
}

/** Few, because a provider is looked at sixty times a minute at most, and each of these wants several looks. */
const expiringShare = 0.05

function makeOrder(reference: string, provider: ProviderName, random: Random): Order {
  const rupiah = String(random.between(10_000, 5_000_000))
  const paymentType = random.weigh(paymentTypes[provider])
  const expiresAt = random.chance(expiringShare) ? new Date(Date.now() + random.between(60_000, 120_000)).toISOString() : null
  const rest = {
    reference,
    provider,
    title: `Order ${reference}`,
    customer: { name: 'Delina Prasetya', email: 'delina@example.com', phone: '082342341' },
    return_url: 'https://shop.example/back',
    ...(paymentType === 'full' ? {} : { payment_type: paymentType }),
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
    // With a fixed method Netzme can be asked for the invoice before it is paid.
    ...(provider === 'netzme' && random.chance(0.4) ? { provider_options: { netzme: { pay_method: 'QRIS' } } } : {}),
  }
  return {
    ...{ provider, paymentType },
    note: {
      ...{ key: `key-${reference}`, reference, provider, amount: rupiah, answers: [] },
      ...{ expiresAt, askedAmount: null, askedCancel: false, confirmed: {}, isTouched: false },
    },
    body: { ...rest, amount: rupiah },
    sameInOtherWords: { amount: `${rupiah}.00`, ...rest },
  }
}
