import { expect } from '@jest/globals'
import type { LedgerEntry } from '../../src/sandbox/ledger.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startLossyProxy, type Fate, type LossyProxy } from './lossy-proxy.ts'
import { invoiceRequest, openTestApp, type TestApp } from './test-app.ts'

/** A gateway that reaches the named simulators through proxies which can lose requests and answers. */
export interface ProxiedApp extends TestApp {
  sandbox: Sandbox
  proxy(provider: Provider): LossyProxy
  /** Creates an invoice that is open, and answers its public form. */
  createOpen(overrides: Record<string, unknown>): Promise<Created>
  /** Creates an invoice whose create was lost, and answers its public form. */
  createUnknown(fate: Exclude<Fate, 'pass'>, overrides: Record<string, unknown>): Promise<Created>
  /** The only invoice of this reference at the provider. */
  entry(provider: Provider, reference: unknown): LedgerEntry
}

export interface Created {
  id: string
  reference: string
  provider_invoice_id: string
  version: number
}

export async function openProxiedApp(
  providers: readonly Provider[],
  environment: Record<string, string> = {},
): Promise<ProxiedApp> {
  const app = await openTestApp(environment)
  const { sandbox } = app.tagih
  if (sandbox === null) throw new Error('the test app has no simulators')
  const proxies = new Map<Provider, LossyProxy>()
  for (const provider of providers) {
    const proxy = await startLossyProxy(new URL(sandbox.urls[provider]).origin)
    proxies.set(provider, proxy)
    const base_url = proxy.origin + new URL(sandbox.urls[provider]).pathname.replace(/\/$/, '')
    const credentials = { ...sandbox.credentials(provider, 'mer_default'), base_url }
    const body = { credentials, settings: sandbox.settings(provider) }
    expect((await app.send('PUT', `/provider-accounts/${provider}/default`, { body })).status).toBe(201)
  }
  const proxyOf = (provider: Provider): LossyProxy => {
    const proxy = proxies.get(provider)
    if (proxy === undefined) throw new Error(`${provider} has no proxy in this test`)
    return proxy
  }
  const create = async (overrides: Record<string, unknown>, status: number, state: string): Promise<Created> => {
    const reply = await app.send('POST', '/invoices', { body: invoiceRequest(overrides) })
    expect({ status: reply.status, state: reply.json['status'] }).toEqual({ status, state })
    const { id, reference, provider_invoice_id, version } = reply.json
    return {
      ...{ id: String(id), reference: String(reference), version: Number(version) },
      provider_invoice_id: String(provider_invoice_id),
    }
  }
  return {
    ...app,
    sandbox,
    proxy: proxyOf,
    createOpen: (overrides) => create(overrides, 201, 'open'),
    async createUnknown(fate, overrides) {
      const [provider] = providers.filter((name) => name === overrides['provider'])
      if (provider === undefined) throw new Error('name a provider that has a proxy')
      proxyOf(provider).decide(({ method, path }) => (method === 'POST' && !path.includes('token') ? fate : 'pass'))
      const created = await create(overrides, 202, 'unknown')
      proxyOf(provider).decide(() => 'pass')
      return created
    },
    entry(provider, reference) {
      const [entry, ...more] = sandbox.ledger(provider).filter((one) => one.reference === reference)
      if (entry === undefined || more.length > 0) throw new Error('there is not exactly one invoice of this reference')
      return entry
    },
    async close() {
      await app.close()
      for (const proxy of proxies.values()) await proxy.stop()
    },
  }
}
