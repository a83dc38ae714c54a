import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { findUnsafe } from '../../../src/core/json-faults.ts'
import { parseStrictJson } from '../../../src/core/parse-json.ts'
import { faultsOf, writeNode, type Node } from './json-model.ts'

const clean = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('\0'))
const name = fc.oneof(clean, fc.constantFrom('a', 'b', '', '/', '~', 'constructor', 'toString', '"', '\\', '\\u0000', '{,:}'))
const nastyName = fc.oneof(name, fc.constantFrom('__proto__', 'a\0', '\ud800', '\udc00x'))
const text = fc.oneof(clean, fc.constantFrom('\\u0000', '\\ud800', '"', '[1e999]', '😀', '\\', '1e999'))
const nastyText = fc.oneof(text, fc.constantFrom('\0', 'x\ud83d', '\udc00\ud800'))
const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('0', '-0', '0.1', '1e3', '1E+2', '9007199254740991', '-9007199254740991', '123.4500'),
)
const nastyNumber = fc.oneof(
  number,
  fc.constantFrom('9007199254740992', '-9007199254740993', '1e400', '-1e999', '1e16', '12345678901234567890'),
)

/** JSON with members written one by one, so that they can repeat. */
function nodes(names: fc.Arbitrary<string>, texts: fc.Arbitrary<string>, numbers: fc.Arbitrary<string>): fc.Arbitrary<Node> {
  return fc.letrec<{ node: Node }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      texts.map((value): Node => ({ kind: 'text', value })),
      numbers.map((lexeme): Node => ({ kind: 'number', lexeme })),
      fc.constantFrom<Node>({ kind: 'word', word: 'true' }, { kind: 'word', word: 'false' }, { kind: 'word', word: 'null' }),
      fc.array(tie('node'), { maxLength: 5 }).map((items): Node => ({ kind: 'array', items })),
      fc.array(fc.tuple(names, tie('node')), { maxLength: 5 }).map((members): Node => ({ kind: 'object', members })),
    ),
  })).node
}

const space = fc.constantFrom('', ' ', '\n\t')
const escaping = fc.constantFrom<'plain' | 'escaped'>('plain', 'escaped')

describe('what JSON.parse would change without a word', () => {
  test('is found at its place exactly when it is there, however the text is written', () => {
    fc.assert(
      fc.property(nodes(nastyName, nastyText, nastyNumber), space, escaping, (node, gap, how) => {
        const written = writeNode(node, gap, how)
        const found = findUnsafe(written)
        expect(found?.pointer ?? null).toBe(faultsOf(node)[0]?.pointer ?? null)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is not found in what is clean, and nothing of that is changed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const written = JSON.stringify(value)
        fc.pre(!/\\u0000|\\ud[89a-f]|__proto__/i.test(written) && !/\d{16}|e\+?\d\d/i.test(written))
        expect(findUnsafe(written)).toBeNull()
        const parsed = parseStrictJson(Buffer.from(written))
        expect('value' in parsed ? JSON.stringify(parsed.value) : parsed.fault).toBe(written)
      }),
    )
  })

  test('is a repeated member at any depth, also when it is spelt with escapes', () => {
    fc.assert(
      fc.property(name, fc.integer({ min: 0, max: 30 }), (member, depth) => {
        const twice = `{${JSON.stringify(member)}:1,"x-${depth}":2,"${escapeAll(member)}":3}`
        const place = `${'/0'.repeat(depth)}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`
        expect(findUnsafe('['.repeat(depth) + twice + ']'.repeat(depth))).toMatchObject({ pointer: place })
      }),
    )
  })

  test('is not a name that comes again in another object', () => {
    expect(findUnsafe('{"a":{"a":[{"a":1},{"a":2}]},"b":{"a":"a"}}')).toBeNull()
  })

  test.each([
    ['9007199254740991', null],
    ['-9007199254740991', null],
    ['9007199254740992', ''],
    ['9007199254740993', ''],
    ['-9007199254740992', ''],
    ['1e400', ''],
    ['9.007199254740993e15', ''],
    ['1e15', null],
    ['"9007199254740993"', null],
  ])('the number %s has its fault at %p', (written, pointer) => {
    expect(findUnsafe(written)?.pointer ?? null).toBe(pointer)
  })

  test.each([
    [String.raw`{"a":"\u0000"}`, '/a'],
    [String.raw`{"a":"\\u0000"}`, null],
    [String.raw`{"a":"\\\u0000"}`, '/a'],
    [String.raw`{"a":"\ud83d\ude00"}`, null],
    [String.raw`{"a":["ok","\ud83d"]}`, '/a/1'],
    [String.raw`{"a":"\uDE00\uD83D"}`, '/a'],
    [String.raw`{"\u005f\u005fproto__":1}`, '/__proto__'],
    [String.raw`{"a/b":{"~":{"x\u0000":1}}}`, '/a~1b/~0/x' + '\0'],
  ])('%s has its fault at %p', (written, pointer) => {
    expect(findUnsafe(written)?.pointer ?? null).toBe(pointer)
  })

  test('is depth beyond 32 levels', () => {
    const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2)
    expect(findUnsafe(nested(32))).toBeNull()
    expect(findUnsafe(nested(34))?.detail).toContain('32')
  })
})

describe('strict reading', () => {
  test.each(['', ' ', '{', '{"a":1', '{"a":1}x', '{a:1}', "{'a':1}", '[1,]', '01', 'NaN', '\ufeff{}', '{"a":1}{}'])(
    'refuses %j as no complete JSON',
    (written) => {
      expect(parseStrictJson(Buffer.from(written))).toMatchObject({ fault: { pointer: '' } })
    },
  )

  test('refuses what is not UTF-8, and never repairs it', () => {
    expect(parseStrictJson(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({
      fault: { detail: expect.stringContaining('UTF-8') },
    })
    expect(parseStrictJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toHaveProperty('fault')
  })

  test('reads one text as long as a body may be', () => {
    const long = JSON.stringify({ a: 'x\\"'.repeat(20_000) })
    expect(findUnsafe(long)).toBeNull()
  })
})

function escapeAll(text: string): string {
  const units = text.split('').map((unit) => unit.charCodeAt(0))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
