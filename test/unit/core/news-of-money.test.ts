import { describe, expect, test } from '@jest/globals'
import { noPaymentMeans, type InvoiceStatus } from '../../../src/core/invoice.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { applyNews, noNews, type Change } from '../../../src/core/news.ts'
import { applyPayments, paidSum, unnamedPayment, type ToldPayment } from '../../../src/core/payment.ts'
import { addMs } from '../../../src/core/time.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const now = new Date('2026-11-20T15:00:00.000Z')
const page = { ...noPaymentMeans, url: 'https://checkout.example/a' }
const whole = 260_000_00n
const named = (providerPaymentId: string, amount: bigint, reversed = false): ToldPayment => ({
  ...unnamedPayment(fromMinor(amount), null),
  ...{ providerPaymentId, reversed },
})

interface From {
  status: InvoiceStatus
  payments?: readonly ToldPayment[]
  paymentType?: 'full' | 'open'
  expiresAt?: Date
  amountDue?: bigint
}

/** The invoice with these payments already recorded, and then the news. */
function hear(
  { payments = [], amountDue = whole, ...from }: From,
  told: readonly ToldPayment[],
  word: InvoiceStatus | null = null,
) {
  const recorded = applyPayments([], payments, now).payments
  const own = { payment: page, amountPaid: paidSum(recorded), amountDue: fromMinor(amountDue) }
  return applyNews(sampleInvoice({ ...from, ...own }), recorded, { ...noNews, status: word, payments: told }, now)
}
const typesOf = ({ events }: Change) => events.map(({ type }) => type)

