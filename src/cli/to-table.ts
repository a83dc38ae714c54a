/** Rows as an aligned table with a heading; lists are joined by commas, and what is not there is a dash. */
export function toTable(rows: readonly object[]): string {
  const [first] = rows
  if (first === undefined) return '(none)'
  const heading = Object.keys(first)
  const lines = [heading, ...rows.map((row) => Object.values(row).map(toCell))]
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function toCell(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-'
  if (Array.isArray(value)) return value.map(toCell).join(',')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
