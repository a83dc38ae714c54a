import { setTimeout as pause } from 'node:timers/promises'
import type { Providers } from '../rig/providers.ts'
import type { Order, ProviderName } from './orders.ts'
import type { Random } from './random.ts'

/** What payers and their banks do at the providers. */
export type Till = Pick<Providers, 'pay' | 'reverse' | 'ledger'>

interface Paying {
  till: Till
  order: Order
  random: Random
}

/** The payer of one order: pays all at once, in parts, too little or too much; now and then the bank takes money back. */
export async function payThere(paying: Paying, id: string): Promise<void> {
  for (const amount of chooseSums(paying)) {
    tryTo(() => {
      paying.till.pay(paying.order.provider, id, amount)
    })
    await pause(paying.random.between(20, 800))
  }
  if (paying.order.provider === 'bill_gateway' && paying.random.chance(0.25)) await takeBack(paying, id)
}

/** Undefined is all that remains. */
function chooseSums({ order, random }: Paying): (string | undefined)[] {
  const rupiah = Number(order.note.amount)
  const part = () => `${random.between(1_000, Math.floor(rupiah / 4))}.00`
  switch (order.paymentType) {
    case 'full':
      return [undefined]
    case 'partial':
      return [part(), ...(random.chance(0.5) ? [part()] : []), ...(random.chance(0.6) ? [undefined] : [])]
    case 'open': {
      const kind = random.weigh({ all: 4, less: 3, more: 3 })
      if (kind === 'all') return [undefined]
      return kind === 'less' ? [part()] : [part(), `${rupiah + random.between(1, 50_000)}.00`]
    }
  }
}

/** Only the bill gateway knows of such a thing. */
async function takeBack({ till, order, random }: Paying, id: string): Promise<void> {
  await pause(random.between(0, 2_000))
  const payments = till.ledger(order.provider).find((entry) => entry.id === id)?.payments ?? []
  if (payments.length === 0) return
  const { id: paymentId } = random.pick(payments)
  tryTo(() => {
    till.reverse(order.provider, id, paymentId)
  })
  await pause(random.between(0, 2_000))
  if (random.chance(0.5))
    tryTo(() => {
      till.pay(order.provider, id)
    })
}

/** What the provider does not take the payer keeps: it was withdrawn in between, or less remains than the part. */
function tryTo(move: () => void): void {
  try {
    move()
  } catch {
    // Nothing has moved.
  }
}

/** Where the payer finds the invoice: as the merchant shows it, or at Netzme also when only Netzme knows that it exists. */
export function payableIdOf(
  till: Till,
  provider: ProviderName,
  { status, providerInvoiceId, reference }: { status: string; providerInvoiceId: string | null; reference: string },
): string | null {
  if (status === 'unknown' && provider === 'netzme')
    return till.ledger(provider).findLast((entry) => entry.reference === reference)?.id ?? null
  return status === 'open' || status === 'partially_paid' || status === 'expired' ? providerInvoiceId : null
}
