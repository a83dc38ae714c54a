import { hash } from 'node:crypto'
import type { MerchantId } from '../core/ids.ts'
import type { Json, JsonObject } from '../core/json.ts'
import { parseAmount, toAmount } from '../core/money.ts'
import { Problem } from '../core/problems.ts'

/** 1 to 255 visible ASCII characters; quoted as the IETF draft has it, or bare. */
const bareKey = /^[!#-~][!-~]{0,254}$/
const quotedKey = /^"([!#-~]{1,255})"$/

/** Reads every Idempotency-Key header field of a request. Throws the problem that fits; null when there is none. */
export function readIdempotencyKey(fields: readonly string[]): string | null {
  const [field, ...more] = fields
  if (field === undefined) return null
  const key = quotedKey.exec(field)?.[1] ?? bareKey.exec(field)?.[0]
  if (more.length > 0 || key === undefined) {
    throw new Problem('idempotency_key_invalid', 'Idempotency-Key must be one field of 1 to 255 visible ASCII characters.')
  }
  return key
}

/** Below these a member called `amount` is the caller's own text. */
const freeForm = new Set(['metadata', 'provider_options'])
const amountMembers = new Set<string | null>(['amount', 'amount_due', 'minimum_payment', 'shipping_amount', 'unit_price'])

/** SHA-256 of method, route and what the caller sent, with members in order and amounts in one form; before defaults and routing. */
export function fingerprintOf(route: string, body: unknown): Buffer {
  return hash('sha256', `${route}\n${JSON.stringify(normalise(body, null, true))}`, 'buffer')
}

/** In one pass, for every request waits for it. Members that are undefined are left out, as JSON does. */
function normalise(value: unknown, member: string | null, amounts: boolean): Json {
  if (Array.isArray(value)) return value.map((entry) => normalise(entry, null, amounts))
  if (typeof value === 'object' && value !== null) {
    const ordered: JsonObject = {}
    for (const [name, entry] of Object.entries(value).sort(byName))
      if (entry !== undefined) ordered[name] = normalise(entry, name, amounts && !freeForm.has(name))
    return ordered
  }
  if (typeof value === 'string') return amounts && amountMembers.has(member) ? inOneForm(value) : value
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  throw new TypeError('not a value of JSON')
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1
}

function inOneForm(text: string): string {
  const amount = parseAmount(text)
  return amount === null ? text : toAmount(amount)
}

/** To what each sealed text is bound. */
export const sealPlaces = {
  key: (merchantId: MerchantId, key: string) => `idempotency-key/${merchantId}/${key}`,
  operation: (merchantId: MerchantId, invoiceId: string, id: string) => `operation/${merchantId}/${invoiceId}/${id}`,
}
