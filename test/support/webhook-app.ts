import { expect, jest } from '@jest/globals'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { deliverDue, type DeliveryDependencies } from '../../src/webhooks/deliver.ts'
import { relayEvents } from '../../src/webhooks/relay-events.ts'
import { openWebhookTransport } from '../../src/webhooks/transport.ts'
import { endpointWithSecret } from '../../src/http/webhook-schemas.ts'
import { expectInvoice, expectShape } from './answer-shapes.ts'
import { answer } from './faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from './faulty-server.ts'
import type { Received } from './read-requests.ts'
import { invoiceRequest, openTestApp, type TestApp } from './test-app.ts'

export type EndpointWithSecret = z.infer<typeof endpointWithSecret>

/** A gateway whose webhooks may reach this machine, and a server of a merchant's. The jobs stand still: the test does their passes. */
export interface WebhookApp extends TestApp {
  sink: FaultyServer
  /** Posts give up after half a second instead of fifteen. */
  jobs: DeliveryDependencies
  addEndpoint(body?: Record<string, unknown>): Promise<EndpointWithSecret>
  /** An invoice that is open now, and so an event. */
  createInvoice(): Promise<string>
  /** Places what is unplaced; answers how many events. */
  relay(): Promise<number>
  /** Relays, then tries what is due, once each; answers how many tries. */
  pass(): Promise<number>
}

export const allowLoopback = { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' }
const postTimeoutMs = 500

export async function openWebhookApp(environment: Record<string, string> = {}, databaseUrl?: string): Promise<WebhookApp> {
  const app = await openTestApp({ ...allowLoopback, ...environment }, databaseUrl)
  const sink = await startFaultyServer()
  sink.answerWith(() => accepts)
  const { clock } = app
  const transport = openWebhookTransport({ clock, allowedNetworks: ['127.0.0.0/8'], timeoutMs: postTimeoutMs })
  const jobs: DeliveryDependencies = { ...app.tagih.webhooks, transport, random: () => 0.5 }
  const relay = async () => {
    let all = 0
    for (let count = -1; count !== 0; all += Math.max(count, 0)) count = await relayEvents(app.tagih.webhooks)
    return all
  }
  return {
    ...{ ...app, sink, jobs, relay },
    async addEndpoint(body = {}) {
      const reply = await app.send('POST', '/webhook-endpoints', { body: { url: `${sink.origin}/webhooks`, ...body } })
      expect(reply.status).toBe(201)
      return expectShape(endpointWithSecret, reply)
    },
    async createInvoice() {
      const reply = await app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'winpay' }) })
      return expectInvoice(reply, 201).id
    },
    async pass() {
      await relay()
      return deliverAll(jobs)
    },
    async close() {
      await transport.close()
      await sink.close()
      await app.close()
    },
  }
}

export const accepts = answer(200, 'thank you', { 'content-type': 'text/plain' })

/** Tries what is due until nothing is, each once as long as no time passes; answers how many tries. */
export async function deliverAll(jobs: DeliveryDependencies): Promise<number> {
  let all = 0
  for (let count = -1; count !== 0; all += Math.max(count, 0)) count = await deliverDue(jobs, 1_000)
  return all
}

const message = z.strictObject({
  type: z.string(),
  timestamp: z.iso.datetime(),
  data: z.strictObject({ invoice: z.looseObject({ id: z.string() }), payment: z.json(), sequence: z.int() }),
})

/** The message of a request as the receiver's own library reads it at this moment; throws when its signature is not good. */
export function verify(now: Date, secret: string, { body, headers }: Received): z.infer<typeof message> {
  return message.parse(verifyRaw(now, secret, { body, headers }))
}

/** The library reads the clock of the machine, so it is shown the test's. */
export function verifyRaw(now: Date, secret: string, { body, headers }: Pick<Received, 'body' | 'headers'>): unknown {
  const shown = jest.spyOn(Date, 'now').mockReturnValue(now.getTime())
  try {
    return new Webhook(secret).verify(body, headers)
  } finally {
    shown.mockRestore()
  }
}
