import { connect, createServer, type Server, type Socket } from 'node:net'

/** What goes wrong on the way; `black_hole` holds everything back, both ways, until it is lifted. */
export type Toxic =
  | { kind: 'latency'; ms: number }
  | { kind: 'slicer'; bytes: number }
  | { kind: 'black_hole' }
  | { kind: 'reset_on_accept' }
  /** Cuts each connection after so many bytes from the server, counted from now or from its start. */
  | { kind: 'limit'; bytes: number }
  /** Refuses connections, and cuts those there are. */
  | { kind: 'down' }

/** A door to a server that can be made a bad road. */
export interface TcpProxy {
  readonly port: number
  /** From now on, also for the connections that are open; null heals. */
  set(toxic: Toxic | null): void
  /** Resets every connection that is open. */
  resetAll(): void
  close(): Promise<void>
}

interface Link {
  client: Socket
  server: Socket
  /** Bytes from the server that have passed since the toxic was set. */
  passed: number
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const links = new Set<Link>()
  let toxic: Toxic | null = null
  let listener: Server | null = null
  const accept = (client: Socket) => {
    if (toxic?.kind === 'reset_on_accept') client.resetAndDestroy()
    else join(links, { client, server: connect(target), passed: 0 }, () => toxic)
  }
  const listen = (port: number): Promise<Server> => {
    const server = createServer({ noDelay: true }, accept)
    listener = server
    return new Promise((resolve, reject) => {
      server.on('error', reject)
      server.listen(port, '127.0.0.1', () => {
        resolve(server)
      })
    })
  }
  const refuse = () => {
    listener?.close()
    listener = null
  }
  const resetAll = () => {
    for (const link of links) cut(link)
  }
  const address = (await listen(0)).address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    resetAll,
    set(next) {
      toxic = next
      if (next?.kind === 'down') {
        refuse()
        resetAll()
      } else if (listener === null) void listen(address.port)
      for (const link of links) follow(link, next)
    },
    close() {
      refuse()
      resetAll()
      return Promise.resolve()
    },
  }
}

function cut({ client, server }: Link): void {
  client.resetAndDestroy()
  server.destroy()
}

/** What a held connection has not read stays in the kernel's buffers, as with a network that loses packets and comes back. */
function follow(link: Link, toxic: Toxic | null): void {
  link.passed = 0
  for (const socket of [link.client, link.server])
    if (toxic?.kind === 'black_hole') socket.pause()
    else socket.resume()
}

function join(links: Set<Link>, link: Link, present: () => Toxic | null): void {
  const { client, server } = link
  links.add(link)
  server.setNoDelay(true)
  pass(client, server, present)
  pass(server, client, present, (chunk) => {
    const toxic = present()
    const left = toxic?.kind === 'limit' ? toxic.bytes - link.passed : Infinity
    link.passed += chunk.length
    if (left > chunk.length) return chunk
    // The last bytes leave before the reset does.
    client.write(chunk.subarray(0, left), () => {
      cut(link)
    })
    return null
  })
  for (const socket of [client, server]) {
    socket.on('error', () => undefined)
    socket.on('close', () => {
      links.delete(link)
      client.destroy()
      server.destroy()
    })
  }
  if (present()?.kind === 'black_hole') follow(link, present())
}

/** `limit` answers what of a chunk may pass; null: nothing, it has seen to it. */
function pass(from: Socket, to: Socket, present: () => Toxic | null, limit = (chunk: Buffer): Buffer | null => chunk): void {
  from.on('data', (whole: Buffer) => {
    const toxic = present()
    const chunk = limit(whole)
    if (chunk === null) return
    if (toxic?.kind === 'latency') setTimeout(() => to.write(chunk), toxic.ms)
    else if (toxic?.kind === 'slicer')
      for (let at = 0; at < chunk.length; at += toxic.bytes) to.write(chunk.subarray(at, at + toxic.bytes))
    else to.write(chunk)
  })
}
