import { expect, test } from '@jest/globals'
import { asMerchantId } from '../../../src/core/ids.ts'
import { draftInvoice } from '../../../src/invoices/draft-invoice.ts'
import { changingCells } from '../../../src/invoices/invoice-rows.ts'
import { toInvoiceDetails } from '../../../src/invoices/to-invoice-details.ts'

const request = { reference: 'INV/1', amount: '1000', customer: { name: 'Ayu', phone: '0812345' } }
const facts = { merchantId: asMerchantId('mer_1'), key: 'k', now: new Date('2026-11-21T03:00:00Z'), defaultExpiryMinutes: 60 }
const before = draftInvoice(request, facts)

test('what is big and as it was is not sent again', () => {
  expect(changingCells({ ...before, status: 'open' }, before)).toMatchObject({
    details: null,
    payment: null,
    provider_data: null,
  })
})

/** Another value for every member that a merchant may give. */
const another = draftInvoice(
  {
    ...{ reference: 'INV/1', payment_type: 'partial', minimum_payment: '10', title: 'a', description: 'b', notes: 'c' },
    customer: { name: 'Budi', phone: '0812345' },
    items: [{ name: 'Coffee', quantity: 1, unit_price: '900' }],
    ...{
      shipping_amount: '100',
      return_url: 'https://a.example',
      image_url: 'https://b.example',
      document_url: 'https://c.example',
    },
    ...{ metadata: { order: '1' }, provider_options: { winpay: { back_url: 'javascript:history.back()' } } },
  },
  facts,
)

test.each(Object.keys(toInvoiceDetails(request)))('the details are sent when %s is another', (member) => {
  const value: unknown = Reflect.get(another, member)
  expect(value).not.toEqual(Reflect.get(before, member))
  expect(changingCells({ ...before, [member]: value }, before).details).not.toBeNull()
})

test('means of payment and data of the provider are sent when they are others', () => {
  const payment = { ...before.payment, url: 'https://pay.example' }
  expect(changingCells({ ...before, payment, providerData: { id: 1 } }, before)).toMatchObject({
    payment: expect.stringContaining('pay.example'),
    provider_data: '{"id":1}',
  })
})
