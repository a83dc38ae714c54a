import type { LoggedPlan } from './read-plans.ts'

/** Of one statement, over all its executions. */
export interface JudgedStatement {
  name: string
  executions: number
  /** Of the slowest, in milliseconds of the server. */
  slowestMs: number
  medianMs: number
  /** The most rows that one execution looked at. */
  rowsRead: number
  /** What it reads tables by: index names, `Seq Scan on …` for a whole one. */
  by: readonly string[]
  /** Big tables that it reads whole. */
  whole: readonly string[]
  /** Of the execution that looked at most rows. */
  plan: unknown
}

export function judgePlans(
  plans: readonly LoggedPlan[],
  names: ReadonlyMap<string, string>,
  bigTables: ReadonlySet<string>,
): JudgedStatement[] {
  const byText = Map.groupBy(plans, ({ text }) => text)
  return [...byText]
    .map(([text, executions]) => judge(names.get(text) ?? shorten(text), executions, bigTables))
    .toSorted((one, other) => other.rowsRead - one.rowsRead)
}

/** No page, batch or count goes further than this. */
const manyRows = 10_000

/** Whether it looks at the more rows the more there are: an index that is read from end to end is none. */
export function growsWithTable(few: JudgedStatement | undefined, many: JudgedStatement): boolean {
  return many.rowsRead > manyRows && many.rowsRead > 2 * (few?.rowsRead ?? 0)
}

function judge(name: string, executions: readonly LoggedPlan[], bigTables: ReadonlySet<string>): JudgedStatement {
  const nodes = executions.flatMap((execution) => execution.nodes)
  const scans = nodes.filter(({ index, relation, type }) => index !== null || (relation !== null && type === 'Seq Scan'))
  const whole = nodes.filter(({ type, relation }) => type === 'Seq Scan' && relation !== null && bigTables.has(relation))
  const times = executions.map(({ ms }) => ms).toSorted((one, other) => one - other)
  const most = executions.toSorted((one, other) => rowsReadBy(other) - rowsReadBy(one))[0]
  return {
    ...{ name, executions: executions.length, slowestMs: times.at(-1) ?? 0, medianMs: times[Math.floor(times.length / 2)] ?? 0 },
    rowsRead: most === undefined ? 0 : rowsReadBy(most),
    by: [...new Set(scans.map(({ index, relation }) => index ?? `Seq Scan on ${relation ?? ''}`))],
    whole: [...new Set(whole.map(({ relation }) => relation ?? ''))],
    plan: most?.plan,
  }
}

function rowsReadBy({ nodes }: LoggedPlan): number {
  return nodes.reduce((most, { read, relation, index }) => (relation === null && index === null ? most : most + read), 0)
}

/** Without a name: from its first words, and what it looks for. */
function shorten(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  const from = flat.indexOf(' where ')
  return (flat.length <= 90 || from < 0 ? flat : `${flat.slice(0, 25)} … ${flat.slice(from + 1)}`)
    .slice(0, 110)
    .replaceAll('|', '/')
}
