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
  if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) return '-'
  if (Array.isArray(value)) return value.map(toCell).join(',')
  return printable(typeof value === 'string' ? value : JSON.stringify(value))
}

/**
 * Text of others, such as a name or a provider's words, must not steer the terminal that shows it: control characters, and those that turn the
 * direction of writing, are shown as their codes.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}
