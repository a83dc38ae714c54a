import type { LookupAddress } from 'node:dns'
import type { LookupFunction, Socket } from 'node:net'
import { buildConnector } from 'undici'
import { GivenUp } from './given-up.ts'

export interface ConnectorGuard {
  /** Why this address must not be reached; null when it may. */
  judge: (address: string) => string | null
  lookup: LookupFunction
  timeoutMs: number
  /** Ends a connection that is being made. */
  signal: AbortSignal
}

/** For each address but the last. Node's own quarter of a second gives up a far one for another that may have no route at all. */
const autoSelectFamilyAttemptTimeout = 3_000

/**
 * Connects only to addresses that may be reached. A look-up is not made for an address in the URL, so that the address at the other
 * end of the socket is judged as well: after TCP has connected, before a byte of TLS or HTTP is written.
 */
export function guardedConnector({ judge, lookup, timeoutMs, signal }: ConnectorGuard): buildConnector.connector {
  const limits = { timeout: timeoutMs, allowH2: false, maxCachedSessions: 0 }
  const openTcp = buildConnector({ ...limits, signal, autoSelectFamilyAttemptTimeout, lookup: onlyAllowed(lookup, judge) })
  const openTls = buildConnector({ ...limits, rejectUnauthorized: true })
  return (target, done) => {
    const { hostname, port } = target
    const secure = target.protocol === 'https:'
    openTcp({ hostname, protocol: 'http:', port: port === '' ? portOf(secure) : port }, (error, socket) => {
      if (error !== null) {
        done(error, null)
        return
      }
      const refused = judge(socket.remoteAddress ?? 'none')
      if (refused !== null) {
        socket.destroy()
        done(new GivenUp(refused), null)
      } else if (secure) openTls({ ...target, httpSocket: socket }, endingWith(socket, done))
      else done(null, socket)
    })
  }
}

function portOf(secure: boolean): string {
  return secure ? '443' : '80'
}

/** A TLS handshake that fails leaves its TCP connection to whoever made it. */
function endingWith(socket: Socket, done: buildConnector.Callback): buildConnector.Callback {
  return (...result) => {
    if (result[0] !== null) socket.destroy()
    done(...result)
  }
}

/** A name with one address that must not be reached is refused whole: which of them is taken would be chance. */
function onlyAllowed(lookup: LookupFunction, judge: (address: string) => string | null): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found, family) => {
      if (error !== null) {
        done(error, [])
        return
      }
      const addresses = listOf(found, family)
      const refused = addresses.map(({ address }) => judge(address)).find((reason) => reason !== null)
      const [first] = addresses
      if (refused !== undefined) done(new GivenUp(refused), [])
      else if (first === undefined) done(new GivenUp('its name has no address'), [])
      else if (options.all === true) done(null, addresses)
      else done(null, first.address, first.family)
    })
  }
}

function listOf(found: string | LookupAddress[], family: number | undefined): LookupAddress[] {
  if (typeof found !== 'string') return found.map(({ address, family: kind }) => ({ address, family: kind }))
  return [{ address: found, family: family ?? 4 }]
}
