import { findUnsafe, type JsonFault } from './json-faults.ts'
import type { Json } from './json.ts'

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

/** JSON.parse with the type that it really has. */
function readJson(text: string): Json {
  return JSON.parse(text) as Json
}

/** As {@link parseJson}, and also refuses what JSON.parse would silently change: repeated members and numbers beyond 2^53. */
export function parseStrictJson(bytes: Uint8Array): { value: Json } | { fault: JsonFault } {
  const parsed = parseJson(bytes)
  if ('fault' in parsed) return { fault: { pointer: '', detail: parsed.fault } }
  const fault = findUnsafe(parsed.text)
  return fault === null ? { value: parsed.value } : { fault }
}
