import { expect } from '@jest/globals'
import type { JsonObject } from '../../src/core/json.ts'
import { addMs } from '../../src/core/time.ts'
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts'
import { providers, type Provider } from '../../src/sandbox/simulator.ts'
import { fixedClock } from './fixed-clock.ts'
import { startLossyProxy, type LossyProxy } from './lossy-proxy.ts'
import { openTestApp, testNow, type TestApp } from './test-app.ts'

/** A gateway whose providers have a clock of their own; that of the gateway is `clock`. */
export interface SkewedApp extends TestApp {
  providers: Pick<Sandbox, 'ledger'>
  /** Sets the providers' clock so far after (or before) the gateway's. */
  skewBy(ms: number): void
  proxy(provider: Provider): LossyProxy
  /** Gives the provider's account other settings. */
  configure(provider: Provider, settings: JsonObject): Promise<void>
}

export async function openSkewedApp(): Promise<SkewedApp> {
  const app = await openTestApp()
  const clock = fixedClock(testNow)
  const sandbox = await startSandbox({
    ...{ clock, host: '127.0.0.1', pagesUrl: 'http://127.0.0.1/sandbox', directory: null },
    ports: { winpay: 0, netzme: 0, durianpay: 0, bill_gateway: 0 },
  })
  const proxies = new Map<Provider, LossyProxy>()
  const proxyOf = (provider: Provider): LossyProxy => {
    const proxy = proxies.get(provider)
    if (proxy === undefined) throw new Error(`${provider} has no proxy`)
    return proxy
  }
  const configure = async (provider: Provider, settings: JsonObject): Promise<void> => {
    const path = new URL(sandbox.urls[provider]).pathname.replace(/\/$/, '')
    const credentials = { ...sandbox.credentials(provider, 'mer_default'), base_url: proxyOf(provider).origin + path }
    const body = { credentials, settings: { ...sandbox.settings(provider), ...settings } }
    expect([200, 201]).toContain((await app.send('PUT', `/provider-accounts/${provider}/default`, { body })).status)
  }
  for (const provider of providers) {
    proxies.set(provider, await startLossyProxy(new URL(sandbox.urls[provider]).origin))
    await configure(provider, {})
  }
  return {
    ...app,
    ...{ providers: sandbox, proxy: proxyOf, configure },
    skewBy(ms) {
      clock.setTo(addMs(app.clock.now(), ms))
    },
    async close() {
      await app.close()
      for (const proxy of proxies.values()) await proxy.stop()
      await sandbox.close()
    },
  }
}
