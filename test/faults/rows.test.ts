import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

/** The rows of the table of faults that this suite answers for: idempotency, providers, crashes, the database, callbacks and webhooks. */
const rows = Array.from({ length: 53 }, (_, index) => index + 1)

const testDirectory = join(import.meta.dirname, '..')

/** The marks with which names of tests end: `… (row 7)`, or `… (row 16) (row 17)`. */
function markedRows(): number[] {
  const files = readdirSync(testDirectory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const texts = files
    .filter((name) => name !== join('faults', 'rows.test.ts'))
    .map((name) => readFileSync(join(testDirectory, name), 'utf8'))
  const endings = texts.flatMap((text) => [...text.matchAll(/(?: \(row \d+\))+(?=['"`])/g)].map(([marks]) => marks))
  return endings.flatMap((marks) => [...marks.matchAll(/\d+/g)].map(([row]) => Number(row)))
}

test('every row of the table of faults from 1 to 53 has a test', () => {
  const marked = new Set(markedRows())
  expect(rows.filter((row) => !marked.has(row))).toEqual([])
})

test('no test names a row that is not in the table', () => {
  expect(markedRows().filter((row) => !rows.includes(row))).toEqual([])
})
