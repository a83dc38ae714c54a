import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { specialIPv4Networks, specialIPv6Networks, whyNotPublic } from '../../../src/webhooks/addresses.ts'
import { whyNotAllowed } from '../../../src/webhooks/allowed-url.ts'
import { addressesIn, inRange, ipv4Spellings, ipv6Spellings, isV6, rangeOf } from '../../support/address-spellings.ts'

const special = [...specialIPv4Networks, ...specialIPv6Networks].map(({ network }) => network)
const spellings = (network: string, address: bigint): string[] =>
  isV6(network) ? ipv6Spellings(address) : ipv4Spellings(address)
const reasons = (hosts: string[], allowed: string[] = []): (string | null)[] =>
  hosts.map((host) => whyNotAllowed(`https://${host}:8443/hook?a=b`, allowed))

describe('an address that is not public', () => {
  test.each(special)('is refused however it is written: the first, the last and any of %s', (network) => {
    fc.assert(
      fc.property(addressesIn(rangeOf(network)), (address) => {
        for (const reason of reasons(spellings(network, address)))
          expect(reason).toMatch(/^it leads to an address that is not public/)
      }),
    )
  })

  // Written down from the RFCs and the clouds' manuals, and not taken from the lists.
  test.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.254'],
    ...[
      '168.63.129.16',
      '169.254.169.254',
      '169.254.170.2',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.1',
      '192.0.0.192',
      '192.0.2.1',
    ],
    ...[
      '192.88.99.1',
      '192.168.0.1',
      '192.168.255.255',
      '198.18.0.1',
      '198.19.255.255',
      '198.51.100.1',
      '203.0.113.1',
      '224.0.0.1',
    ],
    ...['239.255.255.255', '240.0.0.1', '255.255.255.255', '0', '2130706433', '0x7f000001', '017700000001', '127.1', '0x7f.1'],
    ...['localhost', 'LOCALHOST', 'localhost.', 'shop.localhost', '①②⑦.⓪.⓪.①'],
    ...['[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:8.8.8.8]', '[::ffff:0:127.0.0.1]', '[::127.0.0.1]', '[::8.8.8.8]'],
    ...['[64:ff9b::10.0.0.1]', '[64:ff9b::8.8.8.8]', '[64:ff9b:1::10.0.0.1]', '[64:ff9b:1:ffff:ffff:ffff:ffff:ffff]', '[100::1]'],
    ...['[100:0:0:1::1]', '[2001::1]', '[2001:0:7f00:1::]', '[2001:2::1]', '[2001:10::1]', '[2001:20::1]', '[2001:db8::1]'],
    ...[
      '[2002:7f00:1::]',
      '[2002:808:808::]',
      '[3fff::1]',
      '[3fff:fff::1]',
      '[5f00::1]',
      '[fc00::1]',
      '[fd00:ec2::254]',
      '[fd20:ce::254]',
    ],
    ...['[fe80::1]', '[febf::1]', '[fec0::1]', '[ff02::1]', '[ff0e::1]', '[4000::1]', '[8000::1]', '[e000::1]'],
  ])('%s is refused', (host) => {
    expect(whyNotAllowed(`https://${host}/`, [])).toMatch(/^it leads to an address that is not public/)
  })
})

