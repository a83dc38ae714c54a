import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { answer, type Reply } from './faulty-replies.ts'
import { readRequests, type Received } from './read-requests.ts'
import type { TestCertificate } from './test-certificate.ts'

/** Listens on every address of this machine, and tells what reached which of them. */
export interface WatchingSink {
  port: number
  /** One for each connection, in order; with TLS, one for each handshake that was completed. */
  connections: Seen[]
  /** All connections that were made before this was asked, whether or not they had been noticed. Without TLS only. */
  allConnections(): Promise<Seen[]>
  received: Received[]
  answerWith(reply: Reply): void
  close(): Promise<void>
}

export interface Seen {
  /** The address of this machine that was connected to. */
  to: string
  fromPort: number | undefined
  bytes: number
  serverName: string | null
  open: boolean
}

export async function startWatchingSink(certificate?: TestCertificate): Promise<WatchingSink> {
  const connections: Seen[] = []
  const received: Received[] = []
  const sockets = new Set<Socket>()
  const own = new Set<number | undefined>()
  let reply: Reply = answer(200, '{}')
  const watch = (socket: Socket, serverName: string | null): void => {
    const seen = { to: socket.localAddress ?? 'gone', fromPort: socket.remotePort, bytes: 0, serverName, open: true }
    connections.push(seen)
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => (seen.open = false))
    socket.on('data', (chunk: Buffer) => (seen.bytes += chunk.length))
    readRequests(socket, (request) => {
      received.push(request)
      reply(socket)
    })
  }
  const server = certificate
    ? createTlsServer(certificate, (socket) => {
        watch(socket, socket.servername === false ? null : socket.servername)
      })
    : createServer((socket) => {
        watch(socket, null)
      })
  const port = await listen(server)
  return {
    port,
    connections,
    received,
    async allConnections() {
      // Connections are accepted in their order: once this one is seen, all earlier ones are.
      const last = connect(port, '127.0.0.1')
      await once(last, 'connect')
      while (!connections.some(({ fromPort }) => fromPort === last.localPort)) await once(server, 'connection')
      own.add(last.localPort)
      last.destroy()
      return connections.filter(({ fromPort }) => !own.has(fromPort))
    },
    answerWith(given) {
      reply = given
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the sink has no port')
  return address.port
}
