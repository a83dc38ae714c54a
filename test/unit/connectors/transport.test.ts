import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { openTransport, type Destination, type Sent, type Transport } from '../../../src/connectors/transport.ts'
import type { ProviderRequest } from '../../../src/connectors/connector.ts'
import { answer, answerThenClose, dripping, dropped, reset, silent } from '../../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../../support/faulty-server.ts'
import { fixedClock, type FixedClock } from '../../support/fixed-clock.ts'

const now = new Date('2026-11-24T10:07:05Z')
const limits = { timeoutMs: 10_000, answerBytesMax: 65_536, connectionsPerAccount: 1 }

let server: FaultyServer
let clock: FixedClock
let opened: Transport[] = []

beforeEach(async () => {
  server = await startFaultyServer()
  clock = fixedClock(now)
})
afterEach(async () => {
  await Promise.all(opened.map((transport) => transport.close()))
  opened = []
  await server.close()
})

function open(changes: Partial<typeof limits> = {}): Transport {
  const transport = openTransport(clock, { ...limits, ...changes })
  opened.push(transport)
  return transport
}

function create(name: string | number): ProviderRequest {
  return { method: 'POST', path: `/create/${name}`, headers: { 'content-type': 'application/json' }, body: `{"ref":"${name}"}` }
}

const account = (accountKey = 'account'): Destination => ({ accountKey, origin: server.origin })
const numberOf = (path: string): number => Number(path.split('/').at(-1))
const arrived = (path: string): boolean => server.received.some((request) => request.path === path)
const send = (transport: Transport, name: string | number, sendBy?: Date): Promise<Sent> =>
  transport.send(account(), create(name), sendBy)

describe('what is sent', () => {
  test('the request arrives exactly as it was built, and the answer exactly as it was given', async () => {
    server.answerWith(() => answer(201, '{"é":"ü"}'))
    const sent = await open().send(account(), {
      method: 'PUT',
      path: '/a%2Fb?c=%20d',
      headers: { 'x-signature': 'abc' },
      body: '{"name":"Zulaikhé"}',
    })
    expect(sent).toMatchObject({ bytesSent: true, answer: { status: 201 } })
    expect(sent.answer?.body.toString()).toBe('{"é":"ü"}')
    expect(server.received).toMatchObject([{ method: 'PUT', path: '/a%2Fb?c=%20d', body: '{"name":"Zulaikhé"}' }])
    expect(server.received[0]?.headers).toMatchObject({ 'x-signature': 'abc', 'user-agent': 'tagih' })
  })

  test('a redirect is an answer and is not followed', async () => {
    server.answerWith(() => answer(302, '', { location: '/elsewhere' }))
    expect(await send(open(), 1)).toMatchObject({ bytesSent: true, answer: { status: 302 } })
    expect(server.received).toHaveLength(1)
  })
})

describe('bytesSent', () => {
  test('is false when the connection is refused', async () => {
    await server.close()
    expect(await send(open(), 1)).toMatchObject({ bytesSent: false, answer: null, failure: 'ECONNREFUSED' })
  })

  test('is false when the request itself cannot be written', async () => {
    const request = { ...create(1), headers: { 'x-signature': 'two\r\nlines' } }
    expect(await open().send(account(), request)).toMatchObject({ bytesSent: false, answer: null })
    expect(server.connections()).toBe(0)
  })

  test.each([
    ['ends', dropped],
    ['is reset', reset],
  ])('is true when the connection %s after the request was read', async (_, reply) => {
    server.answerWith(() => reply)
    expect(await send(open(), 1)).toMatchObject({ bytesSent: true, answer: null })
    expect(server.received).toHaveLength(1)
  })

  test.each([
    ['nothing', silent],
    ['a body that drips for ever', dripping(200)],
  ])('is true when %s came before the deadline', async (_, reply) => {
    server.answerWith(() => reply)
    expect(await send(open({ timeoutMs: 300 }), 1)).toMatchObject({ bytesSent: true, answer: null })
    expect(server.received).toHaveLength(1)
  })

  test('is true when the answer is larger than may be read', async () => {
    server.answerWith(() => answer(200, ' '.repeat(70_000)))
    expect(await send(open(), 1)).toMatchObject({ bytesSent: true, answer: null })
  })

  test('says of each request in a queue whether it left: those that waited out their deadline did not, and never do', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] })
    try {
      const waiting = new Promise<Socket>((resolve) => {
        server.answerWith(({ path }) => (path === '/create/0' ? resolve : answer(200, '{}')))
      })
      const transport = open({ timeoutMs: 300 })
      const sent = Promise.all([0, 1, 2, 3].map((name) => send(transport, name)))
      await waiting
      jest.advanceTimersByTime(300)
      const [first, ...queued] = await sent
      expect(first).toMatchObject({ bytesSent: true, answer: null })
      for (const one of queued) expect(one).toMatchObject({ bytesSent: false, answer: null })
      expect(await send(transport, 'later')).toMatchObject({ bytesSent: true, answer: { status: 200 } })
      expect(server.received.map(({ path }) => path)).toEqual(['/create/0', '/create/later'])
    } finally {
      jest.useRealTimers()
    }
  })

  test('agrees with the server on each of hundreds of requests whose connections are cut', async () => {
    const replies = [answer(200, '{}'), dropped, answer(500, '{}'), reset, answer(200, '{}'), answer(200, '{}')]
    server.answerWith(({ path }) => replies[numberOf(path) % replies.length] ?? dropped)
    const transport = open({ connectionsPerAccount: 4 })
    const sent = await Promise.all(Array.from({ length: 300 }, (_, name) => send(transport, name)))
    expect(sent.filter(({ bytesSent }) => bytesSent)).toHaveLength(300)
    expect(server.received.map(({ path }) => numberOf(path)).sort((a, b) => a - b)).toEqual([...sent.keys()])
    for (const [name, { answer: told }] of sent.entries()) expect(told === null).toBe([1, 3].includes(name % replies.length))
  })

  test('is never false for a request that arrived, whatever ended at the deadline', async () => {
    const replies = [silent, silent, answer(200, '{}'), dropped, answer(200, '{}')]
    server.answerWith(({ path }) => replies[numberOf(path) % replies.length] ?? dropped)
    const transport = open({ timeoutMs: 100, connectionsPerAccount: 2 })
    const sent: Sent[] = []
    for (let wave = 0; wave < 8; wave += 1) {
      const names = Array.from({ length: 12 }, (_, place) => sent.length + place)
      sent.push(...(await Promise.all(names.map((name) => send(transport, name)))))
    }
    const paths = server.received.map(({ path }) => path)
    expect(new Set(paths).size).toBe(paths.length)
    expect(paths.filter((path) => sent[numberOf(path)]?.bytesSent !== true)).toEqual([])
    expect(sent.some(({ bytesSent }) => !bytesSent)).toBe(true)
  })

  test('is never false for what a server that resets on accept may have read', async () => {
    server.onConnection((socket) => socket.resetAndDestroy())
    const sent = await Promise.all([0, 1, 2, 3, 4].map((name) => send(open(), name)))
    for (const one of sent) expect(one.answer).toBeNull()
    expect(server.received).toEqual([])
  })
})