describe('an address that is public', () => {
  test('is allowed on both sides of every refused network, unless another one begins there', () => {
    const ranges = special.map((network) => ({ network, ...rangeOf(network) }))
    const beside = ranges.flatMap(({ network, first, last }) => [first - 1n, last + 1n].map((address) => ({ network, address })))
    const outside = beside.filter(({ network, address }) => {
      const end = isV6(network) ? 1n << 128n : 1n << 32n
      const sameFamily = ranges.filter((range) => isV6(range.network) === isV6(network))
      return address >= 0n && address < end && !sameFamily.some((range) => inRange(range, address))
    })
    expect(outside.length).toBeGreaterThan(25)
    for (const { network, address } of outside)
      for (const reason of reasons(spellings(network, address))) expect({ address, reason }).toEqual({ address, reason: null })
  })

  test.each([
    ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
    ...[
      '168.63.129.15',
      '168.63.129.17',
      '169.253.255.255',
      '169.255.0.0',
      '172.15.255.255',
      '172.32.0.0',
      '192.0.1.0',
      '192.0.3.0',
    ],
    ...['192.88.98.255', '192.88.100.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '198.51.99.255'],
    ...['198.51.101.0', '203.0.112.255', '203.0.114.0', '223.255.255.255', '134744072'],
    ...['[2000::]', '[2001:200::1]', '[2001:db7::1]', '[2001:db9::1]', '[2003::1]', '[2400:cb00::1]', '[2606:4700:4700::1111]'],
    ...['[2a00:1450::1]', '[3ffe:ffff::1]', '[3fff:1000::1]'],
  ])('%s is allowed', (host) => {
    expect(whyNotAllowed(`https://${host}/`, [])).toBeNull()
  })

  test('is reached over https only', () => {
    expect(whyNotAllowed('http://8.8.8.8/', [])).toBe('its scheme must be https')
    expect(whyNotAllowed('http://8.8.8.8/', ['10.0.0.0/8'])).toBe('its scheme must be https')
  })
})

describe('a URL', () => {
  test.each(['https://shop.example/hook', 'https://shop.example:8443/', 'https://xn--bcher-kva.example', 'HTTPS://SHOP.EXAMPLE'])(
    '%s is allowed: what its name leads to is judged at each connection',
    (url) => {
      expect(whyNotAllowed(url, [])).toBeNull()
    },
  )

  test.each([
    'https://me@shop.example/',
    'https://me:secret@shop.example/',
    'https://:secret@shop.example/',
    'https://8.8.8.8@10.0.0.1/',
  ])('%s with credentials is refused, and they are not repeated', (url) => {
    expect(whyNotAllowed(url, ['0.0.0.0/0'])).toBe('it must not hold a user name or a password')
  })

  test.each([
    'ftp://shop.example/',
    'file:///etc/passwd',
    'gopher://shop.example/',
    'data:text/plain,a',
    'ws://shop.example/',
    'unix:/run/s',
  ])('%s with another scheme is refused, whatever networks are allowed', (url) => {
    expect(whyNotAllowed(url, ['0.0.0.0/0', '::/0'])).toBe('its scheme must be https')
  })

  test.each([
    '',
    'shop.example',
    '//shop.example',
    'https://',
    'https://1.2.3.4.5/',
    'https://256.0.0.1/',
    'https://[fe80::1%25eth0]/',
  ])('"%s" is refused, for it is none', (url) => {
    expect(whyNotAllowed(url, ['0.0.0.0/0', '::/0'])).toBe('it is not a URL')
  })

  test('with port 0 is refused', () => {
    expect(whyNotAllowed('https://shop.example:0/', [])).toBe('port 0 cannot be reached')
  })

  test('over http is refused at once where no network is allowed', () => {
    expect(whyNotAllowed('http://shop.example/', [])).toBe('its scheme must be https')
    expect(whyNotAllowed('http://shop.example/', ['10.0.0.0/8'])).toBeNull()
  })
})

describe('an allowed network', () => {
  test.each([
    ['10.0.0.0/8', '10.255.255.255', '11.0.0.0', '127.0.0.1'],
    ['192.168.7.5', '192.168.7.5', '192.168.7.4', '192.168.7.6'],
    ['fd00:1::/32', '[fd00:1:ffff::1]', '[fd00:2::1]', '[::1]'],
    ['::1', '[::1]', '[::2]', '127.0.0.1'],
    ['127.0.0.0/8', 'localhost', '[::1]', '[::ffff:127.0.0.1]'],
  ])('%s opens %s over https and http, and neither %s nor %s over http', (network, inside, ...outside) => {
    for (const scheme of ['https', 'http']) expect(whyNotAllowed(`${scheme}://${inside}/`, [network])).toBeNull()
    for (const host of outside) expect(whyNotAllowed(`http://${host}/`, [network])).not.toBeNull()
  })

  test('of one family opens nothing of the other', () => {
    expect(whyNotAllowed('https://10.0.0.1/', ['::/0'])).not.toBeNull()
    expect(whyNotAllowed('https://[::ffff:10.0.0.1]/', ['0.0.0.0/0'])).not.toBeNull()
  })
})

test('what is no plain address is never taken for a public one', () => {
  for (const text of [
    '',
    'none',
    'shop.example',
    '8.8.8',
    '8.8.8.8.',
    'fe80::1%eth0',
    '2606:4700::1%1',
    '2130706433',
    ' 8.8.8.8',
  ])
    expect(whyNotPublic(text)).toBe('unreadable')
})
