import { z } from 'zod'
import { paymentTypes, type Address, type InvoiceDetails } from '../core/invoice.ts'
import type { JsonObject } from '../core/json.ts'
import { parseAmount, type Money } from '../core/money.ts'
import type { InvoiceRequest } from './invoice-request.ts'

const json: z.ZodType<JsonObject> = z.record(z.string(), z.json())

/** `presentDetails` read back: what the details column holds. */
export const storedDetails = z.object({
  payment_type: z.enum(paymentTypes),
  minimum_payment: z.string().nullable(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  notes: z.string().nullable(),
  customer: z.object({
    reference: z.string().nullable(),
    name: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    address: z.record(z.string(), z.string().nullable()),
  }),
  items: z.array(z.object({ name: z.string(), quantity: z.number(), unit_price: z.string() })),
  shipping_amount: z.string().nullable(),
  return_url: z.string().nullable(),
  image_url: z.string().nullable(),
  document_url: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  provider_options: z.record(z.string(), json),
})

const options = z.record(z.string(), json)

type Wire = Omit<InvoiceRequest, 'reference' | 'provider'>

/** The merchant's words as the gateway keeps them, from a request or from the database. */
export function toInvoiceDetails(wire: Wire): InvoiceDetails {
  const { customer } = wire
  return {
    paymentType: wire.payment_type ?? 'full',
    minimumPayment: toMoney(wire.minimum_payment),
    title: wire.title ?? null,
    description: wire.description ?? null,
    notes: wire.notes ?? null,
    customer: {
      reference: customer.reference ?? null,
      name: customer.name,
      email: customer.email ?? null,
      phone: customer.phone ?? null,
      address: toAddress(customer.address ?? {}),
    },
    items: (wire.items ?? []).map(({ name, quantity, unit_price }) => ({ name, quantity, unitPrice: readMoney(unit_price) })),
    shippingAmount: toMoney(wire.shipping_amount),
    returnUrl: wire.return_url ?? null,
    imageUrl: wire.image_url ?? null,
    documentUrl: wire.document_url ?? null,
    metadata: wire.metadata ?? {},
    providerOptions: wire.provider_options == null ? {} : options.parse(wire.provider_options),
  }
}

function toAddress(wire: Partial<Record<string, string | null>>): Address {
  const read = (member: keyof Address) => wire[member] ?? null
  return {
    ...{ receiver_name: read('receiver_name'), receiver_phone: read('receiver_phone'), label: read('label') },
    ...{ line1: read('line1'), line2: read('line2'), city: read('city'), region: read('region') },
    ...{ country: read('country'), postal_code: read('postal_code'), landmark: read('landmark') },
  }
}

function toMoney(text: string | null | undefined): Money | null {
  return text == null ? null : readMoney(text)
}

function readMoney(text: string): Money {
  const money = parseAmount(text)
  if (money === null) throw new RangeError('an amount that was checked before is not one')
  return money
}
