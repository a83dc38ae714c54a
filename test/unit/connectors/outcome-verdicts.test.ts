import { describe, expect, test } from '@jest/globals'
import type { Reading } from '../../../src/connectors/connector.ts'
import { classify, type Verdict } from '../../../src/connectors/outcome.ts'
import type { Sent } from '../../../src/connectors/transport.ts'
import { sampleConnector } from './sample-connector.ts'

const connector = sampleConnector([
  { operation: 'create', status: 400, code: 'E10*', means: 'duplicate' },
  { operation: 'any', status: 401, code: null, means: 'bad_credentials' },
])

const answered = (status: number, body: string): Sent => ({
  bytesSent: true,
  durationMs: 1,
  answer: { status, body: Buffer.from(body) },
})
const success = answered(200, '{"ok":true,"code":"00","message":"Fine"}')
const found = (): Reading<string> => ({ found: 'read' })
const verdictOf = (sent: Sent, read: () => Reading<string> = found): Verdict<string> => classify(connector, 'create', sent, read)

/** What `read` throws is whatever a connector throws. */
function verdictWhenReadingThrows(thrown: unknown): Verdict<string> {
  return verdictOf(success, () => {
    throw thrown
  })
}

describe('a verdict says what was proved, why, and all that the provider said', () => {
  test.each<[string, Sent, Verdict<string>]>([
    [
      'an answer that never came',
      { bytesSent: true, durationMs: 1, answer: null, failure: 'ECONNRESET' },
      { kind: 'unknown', reason: 'ECONNRESET', code: null, message: null, httpStatus: null },
    ],
    [
      'an answer that is not JSON',
      answered(200, '<html>'),
      { kind: 'unknown', reason: 'the answer is not JSON', code: null, message: null, httpStatus: 200 },
    ],
    [
      'text that the database cannot keep',
      answered(200, '{"ok":true,"message":"\\u0000"}'),
      { kind: 'unknown', reason: 'the answer holds text that cannot be kept', code: null, message: null, httpStatus: 200 },
    ],
    [
      'a refusal that no line of the table knows',
      answered(500, '{"code":"X","message":"Oops"}'),
      { kind: 'unknown', reason: 'an answer that proves nothing', code: 'X', message: 'Oops', httpStatus: 500 },
    ],
    [
      '2xx without the code of success',
      answered(200, '{"ok":false,"code":"X","message":"Oops"}'),
      { kind: 'unknown', reason: 'a 2xx answer without the code of success', code: 'X', message: 'Oops', httpStatus: 200 },
    ],
    [
      'a refusal of the table',
      answered(400, '{"code":"E101","message":"Known"}'),
      { kind: 'refused', meaning: 'duplicate', code: 'E101', message: 'Known', httpStatus: 400 },
    ],
  ])('of %s', (_, sent, expected) => {
    expect(verdictOf(sent)).toEqual(expected)
  })

  test('of a success that says that there is no such invoice', () => {
    expect(verdictOf(success, () => ({ absent: true }))).toEqual({
      ...{ kind: 'refused', meaning: 'absent' },
      ...{ code: '00', message: 'Fine', httpStatus: 200 },
    })
  })

  test('of a page before the last, with what the pages so far gathered', () => {
    expect(verdictOf(success, () => ({ nextPage: true, soFar: 'gathered' }))).toEqual({ kind: 'next_page', soFar: 'gathered' })
    expect(verdictOf(success, () => ({ nextPage: true }))).toStrictEqual({ kind: 'next_page' })
  })

  test('of a success that is unlike the documented one, with at most 300 characters of why', () => {
    const said = { code: '00', message: 'Fine', httpStatus: 200 }
    const reason = (why: string) => `an answer unlike the documented one: ${why}`
    expect(verdictWhenReadingThrows(new Error('no id'))).toEqual({ kind: 'unknown', reason: reason('no id'), ...said })
    expect(verdictWhenReadingThrows(new Error('x'.repeat(301)))).toEqual({
      ...{ kind: 'unknown', reason: reason('x'.repeat(300)), ...said },
    })
    expect(verdictWhenReadingThrows('a text')).toEqual({ kind: 'unknown', reason: reason('it could not be read'), ...said })
  })
})

describe('a success', () => {
  test.each([
    [199, 'unknown'],
    [200, 'done'],
    [299, 'done'],
    [300, 'unknown'],
  ])('of status %d is %s', (status, kind) => {
    expect(verdictOf(answered(status, '{"ok":true}')).kind).toBe(kind)
  })
})

describe('a line of the table of refusals', () => {
  test('with a prefix takes every code that begins with it, and no code that only begins alike', () => {
    expect(verdictOf(answered(400, '{"code":"E10"}')).kind).toBe('refused')
    expect(verdictOf(answered(400, '{"code":"E1"}')).kind).toBe('unknown')
    expect(verdictOf(answered(400, '{"code":"E11"}')).kind).toBe('unknown')
  })

  test('without a code is for answers of the documented shape that carry none, and for no others', () => {
    const refusal = answered(401, '{"message":"no"}')
    const strange = { ...connector, envelope: () => ({ code: null, message: 'no', success: false, undocumented: true as const }) }
    expect(verdictOf(refusal)).toMatchObject({ kind: 'refused', meaning: 'bad_credentials' })
    expect(classify(strange, 'create', refusal, found)).toMatchObject({ kind: 'unknown', message: 'no', httpStatus: 401 })
  })
})
