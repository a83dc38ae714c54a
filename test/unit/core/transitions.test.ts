import { describe, expect, test } from '@jest/globals'
import { invoiceStatuses, type InvoiceStatus } from '../../../src/core/invoice.ts'
import { isFinished, mayFollow } from '../../../src/core/transitions.ts'

/** The contract's table, said again: a change of one of them must be a change of both. */
const table: [from: InvoiceStatus, to: InvoiceStatus[], finished: boolean][] = [
  ['pending', ['unknown', 'open', 'partially_paid', 'paid', 'expired', 'cancelled', 'failed'], false],
  ['unknown', ['open', 'partially_paid', 'paid', 'expired', 'cancelled', 'failed'], false],
  ['open', ['partially_paid', 'paid', 'expired', 'cancelled'], false],
  ['partially_paid', ['open', 'paid', 'expired', 'cancelled'], false],
  ['paid', ['open', 'partially_paid', 'expired', 'cancelled'], true],
  ['expired', ['paid'], true],
  ['cancelled', ['paid'], true],
  ['failed', [], true],
]

describe('a status', () => {
  test.each(table)('%s is followed by %j and by nothing else', (from, expected) => {
    expect(invoiceStatuses.filter((to) => mayFollow(from, to))).toEqual(expected)
  })

  test.each(table)('%s is finished or is not, as the table says', (status, _, finished) => {
    expect(isFinished(status)).toBe(finished)
  })

  test('is never missing from the table', () => {
    expect(table.map(([from]) => from)).toEqual(invoiceStatuses)
  })
})
