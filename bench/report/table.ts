/** A Markdown table that is aligned for the terminal too: figures to the right, and columns that have words to the left. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = head.map((title, column) => {
    const cells = rows.map((row) => row[column] ?? '')
    const isText = cells.some((cell) => /^[A-Za-z]/.test(cell))
    return { isText, width: Math.max(title.length, 3, ...cells.map((cell) => cell.length)) }
  })
  const line = (cells: readonly string[]) =>
    `| ${columns.map(({ isText, width }, column) => (cells[column] ?? '')[isText ? 'padEnd' : 'padStart'](width)).join(' | ')} |`
  const rule = `| ${columns.map(({ isText, width }) => (isText ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** Three figures that mean something, without an exponent. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '-'
  const size = Math.abs(value)
  if (size >= 100 || value === 0) return String(Math.round(value))
  return value.toFixed(size >= 10 ? 1 : 2)
}
