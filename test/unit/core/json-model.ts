/** JSON as a tree that remembers how it was written: repeated members and the digits of numbers. */
export type Node =
  | { kind: 'text'; value: string }
  | { kind: 'number'; lexeme: string }
  | { kind: 'word'; word: 'true' | 'false' | 'null' }
  | { kind: 'array'; items: Node[] }
  | { kind: 'object'; members: [string, Node][] }

type Escaping = 'plain' | 'escaped'

export function writeNode(node: Node, gap: string, how: Escaping): string {
  const list = (open: string, parts: string[], close: string): string => open + gap + parts.join(`${gap},${gap}`) + gap + close
  switch (node.kind) {
    case 'text':
      return writeText(node.value, how)
    case 'number':
      return node.lexeme
    case 'word':
      return node.word
    case 'array':
      return list(
        '[',
        node.items.map((item) => writeNode(item, gap, how)),
        ']',
      )
    case 'object':
      return list(
        '{',
        node.members.map(([name, value]) => `${writeText(name, how)}${gap}:${gap}${writeNode(value, gap, how)}`),
        '}',
      )
  }
}

function writeText(text: string, how: Escaping): string {
  if (how === 'plain') return JSON.stringify(text)
  const units = text.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`)
  return `"${units.join('')}"`
}

export interface ModelFault {
  pointer: string
}

/** Every fault in reading order, found by walking the tree: no text is scanned and nothing is parsed. */
export function faultsOf(node: Node, pointer = ''): ModelFault[] {
  switch (node.kind) {
    case 'word':
      return []
    case 'text':
      return isStorable(node.value) ? [] : [{ pointer }]
    case 'number':
      return isExact(node.lexeme) ? [] : [{ pointer }]
    case 'array':
      return node.items.flatMap((item, index) => faultsOf(item, `${pointer}/${index}`))
    case 'object':
      return node.members.flatMap(([name, value], index) => {
        const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
        const repeated = node.members.slice(0, index).some(([earlier]) => earlier === name)
        const own = repeated || name === '__proto__' || !isStorable(name) ? [{ pointer: place }] : []
        return [...own, ...faultsOf(value, place)]
      })
  }
}

function isStorable(text: string): boolean {
  const units = text.split('').map((unit) => unit.charCodeAt(0))
  const isHigh = (unit: number | undefined): boolean => unit !== undefined && unit >= 0xd800 && unit < 0xdc00
  const isLow = (unit: number | undefined): boolean => unit !== undefined && unit >= 0xdc00 && unit < 0xe000
  return units.every((unit, index) => {
    if (isHigh(unit)) return isLow(units[index + 1])
    if (isLow(unit)) return isHigh(units[index - 1])
    return unit !== 0
  })
}

/** Whether the number lies within ±(2^53 - 1), by its digits and not by a double. */
function isExact(lexeme: string): boolean {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(lexeme) ?? []
  const shift = Number(exponent)
  const digits = (whole + fraction).replace(/^0+/, '')
  const length = digits === '' ? 0 : whole.length + shift - (whole.length + fraction.length - digits.length)
  if (length > 16) return false
  if (length < 16) return true
  return BigInt(digits.slice(0, 16).padEnd(16, '0')) < 2n ** 53n
}
