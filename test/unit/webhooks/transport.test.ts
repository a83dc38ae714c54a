import type { LookupFunction } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openWebhookTransport, type WebhookTransport } from '../../../src/webhooks/transport.ts'
import { eventually } from '../../support/eventually.ts'
import { answer, cutShort, dripping, dropped, reset, silent, type Reply } from '../../support/faulty-replies.ts'
import { fixedClock } from '../../support/fixed-clock.ts'
import { stubLookup } from '../../support/stub-lookup.ts'
import { certificateFor } from '../../support/test-certificate.ts'
import { startWatchingSink, type WatchingSink } from '../../support/watching-sink.ts'

const clock = fixedClock(new Date('2026-11-24T10:07:05Z'))
const allowedNetworks = ['127.0.0.1']
const namedHere = stubLookup(['127.0.0.1']).lookup

let sink: WatchingSink
let opened: WebhookTransport[] = []
beforeEach(async () => {
  sink = await startWatchingSink()
})
afterEach(async () => {
  await Promise.all(opened.map((transport) => transport.close()))
  opened = []
  await sink.close()
})

function open(timeoutMs = 20_000, lookup: LookupFunction = namedHere): WebhookTransport {
  const transport = openWebhookTransport({ clock, allowedNetworks, timeoutMs, lookup })
  opened.push(transport)
  return transport
}

/** What is read (64 kB), and whatever the two ends' kernels hold in between. */
const takenMax = 32 * 1024 ** 2

const url = (path = '/'): string => `http://shop.example:${sink.port}${path}`
const post = (transport = open()) => transport.post(url(), {}, '{}')

describe('what is sent', () => {
  test('is the body byte for byte, with the headers given and the host of the name', async () => {
    const body = Buffer.from('{ "name" : "Zulaikhé" }')
    expect(
      await open().post(url('/a%2Fb?c=%20d#e'), { 'webhook-id': 'evt_1', 'content-type': 'application/json' }, body),
    ).toMatchObject({
      kind: 'answered',
      status: 200,
    })
    expect(sink.received).toMatchObject([{ method: 'POST', path: '/a%2Fb?c=%20d', body: body.toString() }])
    expect(sink.received[0]?.headers).toMatchObject({
      host: `shop.example:${sink.port}`,
      'webhook-id': 'evt_1',
      'content-type': 'application/json',
      'user-agent': 'tagih',
      connection: 'close',
    })
  })

  test('has a connection of its own, which ends with it', async () => {
    const transport = open()
    await post(transport)
    await post(transport)
    await post(transport)
    await eventually(async () => {
      expect(await sink.allConnections()).toMatchObject([{ open: false }, { open: false }, { open: false }])
    })
  })

  test('is nothing when a header cannot be sent; its value is not told', async () => {
    const posted = await open().post(url(), { 'x-secret': 'whsec_\nabc' }, '{}')
    expect(posted).toMatchObject({ kind: 'failed', reason: 'UND_ERR_INVALID_ARG' })
    expect(await sink.allConnections()).toEqual([])
  })
})

