import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openTransport } from '../../src/connectors/transport.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { answer } from '../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../support/faulty-server.ts'
import { fixedClock } from '../support/fixed-clock.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'
import { creates, winpayAt, winpayCreated } from '../support/winpay-wire.ts'

const gigabyte = 1024 ** 3
/** What is read (1 MiB), and whatever the two ends' kernels hold in between. */
const takenMax = 32 * 1024 ** 2

let server: FaultyServer
let app: TestApp
beforeEach(async () => {
  server = await startFaultyServer()
  // The deadline must not be what ends these answers.
  app = await openTestApp({ ...winpayAt(server.origin), PROVIDER_TIMEOUT_MS: '25000' })
})
afterEach(async () => {
  await app.close()
  await server.close()
})

/** Writes a gigabyte as fast as it is taken; answers how many bytes were, once the other side has closed. */
function pour(socket: Socket, head: string, piece: string): Promise<number> {
  const fill = (): void => {
    while (!socket.destroyed && socket.bytesWritten < gigabyte) if (!socket.write(piece)) return
  }
  socket.on('drain', fill)
  socket.write(head)
  fill()
  return new Promise((resolve) => {
    socket.on('close', () => {
      resolve(socket.bytesWritten)
    })
  })
}

const begin = (headers: string) => `HTTP/1.1 201 Created\r\ncontent-type: application/json\r\n${headers}`
const spaces = ' '.repeat(65_536)

async function expectUnknown(reason: string): Promise<void> {
  const request = { body: invoiceRequest({ provider: 'winpay' }), idempotencyKey: 'endless' }
  const { id, status } = expectInvoice(await app.send('POST', '/invoices', request), 202)
  expect(status).toBe('unknown')
  const attempts = await app.send('GET', `/invoices/${id}/attempts`)
  expect(attempts.json['data']).toMatchObject([
    { outcome: 'UNKNOWN', provider_message: reason, operations: [{ bytes_sent: true }] },
  ])
  expectInvoice(await app.send('POST', '/invoices', request), 202)
  expect(creates(server.received)).toHaveLength(1)
}

describe('a create whose answer does not end', () => {
  const tooLarge = 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
  const overflow = 'UND_ERR_HEADERS_OVERFLOW'
  test.each<[string, string, string, string]>([
    ['a body of 1 GB that is announced', begin(`content-length: ${gigabyte}\r\n\r\n`), spaces, tooLarge],
    ['a body of 1 GB in chunks', begin('transfer-encoding: chunked\r\n\r\n'), `10000\r\n${spaces}\r\n`, tooLarge],
    ['a body of 1 GB until the connection ends', begin('connection: close\r\n\r\n'), spaces, tooLarge],
    ['one header of 1 GB', begin('x-padding: '), spaces.replaceAll(' ', 'x'), overflow],
    ['1 GB of headers', begin(''), 'x-padding: more of them\r\n'.repeat(2_000), overflow],
  ])('%s is unknown, and is not read further than its bound (row 18)', async (_, head, piece, reason) => {
    const poured = new Promise<number>((resolve) => {
      server.answerWith(() => (socket) => {
        void pour(socket, head, piece).then(resolve)
      })
    })
    await expectUnknown(reason)
    expect(await poured).toBeLessThan(takenMax)
  })

  test('100 kB of headers before a good answer is unknown: what follows them is not believed (row 18)', async () => {
    const headers = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`x-padding-${index}`, 'x'.repeat(85)]))
    server.answerWith((request) => answer(201, winpayCreated(request), headers))
    await expectUnknown(overflow)
  })
})

describe('an answer of 100 MB that was packed into 100 kB', () => {
  const bomb = (text: string) => gzipSync(Buffer.concat([Buffer.from(text), Buffer.alloc(100 * 1024 ** 2, ' ')]))
  const send = (socket: Socket, packed: Buffer) => {
    socket.write(begin(`content-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`))
    socket.write(packed)
  }

  test('is unknown, though a good answer is in it (row 18)', async () => {
    server.answerWith((request) => (socket) => {
      send(socket, bomb(winpayCreated(request)))
    })
    await expectUnknown('the answer is not JSON')
  })

  test('is never unpacked: what is read are the bytes that came (row 18)', async () => {
    const packed = bomb('{}')
    server.answerWith(() => (socket) => {
      send(socket, packed)
    })
    const limits = { timeoutMs: 25_000, answerBytesMax: 1024 ** 2, connectionsPerAccount: 1 }
    const transport = openTransport(fixedClock(new Date('2026-11-24T10:07:05Z')), limits)
    const { answer: read } = await transport.send(
      { accountKey: 'one', origin: server.origin },
      { method: 'GET', path: '/', headers: {}, body: null },
    )
    await transport.close()
    expect(read?.body.equals(packed)).toBe(true)
  })
})
