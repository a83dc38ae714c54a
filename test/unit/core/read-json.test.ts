import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { isJsonObject, type Json } from '../../../src/core/json.ts'
import { readJson } from '../../../src/core/parse-json.ts'

/** After these V8 would read `"\n"` behind the same members as `"\\"`, for as long as the process lives (nodejs/node#63785). */
function meetNamesThatEndInBackslash(before: string): void {
  for (const name of ['\\', 'x\\', 'xy\\']) JSON.parse(`{${before}${JSON.stringify(name)}:1}`)
}

const namesOf = (value: Json) => (isJsonObject(value) ? Object.keys(value) : [])

test.each(['\\"', '\\n', '\\/', '\\u0041', '\\u0022', '\\\\', 'x\\"', 'xy\\n'])('the name "%s" stays what it is', (spelt) => {
  const name: unknown = JSON.parse(`"${spelt}"`)
  meetNamesThatEndInBackslash('"a":1,')
  expect(namesOf(readJson(`{"a":1,"${spelt}" :2}`))).toEqual(['a', name])
})

test('and two such names are two members', () => {
  meetNamesThatEndInBackslash('')
  const text = '{"\\\\":1,"\\"":2,"\\n":{"x\\"":[3,"y\\":"]}}'
  expect(JSON.stringify(readJson(text))).toBe(text)
})

test('reads whatever JSON can say as it was said', () => {
  const name = fc.oneof(fc.string(), fc.constantFrom('\\', '"', '\n', 'x\\', 'x"', 'x.', '10', '9', '":', '\\u0022'))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('value')),
      fc.dictionary(name, tie('value')),
    ),
  }))
  fc.assert(
    fc.property(value, fc.constantFrom(0, 2), (written, gap) => {
      const text = JSON.stringify(written, null, gap)
      expect(JSON.stringify(readJson(text), null, gap)).toBe(text)
    }),
  )
})

test.each(['{"a\\":1}', '{"a":1,}', '{"a\\n":}', '{"\\n":1', '"\\n":1', ''])('refuses %s as JSON.parse does', (text) => {
  expect(() => readJson(text)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
})
