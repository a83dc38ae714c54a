import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { fromMinor, sum } from '../../../src/core/money.ts'
import {
  applyPayments,
  paidSum,
  unnamedPayment,
  withEarlierMoney,
  type Payment,
  type ToldPayment,
} from '../../../src/core/payment.ts'

const now = new Date('2026-11-20T15:00:00.000Z')
const later = new Date('2026-11-20T15:01:00.000Z')
const rupiah = (whole: number) => fromMinor(BigInt(whole) * 100n)
const unnamed = (whole: number) => unnamedPayment(rupiah(whole), null)
const named = (providerPaymentId: string, whole: number, reversed = false): ToldPayment => ({
  ...unnamed(whole),
  ...{ providerPaymentId, reversed },
})

/** What stands, without what differs by when it was heard. */
function standing(payments: readonly Payment[]) {
  return payments
    .map(({ providerPaymentId, amount, status }) => [providerPaymentId ?? 'unnamed', amount, status].join(' '))
    .sort()
}

/** One telling after the other. */
function hear(...tellings: ToldPayment[][]) {
  let recorded: readonly Payment[] = []
  let moved = 0n
  for (const told of tellings) {
    const { payments, steps } = applyPayments(recorded, told, now)
    recorded = payments
    for (const { type, payment } of steps) moved += type === 'payment.received' ? payment.amount : -1n * payment.amount
  }
  return { recorded, moved }
}

/** What a provider comes to have: each payment, and whether it takes it back in the end. */
const history = fc.array(fc.record({ whole: fc.integer({ min: 1, max: 5 }), reversed: fc.boolean() }), {
  minLength: 1,
  maxLength: 5,
})
const nameOf = (index: number) => `p${index}`

describe('payments that are named', () => {
  test('told in any order and any number of times give the same rows and sums (row 42)', () => {
    const tellings = history.chain((all) => {
      const entries = all.flatMap(({ whole, reversed }, index) => [
        named(nameOf(index), whole),
        ...(reversed ? [named(nameOf(index), whole, true)] : []),
      ])
      const repeated = fc.shuffledSubarray([...entries, ...entries], {
        minLength: entries.length * 2,
        maxLength: entries.length * 2,
      })
      return fc.record({ all: fc.constant(all), told: repeated, cuts: fc.array(fc.nat(20), { maxLength: 4 }) })
    })
    fc.assert(
      fc.property(tellings, ({ all, told, cuts }) => {
        const bounds = [0, ...cuts.filter((cut) => cut < told.length).sort((left, right) => left - right), told.length]
        const parts = bounds.slice(1).map((end, index) => told.slice(bounds[index], end))
        const { recorded, moved } = hear(...parts)
        const model = all.map(({ whole, reversed }, index) =>
          [nameOf(index), rupiah(whole), reversed ? 'reversed' : 'received'].join(' '),
        )
        expect(standing(recorded)).toEqual(model.sort())
        const stands = all.filter(({ reversed }) => !reversed)
        expect(paidSum(recorded)).toBe(sum(stands.map(({ whole }) => rupiah(whole))))
        expect(moved).toBe(paidSum(recorded))
      }),
    )
  })

  test('keep what was told of them first, and when they were heard of', () => {
    const [first] = hear([{ ...named('p1', 5), fee: rupiah(1), channel: 'BSI' }]).recorded
    const recorded = first === undefined ? [] : [first]
    expect(applyPayments(recorded, [named('p1', 5)], later)).toEqual({ payments: recorded, steps: [] })
    expect(first).toMatchObject({ fee: 100n, channel: 'BSI', receivedAt: now, reversedAt: null, status: 'received' })
  })

  test('a reversal that is heard first is a payment that came and went', () => {
    const { payments, steps } = applyPayments([], [named('p1', 5, true)], now)
    expect(steps.map(({ type, payment }) => [type, payment.status])).toEqual([
      ['payment.received', 'received'],
      ['payment.reversed', 'reversed'],
    ])
    expect(payments).toMatchObject([{ status: 'reversed', reversedAt: now }])
  })

  test('a reversal stays, and is dated when it was first heard of', () => {
    const once = applyPayments(hear([named('p1', 5)]).recorded, [named('p1', 5, true)], now)
    const again = applyPayments(once.payments, [named('p1', 5), named('p1', 5, true)], later)
    expect(again).toEqual({ payments: once.payments, steps: [] })
  })
})

