import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openTransport, type Sent, type Transport } from '../../src/connectors/transport.ts'
import { answer } from '../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../support/faulty-server.ts'
import { fixedClock } from '../support/fixed-clock.ts'

const serverClosesAfterMs = 400
/** Far below the server's, as the default of one second is far below that of any provider. */
const safeReuseMs = 25

let server: FaultyServer
let transport: Transport
beforeEach(async () => {
  server = await startFaultyServer()
  server.answerWith(() => answer(200, '{}'))
})
afterEach(async () => {
  await transport.close()
  await server.close()
})

function open(idleReuseMs: number): void {
  const limits = { timeoutMs: 10_000, answerBytesMax: 65_536, connectionsPerAccount: 1, idleReuseMs }
  transport = openTransport(fixedClock(new Date('2026-11-24T10:07:05Z')), limits)
}

const create = (name: number, accountKey = 'account'): Promise<Sent> =>
  transport.send({ accountKey, origin: server.origin }, { method: 'POST', path: `/create/${name}`, headers: {}, body: '{}' })

/** Gives up idle connections without a word; what meets it there is never answered. */
function closeWhenIdle(giveUp: (socket: Socket) => void): void {
  server.onConnection((socket) => {
    socket.setTimeout(serverClosesAfterMs, () => {
      giveUp(socket)
    })
  })
}

describe('a server that closes idle connections', () => {
  /** The table of faults has a thousand calls; these are three hundred, by thirty accounts with a connection each, at many distances from the close. */
  test('meets no create on a connection that it is closing: 300 calls around that moment, none of them unknown (row 20)', async () => {
    closeWhenIdle((socket) => socket.destroy())
    open(safeReuseMs)
    const accounts = Array.from({ length: 30 }, (_, account) => account)
    const callAround = async (account: number): Promise<void> => {
      for (let call = 0; call < 10; call += 1) {
        expect(await create(call, `account ${account}`)).toMatchObject({ bytesSent: true, answer: { status: 200 } })
        await pause(serverClosesAfterMs - 15 + account)
      }
    }
    await Promise.all(accounts.map(callAround))
    expect(server.received).toHaveLength(300)
    expect(server.connections()).toBe(300)
  }, 60_000)

  test('makes a create unknown that crosses the close, where connections are kept for longer than there (row 20)', async () => {
    const crossing = new Promise<Sent>((resolve) => {
      closeWhenIdle((socket) => {
        // The close is decided, and has not reached the other side when the request is on its way.
        socket.prependOnceListener('data', () => socket.destroy())
        resolve(create(2))
      })
    })
    open(10_000)
    expect(await create(1)).toMatchObject({ answer: { status: 200 } })
    expect(await crossing).toMatchObject({ bytesSent: true, answer: null })
    expect(server.connections()).toBe(1)
  })
})
