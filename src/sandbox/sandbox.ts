import { mkdirSync } from 'node:fs'
import type { FastifyPluginAsync } from 'fastify'
import type { JsonObject } from '../core/json.ts'
import { createBillGateway } from './bill-gateway/server.ts'
import { Courier, type Callbacks } from './courier.ts'
import { createDurianpay } from './durianpay/server.ts'
import { PaymentRefused, type LedgerEntry } from './ledger.ts'
import { createNetzme } from './netzme/server.ts'
import { createPages } from './pages.ts'
import { listenOn } from './provider-server.ts'
import { journalPath, providers, type Provider, type Simulator, type SimulatorOptions } from './simulator.ts'
import { createWinpay } from './winpay/server.ts'

export interface SandboxOptions extends Omit<SimulatorOptions, 'announce'> {
  /** Where the four servers listen, such as `127.0.0.1`. */
  host: string
  /** 0 is any free port; so is a wanted port that is taken. */
  ports: Record<Provider, number>
}

/** Four simulated providers, each a real HTTP server with a ledger of its own. */
export interface Sandbox {
  /** Base URL of each, as an account names it. */
  readonly urls: Record<Provider, string>
  /** Credentials of a client, made on first use. Two clients may use the same reference: they do not see each other. */
  credentials(provider: Provider, client: string): JsonObject
  /** Account settings that go with the credentials. */
  settings(provider: Provider): JsonObject
  /** The checkout pages; the application mounts them where `pagesUrl` leads. */
  readonly pages: FastifyPluginAsync
  /** What is true at the provider, oldest first. */
  ledger(provider: Provider): readonly LedgerEntry[]
  /** The payer pays, all that remains unless an amount is given. Throws PaymentRefused. */
  pay(provider: Provider, id: string, amount?: string): void
  /** The bank takes a payment back. Throws PaymentRefused, also where the provider has no such thing. */
  reverse(provider: Provider, id: string, paymentId: string): void
  readonly callbacks: Callbacks
  close(): Promise<void>
}

async function listenAll(
  simulators: Record<Provider, Simulator>,
  { host, ports }: SandboxOptions,
): Promise<Record<Provider, string>> {
  const urlOf = async (provider: Provider): Promise<string> => {
    const { server, basePath } = simulators[provider]
    const port = await listenOn(server, host, ports[provider])
    return `http://${host.includes(':') ? `[${host}]` : host}:${port}${basePath}`
  }
  return {
    winpay: await urlOf('winpay'),
    netzme: await urlOf('netzme'),
    durianpay: await urlOf('durianpay'),
    bill_gateway: await urlOf('bill_gateway'),
  }
}

function createSimulators(options: SandboxOptions): { simulators: Record<Provider, Simulator>; courier: Courier } {
  const optionsOf = (provider: Provider): SimulatorOptions => ({
    ...options,
    announce: (news) => {
      courier.announce(provider, news)
    },
  })
  const simulators: Record<Provider, Simulator> = {
    winpay: createWinpay(optionsOf('winpay')),
    netzme: createNetzme(optionsOf('netzme')),
    durianpay: createDurianpay(optionsOf('durianpay')),
    bill_gateway: createBillGateway(optionsOf('bill_gateway')),
  }
  const courier = new Courier({
    clock: options.clock,
    path: journalPath(options, 'callbacks'),
    mannerOf: (provider) => simulators[provider].callbacks,
  })
  return { simulators, courier }
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const shared = { ...options, pagesUrl: options.pagesUrl.replace(/\/+$/, '') }
  if (options.directory !== null) mkdirSync(options.directory, { recursive: true, mode: 0o700 })
  const { simulators, courier } = createSimulators(shared)
  const close = async (): Promise<void> => {
    await courier.close()
    await Promise.all(providers.map((provider) => simulators[provider].server.close()))
    for (const provider of providers) simulators[provider].close()
  }
  const urls = await listenAll(simulators, shared).catch(async (error: unknown) => {
    await close()
    throw error
  })
  const credentials = (provider: Provider, client: string): JsonObject => {
    return { base_url: urls[provider], ...simulators[provider].credentialsOf(client) }
  }
  const settings = (provider: Provider): JsonObject => simulators[provider].settings
  const accountOf = (provider: Provider, client: string) => ({
    credentials: credentials(provider, client),
    settings: settings(provider),
  })
  return {
    urls,
    credentials,
    settings,
    pages: createPages({ simulators, callbacks: courier, urls, accountOf, pagesUrl: shared.pagesUrl, clock: options.clock }),
    ledger: (provider) => simulators[provider].entries(),
    pay: (provider, id, amount) => {
      simulators[provider].pay(id, amount === undefined ? {} : { amount })
    },
    reverse: (provider, id, paymentId) => {
      const simulator = simulators[provider]
      if (simulator.reverse === undefined) throw new PaymentRefused('This provider documents no reversals.')
      simulator.reverse(id, paymentId)
    },
    callbacks: courier,
    close,
  }
}
