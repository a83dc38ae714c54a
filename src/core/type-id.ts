import { randomFillSync } from 'node:crypto'
import { systemClock } from './time.ts'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const characters = 26

const idBytes = 16
/** Random bytes are had by the page: one call for each id would cost as much as all the rest of it. */
const pool = new Uint8Array(256 * idBytes)
let used = pool.length

function takeBytes(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += idBytes
  return pool.subarray(used - idBytes, used)
}

let lastMs = 0
let counter = 0

/** Ids that one process makes sort by when they were made, also within a millisecond (RFC 9562, 6.2, method 1: a counter of 12 bits). */
function tick(random: number): void {
  const nowMs = systemClock.now().getTime()
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = random & 0x7ff
  } else if (counter < 0xfff) counter += 1
  else {
    lastMs += 1
    counter = 0
  }
}

/** `inv_01k9s7m3e8f1qv0c2d4h6j8n0p`: a prefix and a UUIDv7 (RFC 9562) in the lower case base32 of the TypeID specification 0.3. */
export function newTypeId(prefix: string): string {
  const bytes = takeBytes()
  tick(((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0))
  // A byte keeps the low eight bits of what it is given.
  for (let at = 0; at < 6; at += 1) bytes[at] = lastMs / 2 ** (40 - 8 * at)
  bytes[6] = 0x70 | (counter >> 8)
  bytes[7] = counter
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  let text = `${prefix}_`
  // Two bits of nothing, then 128 of the UUID, five for each character.
  for (let bit = -2; bit < characters * 5 - 2; bit += 5) {
    const pair = ((bytes[bit >> 3] ?? 0) << 8) | (bytes[(bit >> 3) + 1] ?? 0)
    text += alphabet.charAt((pair >> (11 - (bit & 7))) & 31)
  }
  return text
}
