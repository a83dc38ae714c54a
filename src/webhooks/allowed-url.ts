import { familyOf, isOwnMachine, Networks, whyNotPublic } from './addresses.ts'

/**
 * Why no webhook may go to this URL, in words for the one who gave it; null when it may be tried. A name is not resolved here: the
 * addresses behind it are judged at every connection, because they can change. `allowedNetworks` are CIDR networks or addresses.
 */
export function whyNotAllowed(url: string, allowedNetworks: readonly string[]): string | null {
  const parsed = URL.parse(url)
  if (parsed === null) return 'it is not a URL'
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return 'its scheme must be https'
  if (parsed.username !== '' || parsed.password !== '') return 'it must not hold a user name or a password'
  if (parsed.port === '0') return 'port 0 cannot be reached'
  // A name may yet lead to one of the allowed networks.
  if (parsed.protocol === 'http:' && allowedNetworks.length === 0) return 'its scheme must be https'
  const address = literalOf(parsed.hostname)
  return address === null ? null : whyAddressNotAllowed(address, isSecure(parsed), new Networks(allowedNetworks))
}

/** The rule for one address: https to public ones, and https or http to those of the allowed networks. */
export function whyAddressNotAllowed(address: string, secure: boolean, allowed: Networks): string | null {
  if (allowed.include(address)) return null
  const kind = whyNotPublic(address)
  if (kind !== null) return `it leads to an address that is not public (${kind})`
  return secure ? null : 'its scheme must be https'
}

export function isSecure(url: URL): boolean {
  return url.protocol === 'https:'
}

/** The address that a host is: the URL parser has read all other spellings of it. A name of the own machine counts as one. */
function literalOf(hostname: string): string | null {
  if (isOwnMachine(hostname)) return '127.0.0.1'
  const address = hostname.replace(/^\[|\]$/g, '')
  return familyOf(address) === null ? null : address
}
