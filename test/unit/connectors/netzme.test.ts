import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { credentials, options } from '../../../src/connectors/netzme/config.ts'
import { netzme } from '../../../src/connectors/netzme/index.ts'
import { check } from '../../../src/connectors/netzme/config.ts'
import { fromCreateAnswer, fromInquiryAnswer, toInquiryKeys } from '../../../src/connectors/netzme/mapper.ts'
import type { Invoice } from '../../../src/core/invoice.ts'
import type { JsonObject } from '../../../src/core/json.ts'
import { fromMinor } from '../../../src/core/money.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 512 })
const account = {
  client_id: 'client',
  client_secret: 'secret',
  private_key: privateKey.export({ type: 'pkcs1', format: 'der' }).toString('base64'),
  merchant_id: 'M_TEST',
  channel_id: '95221',
}
const moment = { now: new Date('2026-11-20T14:00:00.000Z'), token: 'token', externalId: '1'.repeat(32) }

function withOptions(netzmeOptions: JsonObject, overrides: Partial<Invoice> = {}): Invoice {
  return sampleInvoice({ ...overrides, providerOptions: { netzme: netzmeOptions } })
}

function bodyOf(invoice: Invoice, settings: object = {}): string {
  return netzme.open({ credentials: account, settings }).create.build({ invoice, number: null }, moment).body ?? ''
}

describe('what is sent to Netzme', () => {
  const anyOptions = fc.record(
    {
      pay_method: fc.constantFrom(...options.shape.pay_method.unwrap().options),
      commission_percentage: fc.integer({ min: 0, max: 100 }),
      fee_type: fc.constantFrom('on_buyer', 'on_seller'),
      terminal_id: fc.stringMatching(/^[0-9]{1,16}$/),
    },
    { requiredKeys: [] },
  )

  it('never holds a bare number that the provider’s minifier would rewrite', () => {
    const sen = fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).map(fromMinor)
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(
        sen,
        fc.option(sen),
        fc.integer({ min: 1, max: 999_999_999 }),
        text,
        anyOptions,
        fc.constantFrom('combined', 'separate'),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (amount, shippingAmount, quantity, name, chosen, shipping, secondsLeft) => {
          const items = [{ name, quantity, unitPrice: amount }]
          const expiresAt = new Date(moment.now.getTime() + secondsLeft * 1_000)
          const invoice = withOptions({ ...chosen }, { amount, shippingAmount, items, expiresAt, notes: name })
          const withoutTexts = bodyOf(invoice, { shipping }).replace(/"(?:[^"\\]|\\.)*"/g, '""')
          for (const [number] of withoutTexts.matchAll(/[-\d][\d.eE+-]*/g)) expect(number).toMatch(/^(0|[1-9]\d{0,2})$/)
        },
      ),
    )
  })

  it('rounds the seconds up, and never to none', () => {
    const secondsUntil = (expiresAt: Date) => bodyOf(withOptions({ pay_method: 'QRIS' }, { expiresAt }))
    expect(secondsUntil(new Date('2026-11-20T14:00:00.001Z'))).toContain('"expireInSecond":"1"')
    expect(secondsUntil(new Date('2026-11-20T14:00:01.001Z'))).toContain('"expireInSecond":"2"')
    expect(secondsUntil(new Date('2026-11-20T13:00:00.000Z'))).toContain('"expireInSecond":"1"')
  })

  it('takes the title for the description only when there is none, and leaves out what is not known', () => {
    const customer = { ...sampleInvoice().customer, email: null }
    expect(JSON.parse(bodyOf(sampleInvoice({ customer })))).toMatchObject({ additionalInfo: { description: 'Order 111130' } })
    expect(bodyOf(sampleInvoice({ customer, description: 'own' }))).toContain('"description":"own"')
    expect(bodyOf(sampleInvoice({ customer }))).not.toMatch(/"email"|"notes"|null/)
  })

  it('tells items and address of a card payment, as text', () => {
    const customer = sampleInvoice().customer
    const address = { ...customer.address, line1: 'Jalan Contoh 1', city: 'Jakarta' }
    expect(JSON.parse(bodyOf(withOptions({ pay_method: 'CREDIT_CARD' }, { customer: { ...customer, address } })))).toMatchObject({
      additionalInfo: {
        address: 'Jalan Contoh 1, Jakarta',
        item_details: [{ name: '01002676', item_id: '1', qty: '1', amount: '260000.00' }],
      },
    })
  })

  it('never sends a negative amount when the shipping is the whole sum', () => {
    const invoice = sampleInvoice({ shippingAmount: fromMinor(260_000_00n) })
    expect(JSON.parse(bodyOf(invoice, { shipping: 'separate' }))).toMatchObject({ amount: { value: '260000.00' } })
  })
})

describe('what Netzme cannot carry', () => {
  const named = (name: string, netzmeOptions: JsonObject) =>
    check(withOptions(netzmeOptions, { customer: { ...sampleInvoice().customer, name } })).cannotCarry.map(
      ({ pointer }) => pointer,
    )

  it('refuses a name that is not of letters, only where the method is fixed', () => {
    expect(named('Tester 2', { pay_method: 'BCA' })).toEqual(['/customer/name'])
    expect(named('Siti Zulaikhé', { pay_method: 'BCA' })).toEqual([])
    expect(named('Tester 2', {})).toEqual([])
  })

  it('refuses one method and several at once', () => {
    expect(named('Tester', { pay_method: 'BCA', pay_methods: ['BCA'] })).toEqual(['/provider_options/netzme/pay_methods'])
  })
})

