import { z } from 'zod'
import { currencies } from '../core/money.ts'
import { paymentTypes } from '../core/invoice.ts'
import { fromTimestamp } from '../core/time.ts'
import { findRequestFaults } from './request-faults.ts'

const amountText = z
  .string()
  .regex(/^(0|[1-9]\d{0,15})(\.\d{1,2})?$/, {
    error: 'must be a decimal string such as "260000" or "260000.00": at most 16 digits, two decimals',
    abort: true,
  })
  .meta({ examples: ['260000.00'] })
const positiveAmount = amountText.refine((text) => /[1-9]/.test(text), 'must be above zero')

const text = (max: number) => z.string().min(1, 'must not be empty; leave it out instead').max(max)
const url = z
  .string()
  .max(2000)
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value), 'must be an http or https URL')
const instantFault = 'must be an RFC 3339 instant with its offset, such as 2026-11-20T16:00:00Z'
/** zod alone would let an instant without seconds pass, which {@link fromTimestamp} does not read. */
const instant = z.iso
  .datetime({ offset: true, error: instantFault, abort: true })
  .refine((value) => fromTimestamp(value) !== null, instantFault)

const address = z
  .strictObject({
    receiver_name: text(200).nullish(),
    receiver_phone: text(50).nullish(),
    label: text(100).nullish(),
    line1: text(300).nullish(),
    line2: text(300).nullish(),
    city: text(100).nullish(),
    region: text(100).nullish(),
    country: text(100).nullish(),
    postal_code: text(20).nullish(),
    landmark: text(200).nullish(),
  })
  .meta({ description: 'Postal address of the customer' })

const customer = z.strictObject({
  reference: text(64).nullish().meta({ description: 'Your own id of the customer' }),
  name: text(200),
  email: z.email('must be an e-mail address').max(254).nullish(),
  phone: z
    .string()
    .regex(/^[0-9+ -]{5,20}$/, 'must be 5 to 20 of digits, +, space and -')
    .nullish(),
  address: address.nullish(),
})

const item = z.strictObject({
  name: text(255),
  quantity: z.int('must be a whole number').min(1, 'must be at least 1').max(1_000_000),
  unit_price: amountText.meta({ description: 'May be zero' }),
})

const members = {
  reference: z
    .string()
    .regex(/^[!-~]{1,64}$/, 'must be 1 to 64 visible ASCII characters')
    .meta({
      description: 'Yours; unique among invoices that are not failed; the provider sees it unchanged',
      examples: ['INV/1/2026'],
    }),
  amount: positiveAmount
    .nullish()
    .meta({ description: 'Total. Left out, it is the sum of items and shipping_amount; given, it must equal it' }),
  amount_due: positiveAmount.nullish().meta({ description: 'What this invoice collects; default the amount' }),
  currency: z.enum(currencies, 'must be IDR').nullish(),
  payment_type: z.enum(paymentTypes, 'must be full, partial or open').nullish(),
  minimum_payment: positiveAmount.nullish(),
  title: text(255).nullish(),
  description: text(1000).nullish(),
  notes: text(1000).nullish(),
  customer,
  items: z.array(item).max(200).nullish(),
  shipping_amount: amountText.nullish(),
  starts_at: instant.nullish(),
  expires_at: instant.nullish(),
  return_url: url.nullish(),
  image_url: url.nullish(),
  document_url: url.nullish(),
  metadata: z
    .record(z.string(), z.string('must be a string'))
    .nullish()
    .meta({ description: 'Flat strings, 1000 characters in all' }),
}

/** `POST /invoices`, wire-shaped. `options` are the connectors' own schemas under their names. */
export function createInvoiceRequest(options: z.ZodObject) {
  return z
    .strictObject({
      ...members,
      provider: z.string().min(1).nullish().meta({ description: 'Left out, routing decides' }),
      provider_account: z.string().min(1).nullish().meta({ description: 'Name of the provider account; default `default`' }),
      provider_options: options.nullish(),
    })
    .superRefine((request, context) => {
      // Sums of members that are themselves not well-formed would only mislead.
      if (context.issues.length > 0) return
      for (const { path, message } of findRequestFaults(request)) context.addIssue({ code: 'custom', path, message })
    })
}

/** What the request is once its shape has been proved; the options are plain objects here. */
export type InvoiceRequest = Omit<z.infer<ReturnType<typeof createInvoiceRequest>>, 'provider_options'> & {
  provider_options?: Record<string, unknown> | null | undefined
}

/** `PATCH /invoices/{id}`: absent stays, null clears (RFC 7396). The whole is then checked as a create's request is. */
export const updateInvoiceRequest = z
  .strictObject({
    ...members,
    customer: z.strictObject({ ...customer.partial().shape, address: address.nullish() }),
    metadata: z.record(z.string(), z.string('must be a string').nullable()).nullable(),
  })
  .omit({ reference: true, currency: true })
  .partial()
