import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { chromium, type Browser } from 'playwright-core'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { eventually } from '../support/eventually.ts'
import { answer } from '../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../support/faulty-server.ts'
import { startGateway, type GatewayProcess } from '../support/gateway-process.ts'
import { invoiceRequest } from '../support/test-app.ts'

// It starts a gateway with a database server of its own, and a browser.
jest.setTimeout(120_000)

/** Where a system has its Chromium; `CHROMIUM` names another place. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** A container has no sandbox of its own to give; the others keep the browser from asking anybody but us. */
const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]

const endpoint = z.object({ secret: z.string() })
const invoice = z.looseObject({ id: z.string(), status: z.string(), payment: z.object({ url: z.string() }) })

let gateway: GatewayProcess
let merchant: FaultyServer
let browser: Browser
let secret: string

beforeAll(async () => {
  gateway = await startGateway({ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.0/8' })
  merchant = await startFaultyServer()
  merchant.answerWith(() => answer(200, 'thank you'))
  browser = await chromium.launch({ executablePath, headless: true, args: flags })
  secret = endpoint.parse(await call('POST', '/webhook-endpoints', { url: `${merchant.origin}/webhooks` })).secret
})
afterAll(async () => {
  await browser.close()
  await gateway.stop()
  await merchant.close()
})

async function call(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
  const answered = await fetch(gateway.url + path, {
    method,
    headers: {
      authorization: `Bearer ${gateway.key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return answered.json()
}

/** What the merchant has been told of an invoice, in the order of its events; each message is one that we have signed. */
function toldOf(id: string): string[] {
  const message = z.object({ type: z.string(), data: z.object({ sequence: z.int(), invoice: z.object({ id: z.string() }) }) })
  const messages = merchant.received.map(({ headers, body }) => message.parse(new Webhook(secret).verify(body, headers)))
  return messages
    .filter(({ data }) => data.invoice.id === id)
    .sort((left, right) => left.data.sequence - right.data.sequence)
    .map(({ type }) => type)
}

test.each(['winpay', 'netzme', 'durianpay'])(
  'whoever opens the payment page of an invoice at %s and presses pay has paid, and the merchant hears of it',
  async (provider) => {
    const created = invoice.parse(await call('POST', '/invoices', invoiceRequest({ provider })))
    expect(created.status).toBe('open')
    const page = await browser.newPage()
    await page.goto(created.payment.url)
    await page.getByRole('button', { name: 'Pay' }).click()
    await page.getByText('It has been paid.').waitFor()
    await eventually(async () => {
      expect(await call('GET', `/invoices/${created.id}`)).toMatchObject({ status: 'paid', amount_paid: '260000.00' })
    })
    await eventually(async () => {
      await Promise.resolve()
      expect(toldOf(created.id)).toEqual(['invoice.opened', 'payment.received', 'invoice.paid'])
    })
    await page.goto(`${gateway.url}/sandbox`)
    await page
      .getByRole('row', { name: String(created['reference']) })
      .getByText('acknowledged')
      .waitFor()
    await page.close()
  },
)
