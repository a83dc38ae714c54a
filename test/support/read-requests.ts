import type { Socket } from 'node:net'

/** One request as it arrived. Header names are in lower case. */
export interface Received {
  method: string
  /** Path and query, as sent. */
  path: string
  headers: Record<string, string>
  body: string
}

/** Calls `use` for each complete request of a connection. Bodies need a content-length, which is all that our clients send. */
export function readRequests(socket: Socket, use: (request: Received) => void): void {
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    for (;;) {
      const taken = takeRequest(pending)
      if (taken === null) return
      pending = pending.subarray(taken.length)
      use(taken.request)
    }
  })
}

function takeRequest(bytes: Buffer): { request: Received; length: number } | null {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd === -1) return null
  const [first = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n')
  const [method = '', path = ''] = first.split(' ')
  const headers = Object.fromEntries(lines.map(toHeader))
  const length = headEnd + 4 + Number(headers['content-length'] ?? 0)
  if (bytes.length < length) return null
  return { request: { method, path, headers, body: bytes.subarray(headEnd + 4, length).toString() }, length }
}

function toHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
