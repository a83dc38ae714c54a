import { newPaymentId, type PaymentId } from './ids.ts'
import { differsByLessThanARupiah, max, minus, sum, zero, type Money } from './money.ts'

/** One sum that a provider reports for an invoice, by a callback or when it was asked. Null is "not told". */
export interface ToldPayment {
  /** The provider's rule of identity decides what it is. Null: the sum of all that has come beyond the named ones, which nobody named. */
  providerPaymentId: string | null
  /** Without what the payer paid on top as a fee. */
  amount: Money
  /** What the provider keeps of it. */
  fee: Money | null
  netAmount: Money | null
  channel: string | null
  paidAt: Date | null
  reversed: boolean
  /** It counts only while nothing is recorded: the provider's answer cannot tell it from a payment that a callback has named. */
  onlyAsFirst?: true
}

export interface Payment {
  id: PaymentId
  /** Null while the provider has told only that money came. */
  providerPaymentId: string | null
  amount: Money
  fee: Money | null
  netAmount: Money | null
  channel: string | null
  status: 'received' | 'reversed'
  paidAt: Date | null
  receivedAt: Date
  reversedAt: Date | null
}

/** One thing that happened to a payment, with the payment as it then was. All that was received less all that was reversed is what is paid. */
export interface PaymentStep {
  type: 'payment.received' | 'payment.reversed'
  payment: Payment
}

export interface PaymentsAfter {
  payments: readonly Payment[]
  steps: readonly PaymentStep[]
}

export function paidSum(payments: readonly Payment[]): Money {
  return sum(payments.filter(({ status }) => status === 'received').map(({ amount }) => amount))
}

/** Taken back by the provider; a payment without a name is reversed only because named ones have taken its place. */
export function isTakenBack({ status, providerPaymentId }: Payment): boolean {
  return status === 'reversed' && providerPaymentId !== null
}

/** Whether an answer still counts money that is known to have been taken back: it is from before, and so is its word for the whole. */
export function isFromBeforeReversal(recorded: readonly Payment[], told: readonly ToldPayment[]): boolean {
  const takenBack = new Set(recorded.filter(isTakenBack).map(({ providerPaymentId }) => providerPaymentId))
  return told.some(({ providerPaymentId, reversed }) => !reversed && takenBack.has(providerPaymentId))
}

/**
 * The payments after a provider's telling: each named one is recorded once, however often and in whatever order it is told, and a reversal
 * stays. Money that was told without a name is one payment until names are told; a name for the same sum is that payment's, and several
 * names take its place: it is reversed, they are received.
 */
export function applyPayments(recorded: readonly Payment[], told: readonly ToldPayment[], now: Date): PaymentsAfter {
  const counted = told.filter(({ onlyAsFirst }) => onlyAsFirst !== true || recorded.length === 0)
  const state: State = { payments: [...recorded], steps: [], newlyNamed: zero }
  for (const one of counted) if (one.providerPaymentId !== null) tellNamed(state, one, one.providerPaymentId, now)
  settleUnnamed(state, counted, now)
  return { payments: state.payments, steps: state.steps }
}

interface State {
  payments: Payment[]
  steps: PaymentStep[]
  /** The sum of the named ones that are new and were no payment without a name. */
  newlyNamed: Money
}

function tellNamed(state: State, told: ToldPayment, name: string, now: Date): void {
  const known = state.payments.find(({ providerPaymentId }) => providerPaymentId === name)
  const unnamed = known === undefined ? unnamedOf(state.payments).find(({ amount }) => amount === told.amount) : undefined
  if (unnamed !== undefined) replace(state, unnamed, { ...unnamed, ...factsOf(told), paidAt: told.paidAt ?? unnamed.paidAt })
  else if (known === undefined) {
    state.newlyNamed = sum([state.newlyNamed, told.amount])
    receive(state, told, now)
  }
  const present = state.payments.find(({ providerPaymentId }) => providerPaymentId === name)
  if (told.reversed && present?.status === 'received') reverse(state, present, now)
}

/** Names take the place of unnamed money; what is told without a name beyond all that is recorded is new. */
function settleUnnamed(state: State, told: readonly ToldPayment[], now: Date): void {
  const unnamed = unnamedOf(state.payments)
  const held = paidSum(unnamed)
  const needed = max(max(minus(held, state.newlyNamed), zero), unnamedTold(state, told, held))
  if (needed === held) return
  let kept = zero
  for (const payment of unnamed) {
    const withIt = sum([kept, payment.amount])
    if (withIt <= needed) kept = withIt
    else reverse(state, payment, now)
  }
  if (kept === needed) return
  const [only] = told.filter(({ providerPaymentId }) => providerPaymentId === null)
  const amount = minus(needed, kept)
  receive(state, only?.amount === amount ? only : unnamedPayment(amount, null), now)
}

/**
 * How much unnamed money there must be for what was told without a name. Nothing follows from such a sum once a payment was taken back, for
 * it may be from before; nor from less than a rupiah more than is recorded, which is a provider's rounding.
 */
function unnamedTold({ payments }: State, told: readonly ToldPayment[], held: Money): Money {
  if (!told.some(({ providerPaymentId }) => providerPaymentId === null)) return zero
  if (payments.some(isTakenBack) || told.some(({ reversed }) => reversed)) return zero
  const total = sum(told.map(({ amount }) => amount))
  const wanted = minus(total, minus(paidSum(payments), held))
  return payments.length > 0 && differsByLessThanARupiah(wanted, held) ? held : wanted
}

export function unnamedPayment(amount: Money, paidAt: Date | null): ToldPayment {
  return { providerPaymentId: null, amount, fee: null, netAmount: null, channel: null, paidAt, reversed: false }
}

function unnamedOf(payments: readonly Payment[]): Payment[] {
  return payments.filter(({ providerPaymentId, status }) => providerPaymentId === null && status === 'received')
}

function factsOf({ providerPaymentId, amount, fee, netAmount, channel, paidAt }: ToldPayment) {
  return { providerPaymentId, amount, fee, netAmount, channel, paidAt }
}

function receive(state: State, told: ToldPayment, now: Date): void {
  const payment: Payment = { id: newPaymentId(), ...factsOf(told), status: 'received', receivedAt: now, reversedAt: null }
  state.payments.push(payment)
  state.steps.push({ type: 'payment.received', payment })
}

function reverse(state: State, payment: Payment, now: Date): void {
  const reversed: Payment = { ...payment, status: 'reversed', reversedAt: now }
  replace(state, payment, reversed)
  state.steps.push({ type: 'payment.reversed', payment: reversed })
}

function replace(state: State, before: Payment, after: Payment): void {
  state.payments = state.payments.map((payment) => (payment === before ? after : payment))
}

/**
 * The recorded payments of an invoice of which more was paid than they come to: that was written by a release that kept only the sum. What
 * they lack is one payment without a name.
 */
export function withEarlierMoney(recorded: readonly Payment[], amountPaid: Money, receivedAt: Date): readonly Payment[] {
  const missing = minus(amountPaid, paidSum(recorded))
  if (missing <= zero) return recorded
  const earlier = factsOf(unnamedPayment(missing, null))
  return [{ id: newPaymentId(), ...earlier, status: 'received', receivedAt, reversedAt: null }, ...recorded]
}
