import { connect, createServer, type Socket } from 'node:net'

/** A door to the database that can lose what passes through it. */
export interface DatabaseProxy {
  /** The same database through this door. */
  url: string
  /** The next request that holds this text reaches the database, is carried out, and its answer is lost with the connection. */
  loseAnswerTo(text: string): void
  /** From the next request that holds this text on, nothing passes any more, that request included. */
  closeAt(text: string): void
  open(): void
  close(): Promise<void>
}

export async function startDatabaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const url = new URL(databaseUrl)
  const port = Number(url.port === '' ? 5432 : url.port)
  const sockets = new Set<Socket>()
  let losing: string | null = null
  let closing: string | null = null
  let closed = false
  const server = createServer((client) => {
    const database = connect(port, url.hostname)
    const end = () => {
      client.destroy()
      database.destroy()
    }
    let isLost = false
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', end)
    }
    if (closed) end()
    client.on('data', (chunk) => {
      if (closing !== null && chunk.includes(closing)) closed = true
      if (closed) {
        end()
        return
      }
      if (losing !== null && chunk.includes(losing)) {
        losing = null
        isLost = true
      }
      database.write(chunk)
    })
    database.on('data', (chunk) => {
      // PostgreSQL answers a single statement in one piece, after it has been committed.
      if (isLost) end()
      else client.write(chunk)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const own = new URL(databaseUrl)
  own.host = `127.0.0.1:${address.port}`
  return {
    url: own.href,
    loseAnswerTo(text) {
      losing = text
    },
    closeAt(text) {
      closing = text
    },
    open() {
      closing = null
      closed = false
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