describe('money', () => {
  const after = (from: InvoiceStatus, paid: bigint) => hear({ status: from }, [named('p1', paid)])

  test('that is all of it makes an invoice paid, whatever was said', () => {
    const paid = after('open', whole)
    expect(paid.invoice).toMatchObject({ status: 'paid', paidAt: now, exceptions: [], version: 3, lastSequence: 2 })
    expect(typesOf(paid)).toEqual(['payment.received', 'invoice.paid'])
  })

  test('was paid when the last payment was, where the provider tells', () => {
    const [early, late] = [new Date('2026-11-20T14:10:00.000Z'), new Date('2026-11-20T14:20:00.000Z')]
    const told = [
      { ...named('p2', 60_000_00n), paidAt: late },
      { ...named('p1', 200_000_00n), paidAt: early },
      named('p3', 1n, true),
    ]
    expect(hear({ status: 'open' }, told).invoice.paidAt).toEqual(late)
  })

  test('was paid when the provider says so of the whole, else when we heard of it, and that stays', () => {
    const [told, payment] = [new Date('2026-11-20T14:30:00.000Z'), new Date('2026-11-20T14:20:00.000Z')]
    const payments = [{ ...named('p1', whole), paidAt: payment }]
    const open = sampleInvoice({ status: 'open', payment: page })
    const paid = applyNews(open, [], { ...noNews, payments, paidAt: told }, now)
    expect(paid.invoice.paidAt).toEqual(told)
    const again = applyNews(paid.invoice, paid.payments, { ...noNews, payments, paidAt: now }, now)
    expect(again.invoice.paidAt).toEqual(told)
  })

  test('that is a part makes an open invoice partially paid, and one of which nothing was known', () => {
    expect(after('open', 1n).invoice.status).toBe('partially_paid')
    expect(after('unknown', 1n).invoice.status).toBe('partially_paid')
    expect(after('pending', 1n).invoice.status).toBe('partially_paid')
    expect(typesOf(after('open', 1n))).toEqual(['payment.received', 'invoice.partially_paid'])
  })

  test('beats expired and cancelled, and says that it came late', () => {
    expect(after('expired', whole).invoice).toMatchObject({ status: 'paid', exceptions: ['paid_late'] })
    expect(after('cancelled', whole).invoice).toMatchObject({ status: 'paid', exceptions: ['paid_after_cancel'] })
  })

  test('that comes late and is not all leaves the invoice expired, with the sum raised', () => {
    const late = after('expired', 100_00n)
    expect(typesOf(late)).toEqual(['payment.received', 'invoice.updated'])
    expect(late.invoice).toMatchObject({ status: 'expired', exceptions: ['paid_late'], amountPaid: 100_00n })
  })

  test('for an invoice that was held never to exist is kept, and for a person', () => {
    expect(after('failed', 100_00n).invoice).toMatchObject({
      status: 'failed',
      exceptions: ['needs_review'],
      amountPaid: 100_00n,
    })
    expect(after('failed', whole)).toMatchObject({ refused: 'paid', invoice: { status: 'failed', amountPaid: whole } })
  })

  test('that is too much is flagged, and what a person has settled is not flagged again while nothing more comes', () => {
    const paid = after('open', whole + 1n)
    expect(paid.invoice).toMatchObject({ status: 'paid', exceptions: ['overpaid'] })
    const settled = { ...paid.invoice, exceptions: [] }
    const again = applyNews(settled, paid.payments, { ...noNews, payments: [named('p1', whole + 1n)] }, now)
    expect(again).toMatchObject({ events: [], invoice: { exceptions: [] } })
  })

  test('a rupiah that a provider rounded up is not too much; a whole one is', () => {
    expect(hear({ status: 'open', amountDue: 20_000_67n }, [named('p1', 20_001_00n)]).invoice.exceptions).toEqual([])
    expect(hear({ status: 'open', amountDue: 20_000_67n }, [named('p1', 20_001_67n)]).invoice.exceptions).toEqual(['overpaid'])
  })

  test('that is more than is due once the merchant asks for less is flagged', () => {
    const part = { status: 'partially_paid' as const, payments: [named('p1', 200_00n)], amountDue: 100_00n }
    expect(hear(part, [named('p1', 200_00n)]).invoice).toMatchObject({ status: 'paid', exceptions: ['overpaid'] })
  })

  test('the whole sum a second time is a duplicate, and two parts are not (row 45)', () => {
    const twice = hear({ status: 'paid', payments: [named('p1', whole)] }, [named('p2', whole)])
    expect(twice.invoice).toMatchObject({ status: 'paid', amountPaid: 2n * whole, exceptions: ['duplicate_payment', 'overpaid'] })
    expect(typesOf(twice)).toEqual(['payment.received', 'invoice.updated'])
    const parts = [named('p1', 200_000_00n), named('p2', 60_000_00n)]
    expect(hear({ status: 'open' }, parts).invoice).toMatchObject({ status: 'paid', exceptions: [] })
    const more = hear({ status: 'paid', payments: [named('p1', whole)] }, [named('p2', 1_000_00n)])
    expect(more.invoice.exceptions).toEqual(['overpaid'])
  })

  test('a whole sum that was taken back is no first one, and one that is rounded is whole', () => {
    const back = hear({ status: 'open', payments: [named('p1', whole, true)] }, [named('p2', whole)])
    expect(back.invoice).toMatchObject({ status: 'paid', exceptions: [] })
    const rounded = { status: 'paid' as const, amountDue: 20_000_67n, payments: [named('p1', 20_001_00n)] }
    expect(hear(rounded, [named('p2', 20_000_00n)]).invoice.exceptions).toEqual(['duplicate_payment', 'overpaid'])
    expect(hear(rounded, [named('p2', 19_999_00n)]).invoice.exceptions).toEqual(['overpaid'])
  })

  test('that gets its name is told as a change of the invoice, and counts a version', () => {
    const paid = { status: 'paid' as const, payments: [unnamedPayment(fromMinor(whole), null)] }
    const change = hear(paid, [named('p1', whole)])
    expect(change.events).toEqual([{ type: 'invoice.updated', payment: null }])
    expect(change).toMatchObject({ payments: [{ providerPaymentId: 'p1' }], invoice: { version: 2, exceptions: [] } })
  })

  test('of an open amount is paid only when the provider says so, and is never too much', () => {
    const much = [named('p1', 900_000_00n), named('p2', 900_000_00n)]
    const open = { status: 'open' as const, paymentType: 'open' as const }
    expect(hear(open, much).invoice).toMatchObject({ status: 'partially_paid', exceptions: [] })
    expect(hear(open, much, 'paid').invoice).toMatchObject({ status: 'paid', exceptions: [] })
    expect(hear(open, [], 'paid').invoice.status).toBe('paid')
  })

  test('that an older release wrote as a sum alone is not counted again when it is named', () => {
    const before = sampleInvoice({ status: 'partially_paid', payment: page, amountPaid: fromMinor(100_000_00n) })
    const change = applyNews(before, [], { ...noNews, payments: [named('p1', 100_000_00n), named('p2', 5_00n)] }, now)
    expect(change.invoice.amountPaid).toBe(100_005_00n)
    expect(typesOf(change)).toEqual(['payment.received', 'invoice.updated'])
    const onlyNamed = applyNews(before, [], { ...noNews, payments: [named('p1', 100_000_00n)] }, now)
    expect(typesOf(onlyNamed)).toEqual(['invoice.updated'])
    expect(onlyNamed.payments).toMatchObject([{ providerPaymentId: 'p1', amount: 100_000_00n, receivedAt: before.updatedAt }])
  })
})

