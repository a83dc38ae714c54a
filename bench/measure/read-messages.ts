const headLength = 5

/**
 * Tells the type of each message that a PostgreSQL client sends, from chunks that are cut anywhere. The first one has a length and no
 * type; encryption is not asked for here, so that nothing else comes before it.
 */
export function readMessages(tell: (type: string) => void): (chunk: Buffer) => void {
  let head = Buffer.alloc(0)
  let skip = 0
  let isFirst = true
  return (chunk) => {
    let rest = chunk
    while (rest.length > 0) {
      if (skip > 0) {
        const skipped = Math.min(skip, rest.length)
        skip -= skipped
        rest = rest.subarray(skipped)
        continue
      }
      const wanted = isFirst ? 4 : headLength
      const taken = Math.min(wanted - head.length, rest.length)
      head = Buffer.concat([head, rest.subarray(0, taken)])
      rest = rest.subarray(taken)
      if (head.length < wanted) continue
      // The length counts itself and not the type.
      skip = head.readUInt32BE(wanted - 4) - 4
      if (!isFirst) tell(String.fromCharCode(head[0] ?? 0))
      isFirst = false
      head = Buffer.alloc(0)
    }
  }
}
