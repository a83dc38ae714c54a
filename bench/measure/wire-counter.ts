import { connect, createServer, type Socket } from 'node:net'
import { readMessages } from './read-messages.ts'

export interface WireCounts {
  /** Statements that the server was asked to run: Execute and simple Query messages. */
  statements: number
  /** How often a connection spoke again after it had been answered; what is sent without waiting in between is one. */
  roundTrips: number
}

/** A door to PostgreSQL that counts what passes. */
export interface WireCounter {
  readonly port: number
  read(): WireCounts
  close(): Promise<void>
}

export async function startWireCounter(targetPort: number): Promise<WireCounter> {
  const counts = { statements: 0, roundTrips: 0 }
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (client) => {
    const database = connect({ host: '127.0.0.1', port: targetPort, noDelay: true })
    let wasAnswered = true
    const read = readMessages((type) => {
      if (type === 'E' || type === 'Q') counts.statements += 1
    })
    client.on('data', (chunk: Buffer) => {
      if (wasAnswered) counts.roundTrips += 1
      wasAnswered = false
      read(chunk)
      database.write(chunk)
    })
    database.on('data', (chunk: Buffer) => {
      wasAnswered = true
      client.write(chunk)
    })
    for (const socket of [client, database]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        sockets.delete(socket)
        client.destroy()
        database.destroy()
      })
    }
  })
  await new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve(null)
    }),
  )
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the counter has no port')
  return {
    port: address.port,
    read: () => ({ ...counts }),
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) =>
        server.close(() => {
          resolve()
        }),
      )
    },
  }
}
