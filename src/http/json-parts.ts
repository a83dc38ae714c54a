import { isJsonObject, type Json, type JsonObject } from '../core/json.ts'

/** A member that is an object; an empty one when it is not there. */
export function objectAt(object: JsonObject, member: string): JsonObject {
  const value = object[member]
  return isJsonObject(value) ? value : {}
}

export function mapValues(object: JsonObject, map: (value: Json, name: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value, name)]))
}
