export interface JsonFault {
  pointer: string
  detail: string
}

interface Container {
  /** Null for an array. */
  members: Set<string> | null
  /** Member name, or index of an array, that is being read. */
  at: string | number
  expectsName: boolean
}

const depthMax = 32
const quote = 0x22
const backslash = 0x5c

/**
 * One pass over a text that JSON.parse has accepted, for what JSON.parse changes without a word: a repeated member (the last wins),
 * a number that a double cannot hold (…0001 becomes …0000, 1e400 becomes Infinity), `__proto__`, NUL and lone surrogates
 * (which PostgreSQL cannot store), and depth that nobody needs. Null when there is nothing of that.
 */
export function findUnsafe(text: string): JsonFault | null {
  const stack: Container[] = []
  let at = 0
  while (at < text.length) {
    const end = endOfLexeme(text, at)
    const detail = readLexeme(text, { at, end }, stack)
    if (detail !== null) return { pointer: pointerTo(stack), detail }
    at = end
  }
  return null
}

interface Lexeme {
  at: number
  /** Behind its last character. */
  end: number
}

/** Of what is neither a string nor a number each character is a lexeme. */
function endOfLexeme(text: string, at: number): number {
  let end = at + 1
  if (text.charCodeAt(at) === quote) {
    while (end < text.length && text.charCodeAt(end) !== quote) end += text.charCodeAt(end) === backslash ? 2 : 1
    return end + 1
  }
  if (!isNumberStart(text.charCodeAt(at))) return end
  while (isNumberPart(text.charCodeAt(end))) end += 1
  return end
}

/** A digit or a minus. */
function isNumberStart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d
}

/** And a point, a plus, `e` or `E`. */
function isNumberPart(code: number): boolean {
  return isNumberStart(code) || code === 0x2e || code === 0x2b || code === 0x65 || code === 0x45
}

function readLexeme(text: string, { at, end }: Lexeme, stack: Container[]): string | null {
  const top = stack.at(-1)
  switch (text[at]) {
    case '{':
    case '[':
      stack.push(
        text[at] === '{' ? { members: new Set(), at: '', expectsName: true } : { members: null, at: 0, expectsName: false },
      )
      return stack.length > depthMax ? `The text is nested deeper than ${depthMax} levels.` : null
    case '}':
    case ']':
      stack.pop()
      return null
    case ',':
      if (top !== undefined) advance(top)
      return null
    case ':':
      if (top !== undefined) top.expectsName = false
      return null
    case '"': {
      const lexeme = text.slice(at, end)
      return top?.members != null && top.expectsName ? readName(lexeme, top, top.members) : unsafeString(lexeme)
    }
    default:
      return isNumberStart(text.charCodeAt(at)) ? unsafeNumber(text.slice(at, end)) : null
  }
}

function advance(container: Container): void {
  if (container.members !== null) container.expectsName = true
  else if (typeof container.at === 'number') container.at += 1
}

function readName(lexeme: string, container: Container, members: Set<string>): string | null {
  const name: unknown = lexeme.includes('\\') ? JSON.parse(lexeme) : lexeme.slice(1, -1)
  if (typeof name !== 'string') return 'A member name is not a string.'
  container.at = name
  if (name === '__proto__') return 'A member may not be called __proto__.'
  if (members.has(name)) return 'The member appears twice; send it once.'
  members.add(name)
  return unsafeString(lexeme)
}

function unsafeNumber(lexeme: string): string | null {
  const value = Number(lexeme)
  return Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER
    ? null
    : 'The number is beyond 2^53 and would be changed; send amounts as strings.'
}

function unsafeString(lexeme: string): string | null {
  if (!lexeme.includes('\\u')) return null
  const value: unknown = JSON.parse(lexeme)
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
    ? null
    : 'The text holds a NUL or half a surrogate pair; remove it.'
}

function pointerTo(stack: Container[]): string {
  return stack.map(({ at }) => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
