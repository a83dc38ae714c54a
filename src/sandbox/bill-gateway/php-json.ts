import type { Json } from '../../core/json.ts'

/** PHP has one kind of array: an empty one is a list, whether it came as `[]` or as `{}`. */
function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0
}

/** What Laravel's TrimStrings and ConvertEmptyStringsToNull make of a request before anything looks at it. */
export function toLaravelInput(value: Json): Json {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim()
  if (typeof value !== 'object' || value === null) return value
  if (isEmpty(value)) return []
  if (Array.isArray(value)) return value.map(toLaravelInput)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toLaravelInput(member)]))
}

function toUnicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/**
 * PHP's json_encode with its default options: `/` is `\/`, all beyond ASCII is `\uxxxx` in lower case. A number that came as
 * `100000.00` is written `100000`, so its sender and this server sign different texts.
 */
export function toPhpJson(value: Json): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, toUnicodeEscape)
}
