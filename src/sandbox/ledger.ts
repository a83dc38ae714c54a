import { z } from 'zod'
import { isWholeRupiah, minus, parseAmount, sum, toAmount, zero, type Money } from '../core/money.ts'
import { openJournal, type Journal } from './journal.ts'

const payment = z.object({
  id: z.string(),
  /** Twelve digits, as banks number what they pass on. */
  reference: z.string(),
  amount: z.string(),
  channel: z.string(),
  /** RFC 3339 in UTC, as all instants here. */
  paidAt: z.string(),
  /** That the bank has taken it back, and when; such money is no longer paid. */
  reversal: z.object({ id: z.string(), at: z.string() }).nullable().default(null),
})
export type LedgerPayment = Readonly<z.infer<typeof payment>>

const common = z.object({
  client: z.string(),
  id: z.string(),
  reference: z.string(),
  /** The invoice's total; amounts are rupiah with two decimals. */
  amount: z.string(),
  /** What has to come in until it is paid. */
  due: z.string(),
  /** The whole sum at once, parts of it, or any sum. */
  accepts: z.enum(['full', 'partial', 'any']),
  minimum: z.string().nullable(),
  status: z.enum(['open', 'blocked', 'cancelled', 'paid']),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  payments: z.array(payment),
})

/** One invoice as the simulated provider knows it. Never changed in place. */
export type LedgerEntry<Details = unknown> = Readonly<z.infer<typeof common> & { details: Details }>

/** Money that came in or was taken back, and the invoice after it. */
export interface Movement<Details = unknown> {
  readonly event: 'received' | 'reversed'
  readonly entry: LedgerEntry<Details>
  readonly payment: LedgerPayment
}

/** Why the payer's money is not taken; the message is for the payer. */
export class PaymentRefused extends Error {}

export interface PaymentOrder {
  /** As a person types it; null pays all that remains. */
  amount: string | null
  channel: string
}

export interface LedgerOptions<Details> {
  path: string | null
  details: z.ZodType<Details>
  /** Further keys under which an entry is found, such as its reference; each is scoped to its client. */
  keysOf: (entry: LedgerEntry<Details>) => string[]
  newPayment: () => { id: string; reference: string }
  /** Told after it has been written. */
  onMoney: (movement: Movement<Details>) => void
}

export function readMoney(amount: string): Money {
  const money = parseAmount(amount)
  if (money === null) throw new RangeError('not an amount')
  return money
}

export function paidOf(entry: LedgerEntry): Money {
  return sum(entry.payments.filter(({ reversal }) => reversal === null).map(({ amount }) => readMoney(amount)))
}

export function remainingOf(entry: LedgerEntry): Money {
  const remaining = minus(readMoney(entry.due), paidOf(entry))
  return remaining > zero ? remaining : zero
}

export function isExpired(entry: LedgerEntry, now: Date): boolean {
  return entry.status !== 'paid' && entry.expiresAt !== null && new Date(entry.expiresAt) <= now
}

/** Why nobody can pay it now; null when it can be paid. */
export function refusalOf(entry: LedgerEntry, now: Date): string | null {
  if (entry.status === 'paid') return 'It has been paid.'
  if (entry.status === 'cancelled') return 'It was cancelled.'
  if (entry.status === 'blocked') return 'It is blocked.'
  return isExpired(entry, now) ? 'It has expired.' : null
}

function checkPayment(entry: LedgerEntry, order: PaymentOrder, now: Date): Money {
  const refusal = refusalOf(entry, now)
  if (refusal !== null) throw new PaymentRefused(refusal)
  const remaining = remainingOf(entry)
  const amount = order.amount === null ? remaining : parseAmount(order.amount)
  if (amount === null || amount <= zero)
    throw new PaymentRefused('The amount must be a sum above zero, such as 50000 or 50000.00.')
  if (amount === remaining) return amount
  if (!isWholeRupiah(amount)) throw new PaymentRefused('Only whole rupiah can be paid.')
  if (entry.accepts === 'any') return amount
  if (entry.accepts === 'full') throw new PaymentRefused('Only the whole sum can be paid.')
  if (amount > remaining) throw new PaymentRefused('That is more than what is due.')
  if (entry.minimum !== null && amount < readMoney(entry.minimum))
    throw new PaymentRefused('That is less than the smallest part that is taken.')
  return amount
}

