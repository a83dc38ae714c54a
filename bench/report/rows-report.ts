import { fewRows, type RowsMeasured } from '../rows/rows-measured.ts'
import { growsWithTable, type JudgedStatement } from '../rows/judge-plans.ts'
import type { CallTimes } from '../rows/time-calls.ts'
import type { Bar, Findings } from './findings.ts'
import { figure, toTable } from './table.ts'

const flatWithin = 1.5
const barCall = 'list by reference'

export function rowsFindings(measured: RowsMeasured): Findings {
  const { many, times, few, statements, unanswered, faults } = measured
  const pairs = pairTimes(times, many)
  const whole = statements.filter((one) => one.whole.length > 0)
  const growing = statements.filter(
    (one) =>
      one.whole.length === 0 &&
      growsWithTable(
        few.find(({ name }) => name === one.name),
        one,
      ),
  )
  const wholeFaults = [
    ...growing.map((one) => `${one.name} reads ${one.rowsRead} rows by ${one.by.join(', ')}`),
    ...whole.map((one) => `${one.name} reads ${one.whole.join(', ')} whole`),
    ...unanswered,
  ]
  const flat = pairs.find(({ call }) => call === barCall)?.ratio ?? NaN
  const bars: Bar[] = [
    {
      ...{ what: `${barCall} with ${many} invoices`, wanted: `within ${flatWithin} of ${fewRows}` },
      ...{ measured: `p50 is ${figure(flat)} times as long`, met: flat <= flatWithin },
    },
    {
      ...{ what: 'no statement without an index', wanted: 'no whole big table read' },
      measured: wholeFaults.length === 0 ? `none of ${statements.length} statements does` : wholeFaults.join('; '),
      met: wholeFaults.length === 0,
    },
  ]
  const sections = [
    { title: `Calls over HTTP, one client: ${fewRows} and ${many} invoices`, text: callsTable(pairs, many) },
    { title: 'Statements and how they read', text: statementsTable(few, statements, many) },
  ]
  return { sections, bars, faults: [...faults, ...wholeFaults], raw: measured }
}

interface Pair {
  call: string
  few: CallTimes
  many: CallTimes
  ratio: number
}

function pairTimes(times: readonly CallTimes[], rows: number): Pair[] {
  return times.flatMap((few) => {
    const many = times.find((other) => other.call === few.call && other.rows === rows)
    return few.rows !== fewRows || many === undefined ? [] : [{ call: few.call, few, many, ratio: many.p50 / few.p50 }]
  })
}

function callsTable(pairs: readonly Pair[], many: number): string {
  const head = ['call', `p50 ms, ${fewRows}`, `p50 ms, ${many}`, 'times', `p99 ms, ${fewRows}`, `p99 ms, ${many}`]
  const row = ({ call, few, many: other, ratio }: Pair) => [call, few.p50, other.p50, ratio, few.p99, other.p99]
  return toTable(
    head,
    pairs.map((pair) => row(pair).map((cell) => (typeof cell === 'number' ? figure(cell) : cell))),
  )
}

function statementsTable(few: readonly JudgedStatement[], statements: readonly JudgedStatement[], many: number): string {
  const rows = statements.map((one) => {
    const small = few.find(({ name }) => name === one.name)
    return [
      ...[one.name, small === undefined ? '-' : figure(small.medianMs), figure(one.medianMs), figure(one.slowestMs)],
      ...[small === undefined ? '-' : String(small.rowsRead), String(one.rowsRead), one.by.join(', ')],
    ]
  })
  const head = [
    'statement',
    `median ms, ${fewRows}`,
    `median ms, ${many}`,
    'slowest ms',
    `rows read, ${fewRows}`,
    `rows read, ${many}`,
  ]
  return toTable([...head, 'by'], rows)
}
