import { expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { minifyJson } from '../../../src/sandbox/netzme/minify-json.ts'

test('the hash of a minified body is the one Netzme prints', () => {
  const body =
    '{"partnerReferenceNo":"2020102900000000000001","balanceTypes":["BALANCE"],"additionalInfo":{"accessToken":"fa8sjjEj813Y9JGoqwOeOPWbnt4CUpvIJbU1mMU4a11MNDZ7Sg5u9a"}}'
  const spaced = JSON.stringify(JSON.parse(body), null, 2)
  const hash = createHash('sha256').update(minifyJson(spaced)).digest('hex')
  expect(hash).toBe('e9295c3253c05560273ff305d9eea6abf77fff65229bf90b1781383c09c29d98')
})

test('numbers are written the shortest way, and strings stay', () => {
  const cases = ['1000', '1.0', '100', '12000', '1200', '0.50', '-1000', '0', '0.0', '1e2', '1.5E3', '0.00001', '999']
  expect(cases.map(minifyJson)).toEqual([
    '1e3',
    '1',
    '100',
    '12e3',
    '1200',
    '0.5',
    '-1e3',
    '0',
    '0',
    '100',
    '1500',
    '1e-5',
    '999',
  ])
  expect(minifyJson('{ "a" : "1000 \\" 1.0" , "b":[ 1000, true ] }')).toBe('{"a":"1000 \\" 1.0","b":[1e3,true]}')
})
