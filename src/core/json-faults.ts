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

const token = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\],:]/g
const depthMax = 32

/**
 * One pass over a text that JSON.parse has accepted, for what JSON.parse changes without a word: a repeated member (the last wins),
 * a number that a double cannot hold (…0001 becomes …0000, 1e400 becomes Infinity), `__proto__`, NUL and lone surrogates
 * (which PostgreSQL cannot store), and depth that nobody needs. Null when there is nothing of that.
 */
export function findUnsafe(text: string): JsonFault | null {
  const stack: Container[] = []
  for (const [lexeme] of text.matchAll(token)) {
    const top = stack.at(-1)
    const detail = readLexeme(lexeme, top, stack)
    if (detail !== null) return { pointer: pointerTo(stack), detail }
  }
  return null
}

function readLexeme(lexeme: string, top: Container | undefined, stack: Container[]): string | null {
  switch (lexeme) {
    case '{':
    case '[':
      stack.push({ members: lexeme === '{' ? new Set() : null, at: lexeme === '{' ? '' : 0, expectsName: lexeme === '{' })
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
    default:
      if (!lexeme.startsWith('"')) return unsafeNumber(lexeme)
      if (top === undefined || top.members === null || !top.expectsName) return unsafeString(lexeme)
      return readName(lexeme, top, top.members)
  }
}

function advance(container: Container): void {
  if (container.members !== null) container.expectsName = true
  else if (typeof container.at === 'number') container.at += 1
}

function readName(lexeme: string, container: Container, members: Set<string>): string | null {
  const name: unknown = JSON.parse(lexeme)
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
  if (!/\\u(0000|[dD][89a-fA-F])/.test(lexeme)) return null
  const value: unknown = JSON.parse(lexeme)
  return typeof value === 'string' && value.isWellFormed() && !value.includes('\0')
    ? null
    : 'The text holds a NUL or half a surrogate pair; remove it.'
}

function pointerTo(stack: Container[]): string {
  return stack.map(({ at }) => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
