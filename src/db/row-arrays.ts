/** A column and its type in SQL; an array type is handed over as its text, for arrays of arrays cannot be taken apart by row. */
export type Column = readonly [name: string, type: string]

/** What a cell may be on its way to the server: JSON, money and instants as their text. */
export type Cell = string | number | boolean | Buffer | null

/**
 * Rows as a table for `from`, one parameter for each column from `$first` on. Measured against `json_to_recordset` for 64 rows of an invoice: a fifth of the
 * server's time, which reads each nested JSON once instead of three times.
 */
export function rowsAt(first: number, columns: readonly Column[]): string {
  const parameters = columns.map(([, type], index) => `$${first + index}::${type.endsWith('[]') ? 'text' : type}[]`)
  const cells = columns.map(([name, type]) => (type.endsWith('[]') ? `${name}::${type} as ${name}` : name))
  return `(select ${cells.join(', ')} from unnest(${parameters.join(', ')}) as cells (${columns.map(([name]) => name).join(', ')}))`
}

/** The parameters for {@link rowsAt}. */
export function toArrays<Name extends string>(
  columns: readonly (readonly [Name, string])[],
  rows: readonly Record<Name, Cell>[],
): Cell[][] {
  return columns.map(([name]) => rows.map((row) => row[name]))
}
