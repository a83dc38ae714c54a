import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type pg from 'pg'
import { readJson } from '../../src/core/parse-json.ts'
import { openPool } from '../../src/db/pool.ts'
import { rowsAt, toArrays, type Column, type RowOf } from '../../src/db/row-arrays.ts'
import { createTestDatabase } from '../support/postgres.ts'

const columns = [
  ['a_text', 'text'],
  ['an_int', 'int'],
  ['a_boolean', 'boolean'],
  ['some_bytes', 'bytea'],
  ['a_json', 'json'],
  ['a_jsonb', 'jsonb'],
  ['an_instant', 'timestamptz'],
  ['an_amount', 'numeric'],
  ['some_texts', 'text[]'],
] as const satisfies readonly Column[]
type Row = RowOf<(typeof columns)[number]>

const storable = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'))
const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('\\u0000'))
const instant = fc.date({ noInvalidDate: true, min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') })
const amount = fc.bigInt({ min: 0n, max: 10n ** 18n }).map((minor) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`)
const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null })

const row: fc.Arbitrary<Row> = fc.record({
  a_text: orNull(storable),
  an_int: orNull(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  a_boolean: orNull(fc.boolean()),
  some_bytes: orNull(fc.uint8Array().map((bytes) => Buffer.from(bytes))),
  a_json: orNull(json.map((value) => JSON.stringify(value))),
  a_jsonb: orNull(json.map((value) => JSON.stringify(value))),
  an_instant: orNull(instant),
  an_amount: orNull(amount),
  some_texts: orNull(fc.array(fc.constantFrom('needs_review', 'paid_late')).map((words) => `{${words.join(',')}}`)),
})

describe('rows on their way to the server', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let pool: pg.Pool
  beforeAll(async () => {
    database = await createTestDatabase()
    pool = openPool({ url: database.url, max: 1, onError: () => undefined })
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  const asText = `select a_text, an_int, a_boolean, some_bytes, a_json::text, a_jsonb::text, an_instant, an_amount::text, some_texts::text from ${rowsAt(1, columns)} as input`

  test('arrive as they are, whatever they hold and in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 5 }), async (rows) => {
        const { rows: arrived } = await pool.query<Row>(asText, toArrays(columns, rows))
        expect(arrived.map((one) => ({ ...one, a_jsonb: parse(one.a_jsonb) }))).toEqual(
          rows.map((one) => ({ ...one, a_jsonb: parse(one.a_jsonb) })),
        )
      }),
      { numRuns: 200 },
    )
  })

  test('of which there are none are none', async () => {
    expect((await pool.query(asText, toArrays(columns, []))).rows).toEqual([])
  })

  test.each([
    ['half a unit', { an_int: 0.5 }],
    ['more than 32 bits', { an_int: 2 ** 31 }],
    ['an instant that is none', { an_instant: new Date(NaN) }],
  ])('are refused rather than changed: %s', (_, cell) => {
    expect(() => toArrays(columns, [{ ...nothing, ...cell }])).toThrow(expect.objectContaining({ name: 'RangeError' }))
  })

  test.each([
    ['a NUL in a text', { a_text: 'a\0b' }],
    ['a NUL in JSON', { a_jsonb: '"\\u0000"' }],
    ['what is no JSON', { a_jsonb: '{' }],
    ['an amount that is no number', { an_amount: '1,5' }],
  ])('are refused by the server as a value of one row: %s', async (_, cell) => {
    await expect(pool.query(asText, toArrays(columns, [{ ...nothing, ...cell }]))).rejects.toMatchObject({
      code: expect.stringMatching(/^22/) as unknown,
    })
  })
})

const nothing: Row = {
  ...{ a_text: null, an_int: null, a_boolean: null, some_bytes: null, a_json: null, a_jsonb: null },
  ...{ an_instant: null, an_amount: null, some_texts: null },
}

/** The server keeps the members of `jsonb` in an order of its own. */
function parse(text: string | null): unknown {
  return text === null ? null : readJson(text)
}
