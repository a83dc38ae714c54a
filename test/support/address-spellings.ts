import fc from 'fast-check'

/** Addresses as numbers, so that tests compute with them on their own, without the lists that they test. */
export interface AddressRange {
  first: bigint
  last: bigint
}

export function rangeOf(network: string): AddressRange {
  const [address = '', bits = ''] = network.split('/')
  const size = 1n << BigInt((isV6(network) ? 128 : 32) - Number(bits))
  const first = toNumber(address)
  return { first, last: first + size - 1n }
}

export const isV6 = (text: string): boolean => text.includes(':')

export const inRange = ({ first, last }: AddressRange, address: bigint): boolean => address >= first && address <= last

/** Reads dotted decimal and colon forms, those with `::` too. */
function toNumber(address: string): bigint {
  if (!isV6(address)) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n)
  const [head = '', tail] = address.split('::')
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'))
  const [before, after] = [groups(head), groups(tail ?? '')]
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

const bytesOf = (address: bigint): bigint[] => [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n)
const fullWidth = (text: string): string =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0)).replaceAll('.', '。')

/** One IPv4 address as browsers, `inet_aton` and people write it in a URL. */
export function ipv4Spellings(address: bigint): string[] {
  const bytes = bytesOf(address)
  const [one = 0n, two = 0n] = bytes
  const dotted = bytes.join('.')
  const octal = (part: bigint): string => `0${part.toString(8)}`
  const hex = (part: bigint): string => `0x${part.toString(16)}`
  return [
    dotted,
    `${dotted}.`,
    address.toString(),
    hex(address),
    hex(address).toUpperCase(),
    octal(address),
    bytes.map(hex).join('.'),
    bytes.map(octal).join('.'),
    bytes.map((part) => `0x00000000${part.toString(16)}`).join('.'),
    `${one}.${address & 0xffffffn}`,
    `${one}.${two}.${address & 0xffffn}`,
    `${hex(one)}.${octal(two)}.${address & 0xffffn}`,
    fullWidth(dotted),
    dotted.replace(/\d/g, (digit) => `%3${digit}`),
    dotted.replaceAll('.', '%2E'),
  ]
}

const groupsOf = (address: bigint): string[] =>
  Array.from({ length: 8 }, (_, index) => ((address >> BigInt(112 - 16 * index)) & 0xffffn).toString(16))

/** One IPv6 address as a host in a URL. */
export function ipv6Spellings(address: bigint): string[] {
  const groups = groupsOf(address)
  const whole = groups.join(':')
  return [
    `[${whole}]`,
    `[${whole.toUpperCase()}]`,
    `[${groups.map((group) => group.padStart(4, '0')).join(':')}]`,
    `[${groups.slice(0, 6).join(':')}:${bytesOf(address & 0xffffffffn).join('.')}]`,
    `[${whole.replace(/(^|:)0(:0)+(:|$)/, '::')}]`,
  ]
}

/** The first and the last address of a network, and any inside. */
export function addressesIn({ first, last }: AddressRange): fc.Arbitrary<bigint> {
  return fc.oneof(fc.constant(first), fc.constant(last), fc.bigInt({ min: first, max: last }))
}
