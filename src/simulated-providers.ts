import { join } from 'node:path'
import { z } from 'zod'
import { openFallbackAccounts, type FallbackAccounts } from './accounts/fallback-accounts.ts'
import type { ProviderAccounts } from './accounts/provider-accounts.ts'
import type { Config } from './config.ts'
import { asMerchantId } from './core/ids.ts'
import type { JsonObject } from './core/json.ts'
import type { Clock } from './core/time.ts'
import type { App } from './http/app.ts'
import { startSandbox, type Sandbox } from './sandbox/sandbox.ts'
import { providers as simulated } from './sandbox/simulator.ts'

interface Options {
  config: Config
  clock: Clock
  dataDirectory: string
}

/** On the ports after our own. */
export function startSimulators({ config, clock, dataDirectory }: Options): Promise<Sandbox> {
  const port = (offset: number) => (config.port === 0 ? 0 : config.port + offset)
  return startSandbox({
    clock,
    host: '127.0.0.1',
    ports: { winpay: port(1), netzme: port(2), durianpay: port(3), bill_gateway: port(4) },
    pagesUrl: `${config.publicUrl}/sandbox`,
    directory: join(dataDirectory, 'sandbox'),
  })
}

/** A merchant is a simulator's client of the same name. */
export function toFallbackAccounts(sandbox: Sandbox, key: Buffer): FallbackAccounts {
  return openFallbackAccounts(key, (merchantId, provider) => {
    const simulator = simulated.find((name) => name === provider)
    if (simulator === undefined) return null
    return { credentials: sandbox.credentials(simulator, merchantId), settings: sandbox.settings(simulator) }
  })
}

interface Joined {
  sandbox: Sandbox
  fallback: FallbackAccounts
  accounts: Pick<ProviderAccounts, 'findCallbackToken'>
  publicUrl: string
}

/**
 * Stands in for the hand that enters callback URLs in a provider's dashboard. The simulators begin to call as soon as we listen. They call
 * us where we listen, for the public URL may not lead back into this machine; what they sign is the public one.
 */
export function registerCallbackUrls(http: App, { sandbox, fallback, accounts, publicUrl }: Joined): void {
  http.addHook('onListen', (done) => {
    const origin = originOf(http)
    sandbox.callbacks.sendTo(async (provider, client) => {
      const handedOut = sandbox.credentials(provider, client)
      const stored = await accounts.findCallbackToken(provider, (credentials) => areThose(credentials, handedOut))
      const token = stored ?? (client.startsWith('mer_') ? fallback.callbackToken(asMerchantId(client), provider) : null)
      const path = `/callbacks/${provider}/${token}`
      return token === null ? null : { registered: `${publicUrl}${path}`, reachedAt: `${origin}${path}` }
    })
    done()
  })
  http.addHook('preClose', (done) => {
    sandbox.callbacks.pause()
    done()
  })
}

function originOf({ server }: App): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the gateway listens on no port')
  const host = { '0.0.0.0': '127.0.0.1', '::': '::1' }[address.address] ?? address.address
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
}

/** Whether an account uses the credentials that a simulator handed out, wherever it sends them. */
function areThose(credentials: unknown, handedOut: JsonObject): boolean {
  const given = z.record(z.string(), z.unknown()).safeParse(credentials)
  if (!given.success) return false
  const secrets = Object.entries(handedOut).filter(([member, value]) => isSecret(member) && typeof value === 'string')
  return secrets.every(([member, value]) => given.data[member] === value)
}

function isSecret(member: string): boolean {
  return !['base_url', 'callback_token', 'callback_public_key'].includes(member)
}