describe('what is kept of an answer', () => {
  const answered = async (reply: Reply) => {
    sink.answerWith(reply)
    return post()
  }

  test('is its status, its Retry-After and its text', async () => {
    const reply = answer(429, 'slow down', { 'retry-after': '120' })
    expect(await answered(reply)).toEqual({
      kind: 'answered',
      status: 429,
      retryAfter: '120',
      firstKilobyte: 'slow down',
      durationMs: 0,
    })
    expect(await answered(answer(204, ''))).toMatchObject({ status: 204, retryAfter: null, firstKilobyte: '' })
  })

  test('is its first kilobyte, without half a character at the end', async () => {
    expect(await answered(answer(200, 'x'.repeat(1_025)))).toMatchObject({ firstKilobyte: 'x'.repeat(1_024) })
    expect(await answered(answer(200, `x${'é'.repeat(600)}`))).toMatchObject({ firstKilobyte: `x${'é'.repeat(511)}` })
  })

  test('is text that a database can keep', async () => {
    expect(await answered(answer(200, 'a\0b'))).toMatchObject({ firstKilobyte: 'a\uFFFDb' })
    expect(
      await answered((socket) => void socket.end(Buffer.from('485454502f312e3120323030204f4b0d0a0d0aff61', 'hex'))),
    ).toMatchObject({
      firstKilobyte: '\uFFFDa',
    })
  })

  test('is the status, also when the rest breaks off or does not end', async () => {
    expect(await answered(cutShort(200, '{"a":1}'))).toMatchObject({ kind: 'answered', status: 200, firstKilobyte: '{"a' })
    sink.answerWith(dripping(500))
    expect(await post(open(2_000))).toMatchObject({ kind: 'answered', status: 500 })
  })

  test('is little of an answer that has no end: it is cut', async () => {
    let written = 0
    sink.answerWith((socket) => {
      const pour = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536))) continue
      }
      socket.on('drain', pour)
      socket.on('close', () => (written = socket.bytesWritten))
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      pour()
    })
    expect(await post()).toMatchObject({ status: 200, firstKilobyte: 'x'.repeat(1_024) })
    await eventually(async () => {
      expect(await sink.allConnections()).toMatchObject([{ open: false }])
    })
    expect(written).toBeLessThan(takenMax)
  })

  test('is nothing when its headers are longer than 16 kB', async () => {
    const headers = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x-padding-${index}`, 'x'.repeat(100)]))
    expect(await answered(answer(200, '{}', headers))).toMatchObject({ kind: 'failed', reason: 'UND_ERR_HEADERS_OVERFLOW' })
  })
})

describe('a post that fails', () => {
  test.each<[string, Reply, string]>([
    ['closes the connection', dropped, 'UND_ERR_SOCKET'],
    ['resets it', reset, 'ECONNRESET'],
    ['answers something else than HTTP', (socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n'), 'HTTPParserError'],
  ])('because the other side %s says so by a code', async (_, reply, reason) => {
    sink.answerWith(reply)
    expect(await post()).toEqual({ kind: 'failed', reason, durationMs: 0 })
  })

  test('because nobody listens says so', async () => {
    await sink.close()
    expect(await post()).toMatchObject({ kind: 'failed', reason: 'ECONNREFUSED' })
  })

  test('because nothing is answered ends at its deadline, and so does its connection', async () => {
    sink.answerWith(silent)
    expect(await post(open(1_000))).toMatchObject({ kind: 'failed', reason: 'no answer within the deadline' })
    await eventually(async () => {
      expect(await sink.allConnections()).toMatchObject([{ open: false }])
    })
  })

  test('because the name is never resolved ends at its deadline', async () => {
    expect(await post(open(200, () => undefined))).toMatchObject({ kind: 'failed', reason: 'no answer within the deadline' })
  })

  test('because TLS is never answered ends at its deadline, and so does its connection', async () => {
    expect(await open(1_000).post(`https://shop.example:${sink.port}/`, {}, '{}')).toMatchObject({
      kind: 'failed',
      reason: 'no answer within the deadline',
    })
    await eventually(async () => {
      expect(await sink.allConnections()).toMatchObject([{ open: false }])
    })
  })

  test('because the gateway stops says so', async () => {
    const transport = open()
    sink.answerWith(() => void transport.close())
    expect(await post(transport)).toMatchObject({ kind: 'failed', reason: 'the gateway is stopping' })
  })
})

describe('https', () => {
  const certificate = certificateFor('shop.example')
  const trusted = getCACertificates('default')
  let secure: WatchingSink
  beforeEach(async () => {
    secure = await startWatchingSink(certificate)
  })
  afterEach(async () => {
    setDefaultCACertificates(trusted)
    await secure.close()
  })
  const postTo = (name: string) => open().post(`https://${name}:${secure.port}/hook`, {}, '{"a":1}')

  test('goes to the address that was checked, and speaks of the name', async () => {
    setDefaultCACertificates([...trusted, certificate.cert])
    expect(await postTo('shop.example')).toMatchObject({ kind: 'answered', status: 200 })
    expect(secure.connections).toMatchObject([{ to: '127.0.0.1', serverName: 'shop.example' }])
    expect(secure.received).toMatchObject([{ path: '/hook', body: '{"a":1}' }])
    expect(secure.received[0]?.headers).toMatchObject({ host: `shop.example:${secure.port}` })
  })

  test('with a certificate of another name sends nothing', async () => {
    setDefaultCACertificates([...trusted, certificate.cert])
    expect(await postTo('other.example')).toMatchObject({ kind: 'failed', reason: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    expect(secure.received).toEqual([])
  })

  test('with a certificate that nobody vouches for sends nothing', async () => {
    expect(await postTo('shop.example')).toMatchObject({ kind: 'failed', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(secure.received).toEqual([])
  })
})
