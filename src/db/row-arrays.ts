import { toBinaryArray, type Cell, type WireType } from './binary-array.ts'

/** What a cell of each column type is here. Money is its text; an array is its text too, for arrays of arrays cannot be taken apart by row. */
interface CellTypes {
  text: string
  int: number
  boolean: boolean
  bytea: Buffer
  json: string
  jsonb: string
  timestamptz: Date
  numeric: string
  'text[]': string
}

/** A column and its type in SQL. */
export type Column = readonly [name: string, type: keyof CellTypes]

/** A row with a cell for each of these columns. */
export type RowOf<Own extends Column> = { [One in Own as One[0]]: CellTypes[One[1]] | null }

function wireTypeOf(type: keyof CellTypes): WireType {
  return type === 'numeric' || type === 'text[]' ? 'text' : type
}

/**
 * Rows as a table for `from`, one parameter for each column from `$first` on. Measured against `json_to_recordset` for 64 rows of an invoice: a fifth of the
 * server's time, which reads each nested JSON once instead of three times.
 */
export function rowsAt(first: number, columns: readonly Column[]): string {
  const parameters = columns.map(([, type], index) => `$${first + index}::${wireTypeOf(type)}[]`)
  const cells = columns.map(([name, type]) => (wireTypeOf(type) === type ? name : `${name}::${type} as ${name}`))
  return `(select ${cells.join(', ')} from unnest(${parameters.join(', ')}) as cells (${columns.map(([name]) => name).join(', ')}))`
}

/** The parameters for {@link rowsAt}. */
export function toArrays<Own extends Column>(columns: readonly Own[], rows: readonly RowOf<Own>[]): Buffer[]
export function toArrays(columns: readonly Column[], rows: readonly Readonly<Record<string, Cell>>[]): Buffer[] {
  return columns.map(([name, type]) =>
    toBinaryArray(
      wireTypeOf(type),
      rows.map((row) => row[name] ?? null),
    ),
  )
}
