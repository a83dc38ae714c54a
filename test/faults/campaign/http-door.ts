import { createServer, request as forward, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Random } from './random.ts'

/** A request on its way through a door. */
export interface Passing {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface Answer {
  status: number
  type: string
  body: Buffer
}

export interface HttpDoor {
  readonly port: number
  /** Resolves when nothing is on its way any more, however late. */
  idle(): Promise<void>
  close(): Promise<void>
}

/** Listens on this machine. What `take` throws cuts the connection. */
export async function openHttpDoor(
  take: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<HttpDoor> {
  const underWay = new Set<Promise<void>>()
  const server = createServer((request, response) => {
    const taken = take(request, response)
      .catch(() => void request.socket.destroy())
      .finally(() => underWay.delete(taken))
    underWay.add(taken)
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the door has no port'))
      else resolve(address.port)
    })
  })
  return {
    port,
    async idle() {
      await Promise.all(underWay)
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

/** A door at which something goes wrong in a share of all requests, none at first. */
export interface FaultyDoor extends HttpDoor {
  setShare(share: number): void
}

/** One request at a door that may let it go wrong. */
export interface Arrival {
  request: IncomingMessage
  response: ServerResponse
  /** Drawn by the share. */
  isToFail: boolean
  /** Ends what still waits when the door is closed. */
  signal: AbortSignal
}

export async function openFaultyDoor(random: Random, take: (arrival: Arrival) => Promise<void>): Promise<FaultyDoor> {
  let share = 0
  const closing = new AbortController()
  const door = await openHttpDoor((request, response) =>
    take({ request, response, isToFail: random.chance(share), signal: closing.signal }),
  )
  return {
    port: door.port,
    setShare: (next) => void (share = next),
    idle: () => door.idle(),
    close() {
      closing.abort()
      return door.close()
    },
  }
}

export async function readPassing(request: IncomingMessage): Promise<Passing> {
  const { method = '', url: path = '', headers } = request
  return { method, path, headers, body: await readAll(request) }
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of message) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Over a connection of its own. Throws when there is no whole answer. */
export function passOn(target: string, { method, path, headers, body }: Passing): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = forward(new URL(path, target), { method, headers, agent: false }, (answer) => {
      const type = answer.headers['content-type'] ?? ''
      readAll(answer).then((read) => {
        resolve({ status: answer.statusCode ?? 500, type, body: read })
      }, reject)
    })
    onward.on('error', reject)
    onward.end(body)
  })
}

export function page(status: number, type: string, text: string): Answer {
  return { status, type, body: Buffer.from(text) }
}

export function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body)
}
