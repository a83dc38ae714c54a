import { z } from 'zod'
import { connectors } from '../../../src/connectors/registry.ts'
import { systemClock } from '../../../src/core/time.ts'
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { providers, type Provider } from '../../../src/sandbox/simulator.ts'

/** The four simulated providers in the test's own process, where their ledgers can be read. */
export interface Providers extends Pick<Sandbox, 'urls' | 'ledger' | 'pay' | 'reverse' | 'callbacks'> {
  /**
   * The variables by which a gateway has an account at each of them.
   * @param doors origins to go through instead of straight to the provider, such as `http://127.0.0.1:1234`.
   */
  environment(doors?: Partial<Record<Provider, string>>): Record<string, string>
  /** As the gateway's account at the provider has them: what proves its callbacks is among them. */
  credentials(provider: Provider): ReturnType<Sandbox['credentials']>
  /** Everything that the four have under this reference. */
  entriesOf(reference: string): ReturnType<Sandbox['ledger']>
  close(): Promise<void>
}

interface ProvidersOptions {
  /** How long a lost create may still appear; 1 is the least that an account takes. */
  horizonMinutes?: number
}

/** The gateway's default merchant has the simulators' client of the same name. */
const client = 'mer_default'

export async function startProviders({ horizonMinutes = 1 }: ProvidersOptions = {}): Promise<Providers> {
  const ports = { winpay: 0, netzme: 0, durianpay: 0, bill_gateway: 0 }
  const pagesUrl = 'http://127.0.0.1/sandbox'
  const sandbox = await startSandbox({ clock: systemClock, host: '127.0.0.1', ports, pagesUrl, directory: null })
  const ledger = (provider: Provider) => sandbox.ledger(provider)
  return {
    urls: sandbox.urls,
    ledger,
    pay: (provider, id, amount) => {
      sandbox.pay(provider, id, amount)
    },
    reverse: (provider, id, paymentId) => {
      sandbox.reverse(provider, id, paymentId)
    },
    callbacks: sandbox.callbacks,
    credentials: (provider) => sandbox.credentials(provider, client),
    close: () => sandbox.close(),
    entriesOf: (reference) => providers.flatMap((provider) => ledger(provider).filter((one) => one.reference === reference)),
    environment: (doors = {}) =>
      Object.fromEntries(providers.flatMap((provider) => variablesOf(sandbox, provider, doors[provider], horizonMinutes))),
  }
}

function variablesOf(sandbox: Sandbox, provider: Provider, door: string | undefined, horizonMinutes: number): [string, string][] {
  const connector = connectors.find(({ manifest }) => manifest.name === provider)
  const path = new URL(sandbox.urls[provider]).pathname.replace(/\/$/, '')
  const credentials = new Map(Object.entries(sandbox.credentials(provider, client)))
  if (door !== undefined) credentials.set('base_url', door + path)
  const variables = (connector?.environment ?? []).flatMap(({ name, into, member }): [string, string][] => {
    const value = credentials.get(member)
    if (into !== 'credentials' || value == null) return []
    return [[name, z.union([z.string(), z.array(z.string()).transform((list) => list.join(','))]).parse(value)]]
  })
  const settings = JSON.stringify({ ...sandbox.settings(provider), horizon_minutes: horizonMinutes })
  return [...variables, [`${provider.toUpperCase()}_SETTINGS`, settings]]
}
