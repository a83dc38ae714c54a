import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { connectors } from '../../../src/connectors/registry.ts'
import { addressMembers } from '../../../src/core/invoice.ts'
import { presentInvoice } from '../../../src/core/invoice-wire.ts'
import { toJsonObject, type JsonObject } from '../../../src/core/json.ts'
import { withoutPerson } from '../../../src/retention/without-person.ts'
import { markedRequest, newMark } from '../../support/marked-person.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const nothing = { data: [], options: [] }
const mark = newMark()
const whole: JsonObject = {
  ...presentInvoice(sampleInvoice()),
  ...markedRequest(mark),
  items: [{ name: mark, quantity: 2, unit_price: '130000.00' }],
  payment: {
    ...{ url: `https://pay.example/${mark}`, url_expires_at: '2026-11-20T16:00:00.000Z', qr: { content: mark } },
    virtual_accounts: [{ number: '0099021234567890', prefix: '009902', bank: 'BSI' }],
  },
  failure: { code: 'provider_rejected', detail: 'The provider refused.', provider_code: '400', provider_message: mark },
  provider_options: { netzme: { terminal_id: mark, fee_type: 'on_buyer' }, durianpay: { first_name: mark } },
  provider_data: { trxId: 't-1', feeType: 'on_buyer', fullName: mark, deep: [{ email: mark }] },
}

/** Every member of the public form is here or among those that are erased: a new one must be thought about. */
const staying = [
  ...['id', 'object', 'status', 'version', 'reference', 'currency'],
  ...['amount', 'amount_due', 'amount_paid', 'amount_remaining', 'payment_type', 'minimum_payment', 'shipping_amount'],
  ...['provider', 'provider_account', 'provider_invoice_id', 'exceptions'],
  ...['starts_at', 'expires_at', 'created_at', 'updated_at', 'checked_at', 'paid_at'],
]
const erased = [
  ...['customer', 'title', 'description', 'notes', 'items', 'metadata', 'return_url', 'image_url', 'document_url'],
  ...['payment', 'failure', 'provider_data', 'provider_options'],
]

describe('an invoice without its person', () => {
  test('holds no text that could be of anybody, and all that is about money as it was', () => {
    const left = withoutPerson(whole, 'winpay', nothing)
    expect(JSON.stringify(left)).not.toContain(mark)
    expect(Object.keys(left).sort()).toEqual([...staying, ...erased].sort())
    for (const member of staying) expect(left[member]).toEqual(whole[member])
    expect(left).toMatchObject({
      customer: {
        ...{ reference: null, name: '[erased]', email: null, phone: null },
        address: Object.fromEntries(addressMembers.map((member) => [member, null])),
      },
      ...{ title: null, description: null, notes: null, return_url: null, image_url: null, document_url: null },
      items: [{ name: '[erased]', quantity: 2, unit_price: '130000.00' }],
      ...{ metadata: {}, provider_options: {}, provider_data: {} },
      payment: {
        ...{ url: null, url_expires_at: null, qr: null },
        virtual_accounts: [{ number: '0099021234567890', prefix: '009902', bank: 'BSI' }],
      },
      failure: { code: 'provider_rejected', detail: 'The provider refused.', provider_code: '400', provider_message: null },
    })
  })

  test('keeps what its connector must still know, of its own provider only', () => {
    const remembered = { data: ['trxId', 'feeType'], options: ['fee_type'] }
    const left = withoutPerson(whole, 'netzme', remembered)
    expect(left['provider_data']).toEqual({ trxId: 't-1', feeType: 'on_buyer' })
    expect(left['provider_options']).toEqual({ netzme: { fee_type: 'on_buyer' } })
    expect(withoutPerson(whole, 'winpay', remembered)['provider_options']).toEqual({})
  })

  test('stays as it is when it is erased again, whatever its members are', () => {
    const member = fc.constantFrom(...Object.keys(whole), 'something_new')
    fc.assert(
      fc.property(fc.dictionary(member, fc.jsonValue()), (invoice) => {
        const once = withoutPerson(toJsonObject(invoice), 'netzme', { data: ['trxId'], options: ['fee_type'] })
        expect(withoutPerson(once, 'netzme', { data: ['trxId'], options: ['fee_type'] })).toEqual(once)
      }),
    )
  })

  test.each(connectors)('$manifest.name: nothing of a person is among what is remembered', ({ manifest }) => {
    const { data, options } = manifest.remembers ?? nothing
    for (const member of [...data, ...options]) expect(member).not.toMatch(/name|mail|phone|address|cust|title|desc|note/i)
  })
})
