import { lookup as askSystem, Resolver, type LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { isOwnMachine } from './addresses.ts'

export interface NameResolver {
  /** Also find names that only this machine knows: those of its file of hosts and of its search domains. */
  localNames: boolean
  /** `address` or `address:port`; those of the system unless given. */
  servers?: readonly string[]
}

type Found = { addresses: LookupAddress[] } | { error: NodeJS.ErrnoException }

/** Of one question to one server, which is asked twice. */
const timeoutMs = 2_500

/**
 * Asks the DNS itself. The system's look-up holds a thread for as long as a name's servers are silent, and there are few of them: the
 * names of one merchant would hold up those of all others and of the providers. So the system is asked only for local names, and not
 * when the DNS was silent. A name's addresses are never kept. The answer is always a list.
 */
export function resolveNames({ localNames, servers }: NameResolver): LookupFunction {
  return (hostname, options, done) => {
    if (localNames && isOwnMachine(hostname)) {
      askSystem(hostname, options, done)
      return
    }
    void askDns(hostname, servers).then((found) => {
      if ('addresses' in found) done(null, found.addresses)
      else if (localNames && found.error.code !== 'ETIMEOUT') askSystem(hostname, options, done)
      else done(found.error, [])
    })
  }
}

async function askDns(hostname: string, servers: readonly string[] | undefined): Promise<Found> {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  const [four, six] = await Promise.all([
    new Promise<Found>((resolve) => {
      resolver.resolve4(hostname, (error, addresses) => {
        resolve(error === null ? found(addresses, 4) : { error })
      })
    }),
    new Promise<Found>((resolve) => {
      resolver.resolve6(hostname, (error, addresses) => {
        resolve(error === null ? found(addresses, 6) : { error })
      })
    }),
  ])
  if ('error' in four) return 'error' in six && isTimeout(six.error) ? six : 'error' in six ? four : six
  return 'error' in six ? four : { addresses: [...four.addresses, ...six.addresses] }
}

function found(addresses: string[], family: 4 | 6): Found {
  return { addresses: addresses.map((address) => ({ address, family })) }
}

function isTimeout(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ETIMEOUT'
}
