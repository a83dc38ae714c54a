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
