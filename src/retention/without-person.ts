import { addressMembers } from '../core/invoice.ts'
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'

/** What a connector must still know of `provider_data` and `provider_options`, for money that comes late. */
export interface Remembered {
  data: readonly string[]
  options: readonly string[]
}

/** Where a text may not be null. */
const erasedText = '[erased]'

const nobody: JsonObject = {
  ...{ reference: null, name: erasedText, email: null, phone: null },
  address: Object.fromEntries(addressMembers.map((member) => [member, null])),
}

type Eraser = (value: Json, remembered: Remembered, provider: string) => Json

const toNull: Eraser = () => null

/**
 * What becomes of each member of an invoice that is, or may be, of a person. The words of the merchant go too, for they may name anybody, and
 * so does what leads to a page that shows the payer. Numbers that were paid to, ids, references, sums and instants stay.
 */
const erasers: Readonly<Record<string, Eraser>> = {
  customer: () => nobody,
  title: toNull,
  description: toNull,
  notes: toNull,
  items: (items) => (Array.isArray(items) ? items.map((item) => replaced(item, { name: erasedText })) : items),
  metadata: () => ({}),
  return_url: toNull,
  image_url: toNull,
  document_url: toNull,
  payment: (means) => replaced(means, { url: null, url_expires_at: null, qr: null }),
  failure: (failure) => replaced(failure, { provider_message: null }),
  provider_data: (data, { data: members }) => only(data, members),
  provider_options: (options, { options: members }, provider) => {
    const kept = only(isJsonObject(options) ? (options[provider] ?? null) : null, members)
    return Object.keys(kept).length === 0 ? {} : { [provider]: kept }
  },
}

/** An invoice in its public form, whole or in part, as it is when nothing in it is of a person any more. Erased again it is the same. */
export function withoutPerson(invoice: JsonObject, provider: string, remembered: Remembered): JsonObject {
  const erase = (member: string, value: Json): Json => {
    const eraser = erasers[member]
    return eraser === undefined ? value : eraser(value, remembered, provider)
  }
  return Object.fromEntries(Object.entries(invoice).map(([member, value]) => [member, erase(member, value)]))
}

function replaced(value: Json, members: JsonObject): Json {
  return isJsonObject(value) ? { ...value, ...members } : value
}

function only(value: Json, members: readonly string[]): JsonObject {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(Object.entries(value).filter(([member]) => members.includes(member)))
}
