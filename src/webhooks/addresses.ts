import { BlockList, isIP } from 'node:net'

/** Addresses that are nobody's public server, each with the word for it that a person is told. */
export interface SpecialNetwork {
  network: string
  kind: string
}

/**
 * What the IANA IPv4 Special-Purpose Address Registry (RFC 6890) does not call globally reachable, multicast, and the one address
 * of a cloud's inside that looks public.
 */
export const specialIPv4Networks: readonly SpecialNetwork[] = [
  { network: '0.0.0.0/8', kind: 'reserved' }, // RFC 791: this network; Linux takes 0.0.0.0 for itself
  { network: '10.0.0.0/8', kind: 'private' }, // RFC 1918
  { network: '100.64.0.0/10', kind: 'private' }, // RFC 6598: carrier-grade NAT; Alibaba's metadata is in it
  { network: '127.0.0.0/8', kind: 'loopback' }, // RFC 1122
  { network: '168.63.129.16/32', kind: 'metadata' }, // Azure's platform, on every one of its machines
  { network: '169.254.0.0/16', kind: 'link-local' }, // RFC 3927; the metadata of most clouds is in it
  { network: '172.16.0.0/12', kind: 'private' }, // RFC 1918
  { network: '192.0.0.0/24', kind: 'reserved' }, // RFC 6890: protocol assignments; Oracle's metadata is in it
  { network: '192.0.2.0/24', kind: 'documentation' }, // RFC 5737
  { network: '192.88.99.0/24', kind: 'reserved' }, // RFC 7526: relays of 6to4, withdrawn
  { network: '192.168.0.0/16', kind: 'private' }, // RFC 1918
  { network: '198.18.0.0/15', kind: 'benchmark' }, // RFC 2544
  { network: '198.51.100.0/24', kind: 'documentation' }, // RFC 5737
  { network: '203.0.113.0/24', kind: 'documentation' }, // RFC 5737
  { network: '224.0.0.0/4', kind: 'multicast' }, // RFC 5771
  { network: '240.0.0.0/4', kind: 'reserved' }, // RFC 1112; 255.255.255.255 of RFC 919 is in it
]

/**
 * Global unicast is 2000::/3 (RFC 4291): all else is refused, and of it what the IANA IPv6 Special-Purpose Address Registry does not
 * call globally reachable. Networks that carry an IPv4 address are refused whole, whatever address that is. The first that fits names it.
 */
export const specialIPv6Networks: readonly SpecialNetwork[] = [
  { network: '::1/128', kind: 'loopback' }, // RFC 4291
  { network: '::ffff:0:0/96', kind: 'IPv4-mapped' }, // RFC 4291
  { network: '::ffff:0:0:0/96', kind: 'IPv4-translated' }, // RFC 2765
  { network: '::/96', kind: 'IPv4-compatible' }, // RFC 4291, withdrawn; the unspecified address :: is in it
  { network: '64:ff9b::/96', kind: 'NAT64' }, // RFC 6052
  { network: '64:ff9b:1::/48', kind: 'NAT64' }, // RFC 8215
  { network: '100::/64', kind: 'discard' }, // RFC 6666
  { network: '100:0:0:1::/64', kind: 'discard' }, // RFC 9780: dummy prefix
  { network: '2001::/23', kind: 'reserved' }, // RFC 2928: protocol assignments; Teredo, benchmark and ORCHID are in it
  { network: '2001:db8::/32', kind: 'documentation' }, // RFC 3849
  { network: '2002::/16', kind: '6to4' }, // RFC 3056
  { network: '3fff::/20', kind: 'documentation' }, // RFC 9637
  { network: '5f00::/16', kind: 'SRv6' }, // RFC 9602
  { network: 'fc00::/7', kind: 'private' }, // RFC 4193; the IPv6 metadata of AWS and Google is in it
  { network: 'fe80::/10', kind: 'link-local' }, // RFC 4291
  { network: 'fec0::/10', kind: 'private' }, // RFC 3879: site-local, withdrawn
  { network: 'ff00::/8', kind: 'multicast' }, // RFC 4291
  { network: '::/3', kind: 'reserved' },
  { network: '4000::/2', kind: 'reserved' },
  { network: '8000::/1', kind: 'reserved' },
]

/**
 * Networks of one family. The families are kept apart, because a `BlockList` also compares IPv4 addresses with rules of IPv6; and what
 * is no address belongs to no network, so that a caller must never take "not in it" for "allowed" before it knows the family.
 */
export class Networks {
  readonly #lists = { 4: new BlockList(), 6: new BlockList() }

  constructor(networks: readonly string[]) {
    for (const network of networks) this.#add(network)
  }

  /** False for what is no plain address, such as one with a zone. */
  include(address: string): boolean {
    const family = familyOf(address)
    return family !== null && this.#lists[family].check(address, family === 4 ? 'ipv4' : 'ipv6')
  }

  #add(network: string): void {
    const [address = '', bits] = network.split('/')
    const family = familyOf(address)
    if (family === null) throw new Error('not a network')
    this.#lists[family].addSubnet(address, Number(bits ?? (family === 4 ? 32 : 128)), family === 4 ? 'ipv4' : 'ipv6')
  }
}

/** Null for what is no address, and for one with a zone, such as `fe80::1%eth0`. */
export function familyOf(address: string): 4 | 6 | null {
  if (address.includes('%')) return null
  const family = isIP(address)
  return family === 4 || family === 6 ? family : null
}

const special = [...specialIPv4Networks, ...specialIPv6Networks].map(({ network, kind }) => ({
  kind,
  networks: new Networks([network]),
}))

/** Why this is not the address of a public server: a word such as `private`; null when it may be one. */
export function whyNotPublic(address: string): string | null {
  if (familyOf(address) === null) return 'unreadable'
  return special.find(({ networks }) => networks.include(address))?.kind ?? null
}

/** Names that RFC 6761 gives to the machine itself, whatever the DNS says. */
export function isOwnMachine(hostname: string): boolean {
  return /^(.+\.)?localhost\.?$/.test(hostname)
}
