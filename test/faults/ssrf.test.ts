import type { LookupFunction } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Client } from 'undici'
import { Networks } from '../../src/webhooks/addresses.ts'
import { whyAddressNotAllowed } from '../../src/webhooks/allowed-url.ts'
import { guardedConnector } from '../../src/webhooks/guarded-connector.ts'
import { openWebhookTransport, type Posted } from '../../src/webhooks/transport.ts'
import { ipv4Spellings } from '../support/address-spellings.ts'
import { eventually } from '../support/eventually.ts'
import { answer } from '../support/faulty-replies.ts'
import { fixedClock } from '../support/fixed-clock.ts'
import { stubLookup } from '../support/stub-lookup.ts'
import { startWatchingSink, type WatchingSink } from '../support/watching-sink.ts'

let sink: WatchingSink
beforeEach(async () => {
  sink = await startWatchingSink()
})
afterEach(() => sink.close())

const noNames: LookupFunction = (_hostname, _options, done) => {
  done(new Error('a name was looked up'), [])
}

async function post(url: string, allowedNetworks: string[] = [], lookup: LookupFunction = noNames): Promise<Posted> {
  const transport = openWebhookTransport({ clock: fixedClock(new Date('2026-11-24T10:07:05Z')), allowedNetworks, lookup })
  const posted = await transport.post(url, { 'webhook-id': 'evt_1' }, '{"type":"invoice.paid"}')
  await transport.close()
  return posted
}

const notPublic = (kind: string) => ({ kind: 'failed', reason: `it leads to an address that is not public (${kind})` })
const loopbackSpellings = ipv4Spellings(0x7f000001n)
const otherSpellings = [
  '0',
  '0.0.0.0',
  '127.255.255.254',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
]

describe('an address in the URL', () => {
  test.each([...loopbackSpellings, ...otherSpellings, 'localhost'])(
    '%s sees no connection, over https or http (row 52)',
    async (host) => {
      for (const scheme of ['https', 'http']) {
        const posted = await post(`${scheme}://${host}:${sink.port}/hook`)
        expect(posted).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/not public|scheme must be https/) })
        // Another network that is allowed opens http, and not this address.
        expect(await post(`${scheme}://${host}:${sink.port}/hook`, ['10.0.0.0/8'])).toMatchObject({
          kind: 'failed',
          reason: expect.stringContaining('not public'),
        })
      }
      expect(await sink.allConnections()).toEqual([])
    },
  )

  test.each(loopbackSpellings)('%s is reached where its network is allowed, over http too (row 52)', async (host) => {
    expect(await post(`http://${host}:${sink.port}/hook?a=b`, ['127.0.0.1'])).toMatchObject({ kind: 'answered', status: 200 })
    expect(sink.received).toMatchObject([{ method: 'POST', path: '/hook?a=b', body: '{"type":"invoice.paid"}' }])
  })

  test.each([22, 25, 6379, 8080])('a private one at port %i is refused like at any other (row 52)', async (port) => {
    expect(await post(`https://10.0.0.1:${port}/`)).toMatchObject(notPublic('private'))
  })
})

describe('a name', () => {
  test.each([
    ['127.0.0.1', 'loopback'],
    ['127.9.9.9', 'loopback'],
    ['0.0.0.0', 'reserved'],
    ['10.1.2.3', 'private'],
    ['169.254.169.254', 'link-local'],
    ['::1', 'loopback'],
    ['::ffff:127.0.0.1', 'IPv4-mapped'],
    ['64:ff9b::7f00:1', 'NAT64'],
    ['fd00:ec2::254', 'private'],
  ])('that leads to %s sees no connection, and the address is not told (row 52)', async (address, kind) => {
    const posted = await post(`https://shop.example:${sink.port}/`, [], stubLookup([address]).lookup)
    expect(posted).toMatchObject(notPublic(kind))
    expect(JSON.stringify(posted)).not.toContain(address)
    expect(await sink.allConnections()).toEqual([])
  })

  test.each([
    ['first', ['127.0.0.1', '8.8.8.8', '2606:4700::1111']],
    ['between', ['8.8.8.8', '127.0.0.1', '2606:4700::1111']],
    ['last', ['2606:4700::1111', '8.8.8.8', '127.0.0.1']],
  ])('with public addresses and a loopback one %s is refused whole (row 52)', async (_, addresses) => {
    expect(await post(`https://shop.example:${sink.port}/`, [], stubLookup(addresses).lookup)).toMatchObject(
      notPublic('loopback'),
    )
    expect(await sink.allConnections()).toEqual([])
  })

  test('that a resolver answers with one address instead of a list is judged as well (row 52)', async () => {
    const one: LookupFunction = (_hostname, _options, done) => {
      done(null, '127.0.0.1', 4)
    }
    expect(await post(`https://shop.example:${sink.port}/`, [], one)).toMatchObject(notPublic('loopback'))
  })

  test.each([[[]], [['not an address']], [['fe80::1%1']]])('that leads to %j is refused (row 52)', async (addresses) => {
    expect(await post(`https://shop.example:${sink.port}/`, [], stubLookup(addresses).lookup)).toMatchObject({ kind: 'failed' })
    expect(await sink.allConnections()).toEqual([])
  })

  test('in an allowed network is reached over http, and a public address is not (row 52)', async () => {
    const url = `http://shop.example:${sink.port}/`
    expect(await post(url, ['127.0.0.0/8'], stubLookup(['127.0.0.1']).lookup)).toMatchObject({ kind: 'answered', status: 200 })
    expect(sink.received[0]?.headers).toMatchObject({ host: `shop.example:${sink.port}` })
    expect(await post(url, ['127.0.0.0/8'], stubLookup(['8.8.8.8']).lookup)).toMatchObject({
      kind: 'failed',
      reason: 'its scheme must be https',
    })
  })
})

