import { describe, expect, test } from '@jest/globals'
import { growsWithTable, judgePlans } from '../../../bench/rows/judge-plans.ts'
import { readPlans } from '../../../bench/rows/read-plans.ts'

/** As auto_explain logs a statement: JSON whose lines begin with a tab, between lines of other kinds. */
function logged(text: string, plan: object): string {
  const json = JSON.stringify({ 'Query Text': text, Plan: plan }, null, 2).replaceAll(/^/gm, '\t')
  return `2026-11-21 10:00:00.000 UTC [7] LOG:  duration: 1.250 ms  plan:\n${json}\n2026-11-21 10:00:00.000 UTC [7] LOG:  something else\n`
}

const whole = {
  'Node Type': 'Seq Scan',
  'Relation Name': 'invoices',
  'Actual Rows': 2,
  'Actual Loops': 1,
  'Rows Removed by Filter': 98,
}
const byIndex = {
  'Node Type': 'Index Scan',
  'Relation Name': 'invoices',
  'Index Name': 'invoices_pkey',
  'Actual Rows': 1,
  'Actual Loops': 3,
}

describe('the bench judges the plans of a server’s log', () => {
  const log = logged('select whole', { 'Node Type': 'Limit', Plans: [whole] }) + logged('select one', byIndex)
  const names = new Map([['select one', 'read-one']])

  test('a big table that is read whole is named, wherever in the plan it is', () => {
    const judged = judgePlans(readPlans(log), names, new Set(['invoices']))
    expect(judged.map(({ name, whole: tables, rowsRead, by }) => ({ name, tables, rowsRead, by }))).toEqual([
      { name: 'select whole', tables: ['invoices'], rowsRead: 100, by: ['Seq Scan on invoices'] },
      { name: 'read-one', tables: [], rowsRead: 3, by: ['invoices_pkey'] },
    ])
  })

  test('a small table may be read whole', () => {
    expect(judgePlans(readPlans(log), names, new Set()).flatMap((one) => one.whole)).toEqual([])
  })

  test('an index that is read from end to end is found by how many rows that takes', () => {
    const endToEnd = (rows: number) =>
      judgePlans(
        readPlans(logged('select all', { ...byIndex, 'Actual Loops': 1, 'Rows Removed by Filter': rows })),
        names,
        new Set(),
      )
    const [few, many, page] = [endToEnd(10_000), endToEnd(100_000), endToEnd(100)].map(([one]) => one)
    if (many === undefined || page === undefined) throw new Error('a plan was not read')
    expect([
      growsWithTable(few, many),
      growsWithTable(undefined, many),
      growsWithTable(few, page),
      growsWithTable(many, many),
    ]).toEqual([...[true, true, false, false]])
  })
})
