/** The types that columns are sent in, with the OIDs that PostgreSQL has given its own for good (pg_type.dat). */
const oids = { text: 25, int: 23, boolean: 16, bytea: 17, json: 114, jsonb: 3802, timestamptz: 1184 } as const
export type WireType = keyof typeof oids

/** What a cell may be on its way to the server: JSON is its text, an instant a Date. */
export type Cell = string | number | boolean | Buffer | Date | null

const headBytes = 20
const lengthBytes = 4
/** `jsonb` is sent as its text behind the number of the format. */
const jsonbFormat = 1
/** PostgreSQL counts microseconds from the first instant of 2000. */
const epochMs = 946_684_800_000n

/**
 * An array of one dimension as PostgreSQL sends and receives it in binary (array_recv in arrayfuncs.c): what its text would be is neither built here nor read there.
 * Throws a RangeError for a number that is no 32-bit integer and for an invalid date.
 */
export function toBinaryArray(type: WireType, cells: readonly Cell[]): Buffer {
  const prefix = type === 'jsonb' ? 1 : 0
  const sizes = cells.map((cell) => (cell === null ? 0 : prefix + sizeOf(cell)))
  const buffer = Buffer.allocUnsafe(sizes.reduce((sum, size) => sum + lengthBytes + size, headBytes))
  writeHead(buffer, { oid: oids[type], length: cells.length, hasNulls: cells.includes(null) })
  let at = headBytes
  cells.forEach((cell, index) => {
    const size = sizes[index] ?? 0
    at = buffer.writeInt32BE(cell === null ? -1 : size, at)
    if (cell === null) return
    if (prefix > 0) buffer[at] = jsonbFormat
    write(buffer, cell, at + prefix)
    at += size
  })
  return buffer
}

function writeHead(buffer: Buffer, { oid, length, hasNulls }: { oid: number; length: number; hasNulls: boolean }): void {
  buffer.writeInt32BE(1, 0)
  buffer.writeInt32BE(hasNulls ? 1 : 0, 4)
  buffer.writeInt32BE(oid, 8)
  buffer.writeInt32BE(length, 12)
  // The first element is number 1, as in `array[…]`.
  buffer.writeInt32BE(1, 16)
}

function sizeOf(cell: NonNullable<Cell>): number {
  if (typeof cell === 'string') return Buffer.byteLength(cell)
  if (typeof cell === 'number') return 4
  if (typeof cell === 'boolean') return 1
  return cell instanceof Date ? 8 : cell.length
}

function write(buffer: Buffer, cell: NonNullable<Cell>, at: number): void {
  if (typeof cell === 'string') buffer.write(cell, at)
  else if (typeof cell === 'number') writeInteger(buffer, cell, at)
  else if (typeof cell === 'boolean') buffer[at] = cell ? 1 : 0
  else if (cell instanceof Date) buffer.writeBigInt64BE((BigInt(cell.getTime()) - epochMs) * 1_000n, at)
  else cell.copy(buffer, at)
}

function writeInteger(buffer: Buffer, value: number, at: number): void {
  if (!Number.isInteger(value)) throw new RangeError('not an integer')
  buffer.writeInt32BE(value, at)
}