describe('a name whose address changes', () => {
  const allowed = ['127.0.0.1']

  test('is judged again at the next post, and no connection of the last one is used for it (row 52)', async () => {
    const { lookup, asked } = stubLookup(['127.0.0.1'], ['127.0.0.2'])
    const clock = fixedClock(new Date('2026-11-24T10:07:05Z'))
    const transport = openWebhookTransport({ clock, allowedNetworks: allowed, lookup })
    const url = `http://shop.example:${sink.port}/`
    expect(await transport.post(url, {}, '1')).toMatchObject({ kind: 'answered', status: 200 })
    expect(await transport.post(url, {}, '2')).toMatchObject(notPublic('loopback'))
    await transport.close()
    expect(asked).toEqual(['shop.example', 'shop.example'])
    expect(await sink.allConnections()).toMatchObject([{ to: '127.0.0.1' }])
    expect(sink.received.map(({ body }) => body)).toEqual(['1'])
  })

  test('between the check and the connection is asked once: the address that was judged is the one that is reached (row 52)', async () => {
    const { lookup, asked } = stubLookup(['127.0.0.1'], ['127.0.0.2'])
    expect(await post(`http://shop.example:${sink.port}/`, allowed, lookup)).toMatchObject({ kind: 'answered', status: 200 })
    expect(asked).toEqual(['shop.example'])
    expect(await sink.allConnections()).toMatchObject([{ to: '127.0.0.1' }])
  })
})

test.each([301, 302, 303, 307, 308])(
  'a redirect (%i) to a private address is an answer and is not followed (row 52)',
  async (status) => {
    const inside = await startWatchingSink()
    sink.answerWith(answer(status, 'moved', { location: `http://127.0.0.1:${inside.port}/secret` }))
    expect(await post(`http://127.0.0.1:${sink.port}/`, ['127.0.0.0/8'])).toMatchObject({
      kind: 'answered',
      status,
      firstKilobyte: 'moved',
    })
    expect(await inside.allConnections()).toEqual([])
    await inside.close()
  },
)

test.each(['http:', 'https:'])(
  'a socket that reached an address past the other checks is closed before a byte of %s (row 52)',
  async (scheme) => {
    const judge = (address: string) => whyAddressNotAllowed(address, scheme === 'https:', new Networks(['10.0.0.0/8']))
    // An address in the URL is not looked up, and here nothing has read the URL: what is left is the look at the socket.
    const connect = guardedConnector({ judge, lookup: noNames, timeoutMs: 10_000, signal: new AbortController().signal })
    const client = new Client(`${scheme}//127.0.0.1:${sink.port}`, { connect })
    await expect(client.request({ method: 'POST', path: '/', body: 'secret' })).rejects.toThrow('not public (loopback)')
    await client.destroy()
    await eventually(async () => {
      expect(await sink.allConnections()).toMatchObject([{ to: '127.0.0.1', bytes: 0, open: false }])
    })
  },
)

test.each([
  'https://me:secret@127.0.0.1',
  'https://8.8.8.8@127.0.0.1',
  'ftp://127.0.0.1',
  'gopher://127.0.0.1',
  'ws://127.0.0.1',
  'wss://127.0.0.1',
  'unix://127.0.0.1',
])('%s is refused with the reason alone, though its network is allowed (row 52)', async (start) => {
  const posted = await post(`${start}:${sink.port}/`, ['0.0.0.0/0', '::/0'])
  expect(posted).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^its scheme must be https$|^it must not hold/) })
  expect(JSON.stringify(posted)).not.toContain('secret')
  expect(await sink.allConnections()).toEqual([])
})
