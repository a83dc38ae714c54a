import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { CallbackPayment } from '../../../src/connectors/connector.ts'
import { fromInquiryAnswer, toCounted } from '../../../src/connectors/netzme/mapper.ts'
import type { Invoice } from '../../../src/core/invoice.ts'
import { fromMinor, max, toAmount, type Money } from '../../../src/core/money.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const rupiah = (whole: bigint) => fromMinor(whole * 100n)

function paid(amount: Money, fee: Money | null): CallbackPayment {
  return { id: 'a-payment', amount, fee, netAmount: null, channel: null, paidAt: null, reversed: false }
}

function invoiceOf(amount: Money, feeType: 'on_buyer' | 'on_seller' | null, shippingAmount: Money | null = null): Invoice {
  return sampleInvoice({
    amount,
    shippingAmount,
    providerOptions: feeType === null ? {} : { netzme: { fee_type: feeType } },
  })
}

describe('what a payment through Netzme counts for its invoice', () => {
  test.each([
    ['all of it, when the seller bears the fee', 'on_seller', 50_000n, 1_050n, 50_000n],
    ['all of it, when nobody said who bears the fee', null, 51_050n, 1_050n, 51_050n],
    ['the invoice’s sum, when the buyer paid the fee on top', 'on_buyer', 51_050n, 1_050n, 50_000n],
    ['the invoice’s sum, when the gross sum does not hold the buyer’s fee', 'on_buyer', 50_000n, 1_050n, 50_000n],
    ['never less than the invoice’s sum, when more than that came', 'on_buyer', 50_500n, 1_050n, 50_000n],
    ['what came, when it is less than was asked for', 'on_buyer', 40_000n, 1_050n, 40_000n],
    ['what exceeds even the fee', 'on_buyer', 61_050n, 1_050n, 60_000n],
    ['all of it, when the buyer’s fee is not told', 'on_buyer', 51_050n, null, 51_050n],
  ] as const)('%s', (_, feeType, gross, fee, counted) => {
    const payment = paid(rupiah(gross), fee === null ? null : rupiah(fee))
    expect(toCounted(payment, invoiceOf(rupiah(50_000n), feeType), 'combined').amount).toBe(rupiah(counted))
  })

  test('what Netzme says of the fee goes before what was asked for', () => {
    const invoice = { ...invoiceOf(rupiah(50_000n), 'on_seller'), providerData: { feeType: 'on_buyer' } }
    expect(toCounted(paid(rupiah(51_050n), rupiah(1_050n)), invoice, 'combined').amount).toBe(rupiah(50_000n))
  })

  test('the whole invoice, when Netzme repeats the sum without the shipping as it was sent', () => {
    const invoice = invoiceOf(rupiah(60_000n), 'on_buyer', rupiah(10_000n))
    expect(toCounted(paid(rupiah(50_000n), null), invoice, 'separate').amount).toBe(rupiah(60_000n))
    expect(toCounted(paid(rupiah(51_050n), rupiah(1_050n)), invoice, 'separate').amount).toBe(rupiah(60_000n))
    expect(toCounted(paid(rupiah(50_000n), null), invoice, 'combined').amount).toBe(rupiah(50_000n))
  })

  test('a fee is one of the payment where the seller bears it, and not where the buyer does', () => {
    const payment = { ...paid(rupiah(51_050n), rupiah(1_050n)), netAmount: rupiah(50_000n) }
    const bySeller = toCounted(payment, invoiceOf(rupiah(51_050n), 'on_seller'), 'combined')
    expect(bySeller).toMatchObject({ amount: rupiah(51_050n), fee: rupiah(1_050n), netAmount: rupiah(50_000n) })
    const byBuyer = toCounted(payment, invoiceOf(rupiah(50_000n), 'on_buyer'), 'combined')
    expect(byBuyer).toMatchObject({ amount: rupiah(50_000n), fee: null, netAmount: null })
  })

  test('the same, whether a callback or an inquiry tells of it', () => {
    const sums = fc.bigInt({ min: 1n, max: 200n }).map(rupiah)
    const feeTypes = fc.constantFrom('on_buyer', 'on_seller')
    const idr = (amount: Money) => ({ value: toAmount(amount), currency: 'IDR' })
    fc.assert(
      fc.property(
        sums,
        sums,
        sums,
        feeTypes,
        fc.constantFrom('combined', 'separate'),
        (gross, fee, amount, feeType, shipping) => {
          const invoice = invoiceOf(amount, feeType, rupiah(10n))
          const members = { invoiceId: 'NETZ-INV-1', amount: idr(gross), feeAmount: idr(fee) }
          const { payments } = fromInquiryAnswer({ status: 'SUCCESS', additionalInfo: members }, invoice, shipping)
          const counted = toCounted(paid(gross, fee), invoice, shipping)
          expect(payments).toMatchObject([{ amount: counted.amount, fee: counted.fee }])
        },
      ),
    )
  })

  test('never more than came or was asked for, and never less than what came beyond the fee', () => {
    const sums = fc.bigInt({ min: 1n, max: 10n ** 12n }).map(fromMinor)
    fc.assert(
      fc.property(sums, sums, sums, fc.constantFrom('on_buyer', 'on_seller', null), (gross, fee, amount, feeType) => {
        const counted = toCounted(paid(gross, fee), invoiceOf(amount, feeType), 'combined').amount
        expect(counted <= max(gross, amount)).toBe(true)
        expect(counted + fee >= gross).toBe(true)
      }),
    )
  })
})