describe('a payment that is taken back', () => {
  const paid = { status: 'paid' as const, payments: [named('p1', whole)], expiresAt: addMs(now, 1) }
  const back = [named('p1', whole, true)]

  test('lowers what is paid, says so, and leaves the invoice open while its time lasts (row 45)', () => {
    const reversed = hear(paid, back)
    expect(typesOf(reversed)).toEqual(['payment.reversed', 'invoice.opened'])
    expect(reversed.invoice).toMatchObject({ status: 'open', amountPaid: 0n, exceptions: ['payment_reversed'], paidAt: null })
    expect(reversed.events[0]?.payment).toMatchObject({ status: 'reversed', reversedAt: now })
  })

  test('leaves what other payments make of it', () => {
    const two = [named('p1', 200_000_00n), named('p2', 60_000_00n)]
    expect(hear({ ...paid, payments: two }, [named('p2', 60_000_00n, true)]).invoice.status).toBe('partially_paid')
    expect(hear({ ...paid, payments: [...two, named('p3', whole)] }, [named('p2', 60_000_00n, true)]).invoice.status).toBe('paid')
    expect(
      hear({ ...paid, status: 'partially_paid', payments: [two[1] ?? named('', 1n)] }, [named('p2', 1n, true)]).invoice.status,
    ).toBe('open')
  })

  test('ends the invoice as the provider says, or when its time is over', () => {
    expect(hear(paid, back, 'cancelled').invoice.status).toBe('cancelled')
    expect(hear(paid, back, 'expired').invoice.status).toBe('expired')
    expect(hear({ ...paid, expiresAt: now }, back).invoice.status).toBe('expired')
    expect(hear({ ...paid, expiresAt: now }, back, 'open').invoice.status).toBe('open')
    // What it calls paid takes no more money; of an open amount only the provider says paid.
    expect(hear(paid, back, 'paid').invoice.status).toBe('expired')
    expect(hear({ ...paid, paymentType: 'open' }, back, 'paid').invoice.status).toBe('paid')
  })

  test('leaves expired and cancelled as they are', () => {
    const late = [named('p1', 100_00n)]
    for (const status of ['expired', 'cancelled'] as const)
      expect(hear({ status, payments: late }, [named('p1', 100_00n, true)]).invoice).toMatchObject({ status, amountPaid: 0n })
  })

  test('is not undone by an older word of payment', () => {
    const open = { status: 'open' as const, payments: back }
    expect(hear(open, [named('p1', whole)], 'paid').invoice).toMatchObject({ status: 'open', amountPaid: 0n })
    expect(hear(open, [named('p1', whole)], 'partially_paid').invoice.status).toBe('open')
    expect(hear(open, [named('p1', whole), named('p2', 5_00n)], 'paid').invoice.status).toBe('partially_paid')
    expect(hear({ ...open, paymentType: 'open' }, [named('p1', whole)], 'paid').invoice.status).toBe('open')
  })

  test('and then paid again makes the invoice paid again', () => {
    expect(hear({ status: 'open', payments: back }, [named('p2', whole)], 'paid').invoice).toMatchObject({ status: 'paid' })
  })
})

describe('an answer from before a payment was taken back', () => {
  const before: From = {
    ...{ status: 'open', paymentType: 'open' },
    payments: [named('p1', whole, true)],
  }

  test('does not make an invoice paid by its word, where only the provider says so; what else it lists is money', () => {
    const old = hear(before, [named('p1', whole), named('p2', 100_00n)], 'paid')
    expect(old.invoice).toMatchObject({ status: 'partially_paid', amountPaid: 100_00n })
  })

  test('and one that knows of it does', () => {
    expect(hear(before, [named('p1', whole, true), named('p2', 100_00n)], 'paid').invoice.status).toBe('paid')
  })
})
