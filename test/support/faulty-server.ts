import { createServer, type Server, type Socket } from 'node:net'
import { readRequests, type Received } from './read-requests.ts'
import { dropped, type Reply } from './faulty-replies.ts'

/** A real HTTP/1.1 server on a loopback port that answers each request as the test says, well or badly. */
export interface FaultyServer {
  origin: string
  /** Requests that were read to their last byte, in order. */
  received: Received[]
  /** Connections accepted so far. */
  connections(): number
  /** From now on requests are answered like this; `index` counts all received ones from 0. */
  answerWith(choose: (request: Received, index: number) => Reply): void
  /** Done to each new connection before anything of it is read. */
  onConnection(act: (socket: Socket) => void): void
  /** Ends all connections; from then on new ones are refused. May be called again. */
  close(): Promise<void>
}

export async function startFaultyServer(): Promise<FaultyServer> {
  const received: Received[] = []
  const sockets = new Set<Socket>()
  let accepted = 0
  let choose: (request: Received, index: number) => Reply = () => dropped
  let greet: (socket: Socket) => void = () => undefined
  const server = createServer((socket) => {
    accepted += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    greet(socket)
    readRequests(socket, (request) => {
      received.push(request)
      choose(request, received.length - 1)(socket)
    })
  })
  const port = await listen(server)
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    connections: () => accepted,
    answerWith(given) {
      choose = given
    },
    onConnection(act) {
      greet = act
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the test server has no port')
  return address.port
}