/** The invoices of one simulated provider: a map in memory, and a journal from which it is read back. */
export class Ledger<Details> {
  readonly #entries = new Map<string, LedgerEntry<Details>>()
  readonly #idsByKey = new Map<string, Set<string>>()
  readonly #journal: Journal<LedgerEntry<Details>>
  readonly #options: LedgerOptions<Details>

  constructor(options: LedgerOptions<Details>) {
    this.#options = options
    this.#journal = openJournal(options.path, common.extend({ details: options.details }))
    for (const entry of this.#journal.past) this.#remember(entry)
  }

  all(): readonly LedgerEntry<Details>[] {
    return [...this.#entries.values()]
  }

  get(id: string): LedgerEntry<Details> | undefined {
    return this.#entries.get(id)
  }

  /** A client's own entry; another client's is not found. */
  ofClient(client: string, id: string): LedgerEntry<Details> | undefined {
    const entry = this.#entries.get(id)
    return entry?.client === client ? entry : undefined
  }

  /** A client's entries under one of their further keys, oldest first. */
  find(client: string, key: string): LedgerEntry<Details>[] {
    const ids = this.#idsByKey.get(scoped(client, key)) ?? []
    return [...ids].flatMap((id) => this.#entries.get(id) ?? [])
  }

  put(entry: LedgerEntry<Details>): LedgerEntry<Details> {
    this.#journal.append(entry)
    this.#remember(entry)
    return entry
  }

  /** The only place where money comes in. Throws {@link PaymentRefused}. */
  pay(id: string, order: PaymentOrder, now: Date): LedgerEntry<Details> {
    const entry = this.#entries.get(id)
    if (entry === undefined) throw new PaymentRefused('There is no such invoice.')
    const amount = toAmount(checkPayment(entry, order, now))
    const { channel } = order
    const payment = { ...this.#options.newPayment(), amount, channel, paidAt: now.toISOString(), reversal: null }
    const paid = { ...entry, payments: [...entry.payments, payment] }
    const after = this.put(remainingOf(paid) > zero ? paid : { ...paid, status: 'paid' })
    this.#options.onMoney({ event: 'received', entry: after, payment })
    return after
  }

  /** A bank takes a payment back; what was paid by it is open again. Throws {@link PaymentRefused}. */
  reverse(id: string, paymentId: string, now: Date): LedgerEntry<Details> {
    const entry = this.#entries.get(id)
    const before = entry?.payments.find((payment) => payment.id === paymentId)
    if (entry === undefined || before === undefined) throw new PaymentRefused('There is no such payment.')
    if (before.reversal !== null) throw new PaymentRefused('It has been taken back already.')
    const payment = { ...before, reversal: { id: this.#options.newPayment().id, at: now.toISOString() } }
    const payments = entry.payments.map((one) => (one === before ? payment : one))
    const after = this.put({ ...entry, payments, status: entry.status === 'paid' ? 'open' : entry.status })
    this.#options.onMoney({ event: 'reversed', entry: after, payment })
    return after
  }

  close(): void {
    this.#journal.close()
  }

  #remember(entry: LedgerEntry<Details>): void {
    const before = this.#entries.get(entry.id)
    if (before !== undefined)
      for (const key of this.#options.keysOf(before)) this.#idsByKey.get(scoped(before.client, key))?.delete(entry.id)
    this.#entries.set(entry.id, entry)
    for (const key of this.#options.keysOf(entry)) {
      const ids = this.#idsByKey.get(scoped(entry.client, key)) ?? new Set()
      this.#idsByKey.set(scoped(entry.client, key), ids.add(entry.id))
    }
  }
}

function scoped(client: string, key: string): string {
  return JSON.stringify([client, key])
}