describe('sendBy', () => {
  test('lets a request leave that comes in time', async () => {
    server.answerWith(() => answer(200, '{}'))
    expect(await send(open(), 1, now)).toMatchObject({ bytesSent: true, answer: { status: 200 } })
  })

  test('holds back a request that waited for a connection until it was over', async () => {
    const waiting = new Promise<Socket>((resolve) => {
      server.answerWith(({ path }) => (path === '/create/first' ? resolve : answer(200, '{}')))
    })
    const transport = open()
    const first = send(transport, 'first')
    const late = send(transport, 'late', new Date(now.getTime() + 1_000))
    const inTime = send(transport, 'in-time', new Date(now.getTime() + 3_000))
    const socket = await waiting
    clock.moveBy(2_000)
    answer(200, '{}')(socket)
    expect(await first).toMatchObject({ bytesSent: true, answer: { status: 200 } })
    expect(await late).toMatchObject({ bytesSent: false, answer: null })
    expect(await inTime).toMatchObject({ bytesSent: true, answer: { status: 200 } })
    expect(arrived('/create/late')).toBe(false)
  })
})

test('an account whose provider does not answer holds no connection of another account at the same place (row 21)', async () => {
  const waiting = new Promise<Socket>((resolve) => {
    server.answerWith(({ path }) => (path === '/create/slow' ? resolve : answer(200, '{}')))
  })
  const transport = open()
  const slow = transport.send(account('slow'), create('slow'))
  const socket = await waiting
  expect(await transport.send(account('other'), create('other'))).toMatchObject({ answer: { status: 200 } })
  answer(200, '{}')(socket)
  expect(await slow).toMatchObject({ answer: { status: 200 } })
})

test('what is meant for one origin never goes to another, whatever the account', async () => {
  const elsewhere = await startFaultyServer()
  for (const one of [server, elsewhere]) one.answerWith(() => answer(200, '{}'))
  const transport = open()
  await send(transport, 'here')
  await transport.send({ ...account(), origin: elsewhere.origin }, create('there'))
  await elsewhere.close()
  expect([server, elsewhere].map(({ received }) => received.map(({ path }) => path))).toEqual([
    ['/create/here'],
    ['/create/there'],
  ])
})

describe('a connection that is used again', () => {
  test('is one and the same while it is fresh', async () => {
    server.answerWith(() => answer(200, '{}'))
    const transport = open()
    for (const name of [1, 2, 3]) await send(transport, name)
    expect(server.connections()).toBe(1)
  })

  test('never makes an unknown create of a server that closes idle ones after 50 ms without saying so', async () => {
    const sockets: Socket[] = []
    server.onConnection((socket) => {
      sockets.push(socket)
      socket.setTimeout(50, () => socket.end())
    })
    server.answerWith(() => answer(200, '{}'))
    const transport = open()
    for (let call = 0; call < 40; call += 1) {
      expect(await send(transport, call)).toMatchObject({ answer: { status: 200 } })
      // Every other call comes at the first moment at which the server has closed the connection.
      const socket = sockets.at(-1)
      if (call % 2 === 0 && socket !== undefined && !socket.destroyed) await once(socket, 'close')
    }
    expect(server.received).toHaveLength(40)
  })

  test('never makes an unknown create of a server that closes each connection right behind its answer', async () => {
    server.answerWith(() => answerThenClose(200, '{}'))
    const transport = open()
    for (let call = 0; call < 40; call += 1) expect(await send(transport, call)).toMatchObject({ answer: { status: 200 } })
    expect(server.received).toHaveLength(40)
  })
})