describe('money that is told without a name', () => {
  test('is one payment for what came since the last time', () => {
    const { recorded } = hear([unnamed(40)], [unnamed(40)], [unnamed(100)])
    expect(standing(recorded)).toEqual(['unnamed 4000 received', 'unnamed 6000 received'])
  })

  test('is never less than it was: an older telling changes nothing', () => {
    expect(standing(hear([unnamed(100)], [unnamed(40)]).recorded)).toEqual(['unnamed 10000 received'])
  })

  test('is not counted beside the names that it turns out to have, with no word of it where the sum is the same', () => {
    const { recorded } = hear([unnamed(100)])
    const { payments, steps } = applyPayments(recorded, [{ ...named('p1', 100), channel: 'BSI', fee: rupiah(1) }], later)
    expect(steps).toEqual([])
    expect(payments).toEqual([{ ...recorded[0], providerPaymentId: 'p1', channel: 'BSI', fee: 100n }])
  })

  test('takes a name and is taken back at once where that is told', () => {
    const { payments, steps } = applyPayments(hear([unnamed(100)]).recorded, [named('p1', 100, true)], now)
    expect([standing(payments), steps.map(({ type }) => type)]).toEqual([['p1 10000 reversed'], ['payment.reversed']])
  })

  test('is replaced by several payments that it turns out to be', () => {
    const { payments, steps } = applyPayments(hear([unnamed(100)]).recorded, [named('p1', 60), named('p2', 40)], now)
    expect(standing(payments)).toEqual(['p1 6000 received', 'p2 4000 received', 'unnamed 10000 reversed'])
    expect(steps.map(({ type, payment }) => [type, payment.amount])).toEqual([
      ['payment.received', 6000n],
      ['payment.received', 4000n],
      ['payment.reversed', 10000n],
    ])
  })

  test('stays for the rest while only some names are told', () => {
    expect(standing(hear([unnamed(100)], [named('p1', 60)]).recorded)).toEqual([
      ...['p1 6000 received', 'unnamed 10000 reversed', 'unnamed 4000 received'],
    ])
    expect(standing(hear([unnamed(40)], [unnamed(100)], [named('p1', 50)]).recorded)).toEqual([
      ...['p1 5000 received', 'unnamed 1000 received', 'unnamed 4000 received', 'unnamed 6000 reversed'],
    ])
  })

  test('is what lies beyond the names beside which it is told', () => {
    const { recorded } = hear([named('p1', 60), { ...unnamed(40), channel: 'VA' }])
    expect(standing(recorded)).toEqual(['p1 6000 received', 'unnamed 4000 received'])
    expect(recorded[1]).toMatchObject({ channel: 'VA' })
    expect(standing(hear([named('p1', 60)], [unnamed(60)]).recorded)).toEqual(['p1 6000 received'])
  })

  test('is the rounding of a provider where it is less than a rupiah, unless it is all there is', () => {
    const sen = (amount: bigint) => unnamedPayment(fromMinor(amount), null)
    expect(standing(hear([named('p1', 60)], [sen(60_99n)]).recorded)).toEqual(['p1 6000 received'])
    expect(standing(hear([named('p1', 60)], [sen(61_00n)]).recorded)).toEqual(['p1 6000 received', 'unnamed 100 received'])
    expect(standing(hear([sen(99n)]).recorded)).toEqual(['unnamed 99 received'])
  })

  test('says nothing once a payment was taken back, for the sum may be from before', () => {
    const { recorded } = hear([named('p1', 60)], [named('p1', 60, true)], [unnamed(60)])
    expect(standing(recorded)).toEqual(['p1 6000 reversed'])
    expect(standing(hear([named('p1', 60, true), unnamed(60)]).recorded)).toEqual(['p1 6000 reversed'])
  })

  test('of a provider whose answer cannot tell it from a named one counts only as the first', () => {
    const look = { ...unnamed(100), onlyAsFirst: true as const }
    expect(standing(hear([look], [look]).recorded)).toEqual(['unnamed 10000 received'])
    expect(standing(hear([named('p1', 60)], [look]).recorded)).toEqual(['p1 6000 received'])
    expect(standing(hear([look], [named('p1', 100)], [look], [named('p2', 100)]).recorded)).toEqual([
      ...['p1 10000 received', 'p2 10000 received'],
    ])
  })

  test('whatever was told before, a whole list of names leaves exactly those, and events that come to their sum', () => {
    const told = history.chain((all) =>
      fc.record({
        all: fc.constant(all),
        // A sum or a list as it was when so many had come, before anything was taken back; or one payment alone.
        before: fc.array(fc.tuple(fc.constantFrom('sum', 'list', 'one'), fc.nat(all.length - 1)), { maxLength: 6 }),
      }),
    )
    fc.assert(
      fc.property(told, ({ all, before }) => {
        const lists = all.map(({ whole }, index) => named(nameOf(index), whole))
        const tellings = before.map(([how, last]) => {
          const came = lists.slice(0, last + 1)
          if (how === 'sum') return [unnamedPayment(sum(came.map(({ amount }) => amount)), null)]
          return how === 'list' ? came : came.slice(-1)
        })
        const most = sum(lists.map(({ amount }) => amount))
        for (const index of tellings.keys()) expect(paidSum(hear(...tellings.slice(0, index + 1)).recorded) <= most).toBe(true)
        const final = lists.map((one, index) => ({ ...one, reversed: all[index]?.reversed === true }))
        const { recorded, moved } = hear(...tellings, final)
        const stands = recorded.filter(({ status, providerPaymentId }) => status === 'received' || providerPaymentId !== null)
        expect(standing(stands)).toEqual(standing(hear(final).recorded))
        expect(moved).toBe(paidSum(recorded))
      }),
    )
  })
})

describe('money that an older release wrote as a sum', () => {
  test('is a payment without a name for what the rows lack, before those that there are', () => {
    const { recorded } = hear([named('p1', 60)])
    expect(withEarlierMoney(recorded, rupiah(100), later)).toMatchObject([
      { providerPaymentId: null, amount: 4000n, status: 'received', receivedAt: later },
      recorded[0],
    ])
    expect(withEarlierMoney(recorded, rupiah(60), later)).toBe(recorded)
  })
})
