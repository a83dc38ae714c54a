import type { LookupAddress } from 'node:dns'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { resolveNames } from '../../../src/webhooks/resolve-name.ts'
import { startStubDns, type StubDns } from '../../support/stub-dns.ts'

const six = [0x26, 6, ...Array.from({ length: 13 }, () => 0), 1]
let dns: StubDns
beforeEach(async () => {
  dns = await startStubDns({
    'both.example': { A: [[8, 8, 8, 8], [127, 0, 0, 1]], AAAA: [six] }, // prettier-ignore
    'four.example': { A: [[8, 8, 4, 4]] },
    'six.example': { AAAA: [six] },
    'none.example': {},
    'silent.example': 'silent',
  })
})
afterEach(() => dns.close())

type Resolved = { addresses: string | LookupAddress[] } | { code: string | undefined }

function resolve(name: string, localNames = false): Promise<Resolved> {
  return new Promise((done) => {
    resolveNames({ localNames, servers: [dns.server] })(name, { all: true }, (error, addresses) => {
      done(error === null ? { addresses } : { code: error.code })
    })
  })
}

test('a name has all its addresses, of both families', async () => {
  const ipv6 = { address: '2606::1', family: 6 }
  expect(await resolve('both.example')).toEqual({
    addresses: [{ address: '8.8.8.8', family: 4 }, { address: '127.0.0.1', family: 4 }, ipv6], // prettier-ignore
  })
  expect(await resolve('four.example')).toEqual({ addresses: [{ address: '8.8.4.4', family: 4 }] })
  expect(await resolve('six.example')).toEqual({ addresses: [ipv6] })
})

test('a name is asked anew each time', async () => {
  await resolve('four.example')
  await resolve('four.example')
  expect(dns.asked.filter((question) => question === 'four.example A')).toHaveLength(2)
})

test('a name that does not exist, or has no address, is an error', async () => {
  expect(await resolve('gone.example')).toEqual({ code: 'ENOTFOUND' })
  expect(await resolve('none.example')).toEqual({ code: 'ENODATA' })
})

test('a name whose servers are silent is an error, and the system is not asked for it', async () => {
  expect(await resolve('silent.example', true)).toEqual({ code: 'ETIMEOUT' })
})

test('a name that only this machine knows is found where local names are wanted, and not otherwise', async () => {
  expect(await resolve('localhost', true)).toEqual({ addresses: expect.arrayContaining([{ address: '127.0.0.1', family: 4 }]) })
  expect(dns.asked).toEqual([])
  expect(await resolve('localhost', false)).toEqual({ code: 'ENOTFOUND' })
})
