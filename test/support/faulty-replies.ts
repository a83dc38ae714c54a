import type { Socket } from 'node:net'

/** What a server does with a connection whose request it has read. */
export type Reply = (socket: Socket) => void

function head(status: number, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `HTTP/1.1 ${status} Some Reason\r\n${lines.join('')}\r\n`
}

function whole(status: number, body: string, headers: Record<string, string>): string {
  const length = status === 204 ? {} : { 'content-length': Buffer.byteLength(body).toString() }
  return head(status, { ...headers, ...length }) + body
}

const json = { 'content-type': 'application/json' }
const half = (body: string): string => body.slice(0, Math.floor(body.length / 2))

/** A complete answer on a connection that stays open. */
export function answer(status: number, body: string, headers: Record<string, string> = json): Reply {
  return (socket) => void socket.write(whole(status, body, headers))
}

export function html(status: number): Reply {
  return answer(status, '<!doctype html><html><body><h1>Somebody else answers here</h1></body></html>', {
    'content-type': 'text/html',
  })
}

/** A complete answer, after which the server closes the connection without having said so. */
export function answerThenClose(status: number, body: string): Reply {
  return (socket) => void socket.end(whole(status, body, json))
}

/** Half of the body that its content-length promised. */
export function cutShort(status: number, body: string): Reply {
  const promised = { ...json, 'content-length': Buffer.byteLength(body).toString() }
  return (socket) => void socket.end(head(status, promised) + half(body))
}

/** One chunk, and no last one. */
export function cutShortInChunks(status: number, body: string): Reply {
  const part = half(body)
  const chunk = `${Buffer.byteLength(part).toString(16)}\r\n${part}\r\n`
  return (socket) => void socket.end(head(status, { ...json, 'transfer-encoding': 'chunked' }) + chunk)
}

/** Half of the body, whose end is the end of the connection: nothing but the JSON shows that something is missing. */
export function halfWithoutLength(status: number, body: string): Reply {
  return (socket) => void socket.end(head(status, { ...json, connection: 'close' }) + half(body))
}

/** A body that goes on for ever, a byte at a time. */
export function dripping(status: number, everyMs = 20): Reply {
  return (socket) => {
    socket.write(head(status, { ...json, 'transfer-encoding': 'chunked' }))
    const drip = setInterval(() => socket.write('1\r\n \r\n'), everyMs)
    socket.on('close', () => {
      clearInterval(drip)
    })
  }
}

/** The request was read; nothing is ever answered. */
export const silent: Reply = () => undefined

/** The request was read, then the connection ends (FIN). */
export const dropped: Reply = (socket) => void socket.end()

/** The request was read, then the connection is reset (RST). */
export const reset: Reply = (socket) => void socket.resetAndDestroy()
