/** What JSON can hold, for the places where a shape is not ours to know (metadata, a provider's own fields). */
export type Json = string | number | boolean | null | Json[] | { [member: string]: Json }
export type JsonObject = { [member: string]: Json }

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object less some of its members. */
export function without(object: JsonObject, members: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([member]) => !members.includes(member)))
}

/** A value that came from JSON, as JSON: members that are undefined are left out, anything else that JSON cannot hold is a bug. */
function toJson(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value === 'object') return toJsonObject(value)
  throw new TypeError('not a value of JSON')
}

export function toJsonObject(value: object): JsonObject {
  const given = Object.entries(value).filter(([, entry]) => entry !== undefined)
  return Object.fromEntries(given.map(([member, entry]) => [member, toJson(entry)]))
}

/** Whether any text in it, names of members too, holds a NUL or half a surrogate pair: PostgreSQL can keep neither, in `jsonb` or in `text`. */
export function holdsUnstorable(value: Json): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed()
  if (Array.isArray(value)) return value.some(holdsUnstorable)
  if (!isJsonObject(value)) return false
  return Object.entries(value).some(([member, entry]) => holdsUnstorable(member) || holdsUnstorable(entry))
}

/** Whether two values hold the same, in whatever order their members stand: a database that keeps JSON does not keep their order. */
export function isSameJson(left: Json, right: Json): boolean {
  return JSON.stringify(left, orderMembers) === JSON.stringify(right, orderMembers)
}

function orderMembers(_member: string, value: Json): Json {
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
}
