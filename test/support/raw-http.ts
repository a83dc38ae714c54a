import { connect, type Socket } from 'node:net'
import type { Reply, TestApp } from './test-app.ts'

/** The gateway on a real port, for bytes that no HTTP client would send. */
export interface RawDoor {
  /** Sends these bytes and reads the one answer to its end. The request must say `Connection: close`. */
  send(bytes: Buffer): Promise<Reply>
  /** A connection of the test's own. */
  open(): Promise<Socket>
}

export async function openRawDoor({ tagih }: TestApp): Promise<RawDoor> {
  const url = new URL(await tagih.http.listen({ host: '127.0.0.1', port: 0 }))
  const open = () =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(Number(url.port), '127.0.0.1', () => {
        resolve(socket)
      })
      socket.on('error', reject)
    })
  return {
    open,
    async send(bytes) {
      const socket = await open()
      const chunks: Buffer[] = []
      socket.on('data', (chunk: Buffer) => chunks.push(chunk))
      const ended = new Promise((resolve) => socket.on('close', resolve))
      socket.write(bytes)
      await ended
      return readReply(Buffer.concat(chunks))
    },
  }
}

function readReply(bytes: Buffer): Reply {
  const headEnd = bytes.indexOf('\r\n\r\n')
  const [first = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  const text = bytes.subarray(headEnd + 4).toString()
  const parsed: unknown = text === '' ? {} : JSON.parse(text)
  const json = typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
  return { status: Number(first.split(' ')[1]), headers, json, text }
}

/** A request for an invoice as bytes; `headers` are lines as they shall be sent. */
export function rawCreate({ key }: Pick<TestApp, 'key'>, headers: string[], body: string | Buffer): Buffer {
  const fixed = ['Host: gateway', `Authorization: Bearer ${key}`, 'Content-Type: application/json', 'Connection: close']
  const lines = ['POST /invoices HTTP/1.1', ...fixed, `Content-Length: ${Buffer.byteLength(body)}`, ...headers]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)])
}
