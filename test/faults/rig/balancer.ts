import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** A door to several instances: each connection goes to one that says it is ready. */
export interface Balancer {
  url: string
  close(): Promise<void>
}

const betweenLooksMs = 100

export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  let ready: number[] = []
  let turn = 0
  let closed = false
  const sockets = new Set<Socket>()
  const look = async () => {
    while (!closed) {
      const found = await Promise.all(ports.map(async (port) => ((await isReady(port)) ? [port] : [])))
      ready = found.flat()
      await pause(betweenLooksMs)
    }
  }
  const server = createServer({ noDelay: true }, (client) => {
    turn += 1
    const instance = connect({ port: ready[turn % ready.length] ?? 0, host: '127.0.0.1', noDelay: true })
    for (const socket of [client, instance]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        instance.destroy()
      })
    }
    client.pipe(instance).pipe(client)
  })
  const looking = look()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the balancer has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      closed = true
      for (const socket of sockets) socket.destroy()
      server.close()
      await looking
    },
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: 'close' } })).ok
  } catch {
    return false
  }
}
