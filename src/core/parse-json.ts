import { findUnsafe, type JsonFault } from './json-faults.ts'
import { isJsonObject, type Json } from './json.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Complete JSON in valid UTF-8, or why it is not. Nothing is repaired and nothing guessed. */
export function parseJson(bytes: Uint8Array): { value: Json; text: string } | { fault: string } {
  let text
  try {
    text = decoder.decode(bytes)
  } catch {
    return { fault: 'The text is not valid UTF-8.' }
  }
  try {
    return { value: readJson(text), text }
  } catch {
    return { fault: 'The text is not complete, valid JSON.' }
  }
}

const nameThatEndsInEscape = /\\(?:u[\da-fA-F]{4}|[^u])"\s*:/
const stringOrName = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g
const mark = '.'

/**
 * JSON.parse with the type that it really has, and with the names that are really there: V8 takes a name that ends in an escape (`"a\n"`) for one
 * that it has met before and that ends in a backslash (nodejs/node#63785, open in November 2026). Such a text is read with a mark behind each name.
 */
export function readJson(text: string): Json {
  if (!text.includes('\\') || !nameThatEndsInEscape.test(text)) return JSON.parse(text) as Json
  const marked = text.replace(stringOrName, (string, colon?: string) =>
    colon === undefined ? string : `${string.slice(0, -1 - colon.length)}${mark}"${colon}`,
  )
  return withoutMarks(JSON.parse(marked) as Json)
}

function withoutMarks(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutMarks)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name.slice(0, -mark.length), withoutMarks(entry)]))
}

/** As {@link parseJson}, and also refuses what JSON.parse would silently change: repeated members and numbers beyond 2^53. */
export function parseStrictJson(bytes: Uint8Array): { value: Json } | { fault: JsonFault } {
  const parsed = parseJson(bytes)
  if ('fault' in parsed) return { fault: { pointer: '', detail: parsed.fault } }
  const fault = findUnsafe(parsed.text)
  return fault === null ? { value: parsed.value } : { fault }
}
