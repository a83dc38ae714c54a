import { expect } from '@jest/globals'
import { z } from 'zod'
import * as schemas from '../../src/http/schemas.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { expectInvoice, expectShape } from './answer-shapes.ts'
import { startRewritingProxy, type RewritingProxy } from './rewriting-proxy.ts'
import { invoiceRequest, openTestApp, type TestApp } from './test-app.ts'

const payments = z.object({ data: z.array(schemas.receivedPayment), next_cursor: z.null() })
const events = z.object({ data: z.array(schemas.event), next_cursor: z.null() })

export interface Bill {
  id: string
  /** The provider's own id. */
  at: string
  reference: string
}

/** A gateway whose providers may say other things than the simulators do, and what a merchant sees of money. */
export interface MoneyApp extends TestApp {
  sandbox: Sandbox
  proxy(provider: Provider): RewritingProxy
  createOpen(provider: Provider, overrides?: Record<string, unknown>): Promise<Bill>
  /** The invoice, after its provider was asked. */
  look(bill: Bill): Promise<z.infer<typeof schemas.invoice>>
  payments(bill: Bill): Promise<z.infer<typeof schemas.receivedPayment>[]>
  events(bill: Bill): Promise<z.infer<typeof schemas.event>[]>
  /** Of the events, after checking that their sequences have no gap. */
  types(bill: Bill): Promise<string[]>
}

export async function openMoneyApp(providers: readonly Provider[]): Promise<MoneyApp> {
  const app = await openTestApp()
  const { sandbox } = app.tagih
  if (sandbox === null) throw new Error('the test app has no simulators')
  const proxies = new Map<Provider, RewritingProxy>()
  for (const provider of providers) {
    const proxy = await startRewritingProxy(new URL(sandbox.urls[provider]).origin)
    proxies.set(provider, proxy)
    const base_url = proxy.origin + new URL(sandbox.urls[provider]).pathname.replace(/\/$/, '')
    const body = {
      credentials: { ...sandbox.credentials(provider, 'mer_default'), base_url },
      settings: sandbox.settings(provider),
    }
    expect((await app.send('PUT', `/provider-accounts/${provider}/default`, { body })).status).toBe(201)
  }
  const list = async ({ id }: Bill) => expectShape(events, await app.send('GET', `/invoices/${id}/events`)).data
  return {
    ...{ ...app, sandbox, events: list },
    proxy(provider) {
      const proxy = proxies.get(provider)
      if (proxy === undefined) throw new Error(`${provider} has no proxy in this test`)
      return proxy
    },
    async createOpen(provider, overrides = {}) {
      const body = invoiceRequest({ provider, ...overrides })
      const { id, provider_invoice_id, reference } = expectInvoice(await app.send('POST', '/invoices', { body }), 201)
      return { id, at: String(provider_invoice_id), reference }
    },
    look: async ({ id }) => expectInvoice(await app.send('POST', `/invoices/${id}/refresh`), 200),
    payments: async ({ id }) => expectShape(payments, await app.send('GET', `/invoices/${id}/payments`)).data,
    async types(bill) {
      const told = await list(bill)
      expect(told.map(({ sequence }) => sequence)).toEqual(told.map((_, index) => index + 1))
      return told.map(({ type }) => type)
    },
    async close() {
      await app.close()
      for (const proxy of proxies.values()) await proxy.close()
    },
  }
}