describe('what Netzme answers', () => {
  const created = (top: JsonObject, info: JsonObject) =>
    fromCreateAnswer({ ...top, additionalInfo: { invoiceId: 'NETZ-INV-1', status: true, ...info } }, sampleInvoice(), 'combined')

  it('compares an amount where a create tells one', () => {
    expect(created({ amount: { value: '260000.00', currency: 'IDR' } }, {}).amount).toBe(260_000_00n)
    expect(created({ amount: { value: '1.00', currency: 'IDR' } }, {}).amount).toBe(100n)
    expect(() => created({ amount: { value: '260000.00', currency: 'USD' } }, {})).toThrow()
    expect(() => created({ amount: { value: '2.6e5', currency: 'IDR' } }, {})).toThrow()
  })

  it('keeps ways to pay that it cannot read, instead of losing the invoice', () => {
    const told = created({}, { virtualAccountData: [{ number: 1 }], qrImage: '000201', paymentUrl: '' })
    expect(told.payment).toBeNull()
    expect(told.data).toEqual({ virtualAccountData: [{ number: 1 }], qrImage: '000201', paymentUrl: '' })
  })

  it('is not read without an id or with a status flag of text', () => {
    expect(() => created({}, { invoiceId: null })).toThrow('names no invoice')
    expect(() => created({}, { status: 'true' })).toThrow()
  })

  const paid = (invoice: Invoice, members: JsonObject, shipping: 'combined' | 'separate' = 'combined') =>
    fromInquiryAnswer({ status: 'SUCCESS', additionalInfo: { invoiceId: 'NETZ-INV-1', ...members } }, invoice, shipping)
  const idr = (value: string) => ({ value, currency: 'IDR' })

  it('takes the buyer’s fee off an amount that exceeds ours by it', () => {
    const gross = { amount: idr('261050.00'), feeAmount: idr('1050.00') }
    expect(paid(sampleInvoice(), { ...gross, feeType: 'on_buyer' })).toMatchObject({
      amount: 260_000_00n,
      amountPaid: 260_000_00n,
    })
    expect(paid(sampleInvoice(), { ...gross, feeType: 'on_seller' }).amount).toBe(261_050_00n)
    expect(paid(withOptions({ fee_type: 'on_buyer' }), gross).amount).toBe(260_000_00n)
  })

  it('adds shipping back where it was sent beside the amount', () => {
    const invoice = sampleInvoice({ shippingAmount: fromMinor(10_000_00n) })
    expect(paid(invoice, { amount: idr('250000.00') }, 'separate').amount).toBe(260_000_00n)
    expect(paid(invoice, { amount: idr('250000.00') }, 'combined').amount).toBe(250_000_00n)
  })

  it('says nothing of the sum when the answer does not', () => {
    expect(paid(sampleInvoice(), {})).toMatchObject({ status: 'paid', amount: null, amountPaid: null, payment: null })
  })

  it('keeps the key of the next inquiry and the ways to pay known before', () => {
    const virtualAccounts = [{ number: '1', prefix: null, bank: 'BNI' }]
    const payment = { url: null, urlExpiresAt: null, virtualAccounts, qr: null }
    const told = paid(sampleInvoice({ providerData: { trxId: 't-1' }, payment }), { paymentUrl: 'https://pay.example/1' })
    expect(told.data['trxId']).toBe('t-1')
    expect(told.payment).toMatchObject({ url: 'https://pay.example/1', virtualAccounts })
  })

  it('keeps no second copy of who the customer is', () => {
    const told = paid(sampleInvoice(), { email: 'a@example.com', fullName: 'A', phoneNo: '08123', desc: 'd' })
    expect(told.data).toEqual({ status: 'SUCCESS', desc: 'd' })
  })
})

describe('the keys of an inquiry', () => {
  it('are those that are known, in the account’s order; none at all is possible', () => {
    const fresh = sampleInvoice()
    const full = sampleInvoice({ providerInvoiceId: 'NETZ-INV-1', providerData: { trxId: 't-1' } })
    expect(toInquiryKeys(fresh, ['trx_id'])).toEqual([])
    expect(toInquiryKeys(full, ['invoice_id', 'partner_reference_no', 'trx_id'])).toEqual(['NETZ-INV-1', 'INV/1/2026', 't-1'])
    const { find } = netzme.open({ credentials: account, settings: {} })
    expect(find?.ways?.({ invoice: fresh, page: 0 })).toBe(0)
  })
})

describe('the credentials', () => {
  it.each([['c2VjcmV0LWp1bms='], ['']])('refuse a private key that cannot be read, without showing it', (private_key) => {
    const parsed = credentials.safeParse({ ...account, private_key })
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['private_key']])
    expect(String(parsed.error)).not.toContain(private_key === '' ? account.client_secret : private_key)
  })

  it('take keys of one line with written line breaks, and their own result again', () => {
    const { privateKey: key, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const parsed = credentials.parse({
      ...account,
      private_key: key.export({ type: 'pkcs8', format: 'pem' }).toString().replaceAll('\n', '\\n'),
      callback_public_key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    })
    expect(credentials.parse(parsed)).toEqual(parsed)
  })

  it('refuse a callback key that cannot be read', () => {
    expect(credentials.safeParse({ ...account, callback_public_key: 'junk' }).success).toBe(false)
  })
})
