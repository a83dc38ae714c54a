import { z } from 'zod'
import { toFaults } from '../core/faults.ts'
import type { Invoice } from '../core/invoice.ts'
import { presentDetails, presentInstant } from '../core/invoice-wire.ts'
import { isJsonObject, without, type Json, type JsonObject } from '../core/json.ts'
import { parseAmount, toAmount } from '../core/money.ts'
import { Problem } from '../core/problems.ts'
import { addMs, minuteMs } from '../core/time.ts'
import { readInstant } from './draft-invoice.ts'
import { createInvoiceRequest } from './invoice-request.ts'
import { totalOf } from './request-faults.ts'
import { toInvoiceDetails } from './to-invoice-details.ts'

/** RFC 7396: absent stays, null clears. */
function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch
  const merged = isJsonObject(target) ? { ...target } : {}
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, member)
    else merged[member] = mergePatch(merged[member], value)
  }
  return merged
}

const wholeRequest = createInvoiceRequest(z.looseObject({}))

/**
 * The invoice as the patch would have it, checked as a whole as a create's request is. The same patch gives the same invoice at any time.
 * Throws `invalid_request`, and `invoice_state_conflict` for an invoice whose personal data was erased: nobody would erase what is added now.
 */
export function patchInvoice(
  { defaultExpiryMinutes }: { defaultExpiryMinutes: number },
  invoice: Invoice,
  patch: JsonObject,
): Invoice {
  if (invoice.erasedAt !== null) {
    throw new Problem('invoice_state_conflict', 'The personal data of this invoice was erased; it cannot be changed any more.', {
      invoiceId: invoice.id,
    })
  }
  const parsed = wholeRequest.safeParse(mergePatch(toRequestWire(invoice, patch), patch))
  if (!parsed.success)
    throw new Problem('invalid_request', 'The invoice would not be well-formed.', { errors: toFaults(parsed.error) })
  const request = parsed.data
  const amount = totalOf(request)
  if (amount === null) throw new RangeError('a checked request lacks its amount')
  const expiresAt = readInstant(request.expires_at) ?? addMs(invoice.createdAt, defaultExpiryMinutes * minuteMs)
  const startsAt = readInstant(request.starts_at)
  if (startsAt !== null && startsAt >= expiresAt) throw badMember('/starts_at', 'It must be before expires_at.')
  const amountDue = request.amount_due == null ? amount : (parseAmount(request.amount_due) ?? amount)
  return { ...invoice, ...toInvoiceDetails(request), amount, amountDue, startsAt, expiresAt }
}

function badMember(pointer: string, detail: string): Problem {
  return new Problem('invalid_request', 'The invoice would not be well-formed.', { errors: [{ pointer, detail }] })
}

/** The present invoice as a request; sums that follow from others are left out, so that they follow again. */
function toRequestWire(invoice: Invoice, patch: JsonObject): JsonObject {
  const keepsItems = invoice.items.length > 0 && patch['items'] !== null
  const followsItems = keepsItems && (patch['items'] !== undefined || patch['shipping_amount'] !== undefined)
  return {
    ...without(presentDetails(invoice), ['customer']),
    customer: withoutNulls(presentDetails(invoice)['customer']),
    reference: invoice.reference,
    ...(followsItems ? {} : { amount: toAmount(invoice.amount) }),
    ...(invoice.amountDue === invoice.amount ? {} : { amount_due: toAmount(invoice.amountDue) }),
    starts_at: presentInstant(invoice.startsAt),
    expires_at: presentInstant(invoice.expiresAt),
  }
}

function withoutNulls(value: Json | undefined): Json {
  if (!isJsonObject(value)) return value ?? null
  const entries = Object.entries(value).filter(([, entry]) => entry !== null)
  return Object.fromEntries(entries.map(([member, entry]) => [member, withoutNulls(entry)]))
}

const members = {
  amount: ({ amount }) => amount.toString(),
  amount_due: ({ amount, amountDue }) => (amountDue === amount ? null : amountDue.toString()),
  payment_type: ({ paymentType }) => paymentType,
  minimum_payment: ({ minimumPayment }) => minimumPayment?.toString(),
  items: ({ items }) => items.map(({ name, quantity, unitPrice }) => [name, quantity, unitPrice.toString()]),
  shipping_amount: ({ shippingAmount }) => shippingAmount?.toString(),
  title: ({ title }) => title,
  description: ({ description }) => description,
  notes: ({ notes }) => notes,
  'customer.reference': ({ customer }) => customer.reference,
  'customer.name': ({ customer }) => customer.name,
  'customer.email': ({ customer }) => customer.email,
  'customer.phone': ({ customer }) => customer.phone,
  'customer.address': ({ customer }) => customer.address,
  metadata: ({ metadata }) => metadata,
  image_url: ({ imageUrl }) => imageUrl,
  document_url: ({ documentUrl }) => documentUrl,
  return_url: ({ returnUrl }) => returnUrl,
  starts_at: ({ startsAt }) => startsAt,
  expires_at: ({ expiresAt }) => expiresAt,
} as const satisfies Record<string, (invoice: Invoice) => unknown>

export type ChangeableMember = keyof typeof members

export const changeableMembers = Object.keys(members) as readonly ChangeableMember[]

/** In which members two versions of an invoice differ, in the words of the manifests. */
export function changedMembers(before: Invoice, after: Invoice): ChangeableMember[] {
  return changeableMembers.filter((name) => JSON.stringify(members[name](before)) !== JSON.stringify(members[name](after)))
}

/** The part of a patch that is about these members. */
export function onlyMembers(patch: JsonObject, wanted: readonly string[]): JsonObject {
  const entries = Object.entries(patch).flatMap(([name, value]): [string, Json][] => {
    if (name !== 'customer' || !isJsonObject(value)) return wanted.includes(name) ? [[name, value]] : []
    const inside = Object.entries(value).filter(([member]) => wanted.includes(`customer.${member}`))
    return inside.length === 0 ? [] : [[name, Object.fromEntries(inside)]]
  })
  return Object.fromEntries(entries)
}
