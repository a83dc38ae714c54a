import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fastify, { type FastifyInstance } from 'fastify'
import { createHmac } from 'node:crypto'
import { minuteMs } from '../../../src/core/time.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { answer } from '../../support/faulty-replies.ts'
import { startFaultyServer } from '../../support/faulty-server.ts'
import { createTestClock, send, startTestSandbox, textAt, type TestClock } from './test-sandbox.ts'

const nasty = `<script>alert("x")</script>'&`

let clock: TestClock
let sandbox: Sandbox
let app: FastifyInstance
let base: string

beforeEach(async () => {
  clock = createTestClock()
  sandbox = await startTestSandbox(clock)
  app = fastify()
  await app.register(sandbox.pages, { prefix: '/sandbox' })
  base = `${await app.listen({ host: '127.0.0.1', port: 0 })}/sandbox`
})
afterEach(async () => {
  await app.close()
  await sandbox.close()
})

async function createWinpay(change: object = {}): Promise<string> {
  const credentials = sandbox.credentials('winpay', 'shop')
  const timestamp = clock.jakarta()
  const body = {
    customer: { name: nasty, phone: '0811' },
    invoice: { ref: 'ref-1', products: [{ name: nasty, qty: 1, price: 260000 }] },
    back_url: 'https://merchant.example/?a=1&b="2"',
    interval: 60,
    ...change,
  }
  const answer = await send(`${sandbox.urls.winpay}/api/create`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Winpay-Timestamp': timestamp,
      'X-Winpay-Key': textAt(credentials, 'key'),
      'X-Winpay-Signature': createHmac('sha256', textAt(credentials, 'secret_key')).update(timestamp).digest('hex'),
    },
    body: JSON.stringify(body),
  })
  return textAt(answer.body, 'responseData', 'id')
}

async function createDurianpay(): Promise<string> {
  const key = textAt(sandbox.credentials('durianpay', 'shop'), 'server_key')
  const answer = await send(`${sandbox.urls.durianpay}/invoices`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
    body: JSON.stringify({
      amount: '50000',
      remaining_amount: '50000',
      title: 'Parts',
      invoice_ref_id: 'parts-1',
      customer: { given_name: 'Jane', email: 'jane@example.com' },
      enable_partial_transaction: true,
      due_date: '2026-11-30T00:00:00Z',
    }),
  })
  return textAt(answer.body, 'data', 'id')
}

async function open(path: string): Promise<{ status: number; text: string; headers: Headers }> {
  const response = await fetch(`${base}${path}`)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

function pay(path: string, form: Record<string, string> = {}): Promise<Response> {
  return fetch(`${base}${path}/pay`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
}

describe('the checkout page', () => {
  test('says that it is a sandbox, shows the invoice, and escapes everything', async () => {
    const page = await open(`/winpay/${await createWinpay()}`)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Sandbox')
    expect(page.text).toContain('Rp 260.000')
    expect(page.text).toContain('ref-1')
    expect(page.text).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39;&amp;')
    expect(page.text).not.toContain('<script')
    expect(page.text).toContain('href="https://merchant.example/?a=1&amp;b=&quot;2&quot;"')
  })

  test('may load nothing and run nothing, and makes no link of a script', async () => {
    const page = await open(`/winpay/${await createWinpay({ back_url: 'javascript:history.back()' })}`)
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/)
    expect(page.text).not.toContain('javascript:')
  })

  test('pays by its button, leads back to itself, and then offers no button', async () => {
    const path = `/winpay/${await createWinpay()}`
    const paid = await pay(path, { channel: 'QRIS' })
    expect(paid.status).toBe(303)
    expect(paid.headers.get('location')).toBe(`/sandbox${path}`)
    expect(sandbox.ledger('winpay')).toMatchObject([{ status: 'paid', payments: [{ amount: '260000.00', channel: 'QRIS' }] }])
    const after = await open(path)
    expect(after.text).not.toContain('<button')
    expect(after.text).toContain('It has been paid.')
    expect((await pay(path)).status).toBe(409)
    expect(sandbox.ledger('winpay')).toMatchObject([{ payments: [{}] }])
  })

  test('takes part of the sum where that is allowed, and says why it does not take a wrong one', async () => {
    const path = `/durianpay/${await createDurianpay()}`
    expect((await pay(path, { amount: '20000' })).status).toBe(303)
    const tooMuch = await pay(path, { amount: '30001' })
    expect(tooMuch.status).toBe(409)
    expect(await tooMuch.text()).toContain('That is more than what is due.')
    expect((await pay(path, { amount: '0.5' })).status).toBe(409)
    expect((await pay(path, { amount: 'much' })).status).toBe(409)
    expect((await open(path)).text).toContain('value="30000.00"')
  })

  test('of an expired invoice offers no button', async () => {
    const path = `/winpay/${await createWinpay()}`
    clock.advance(61 * minuteMs)
    expect((await open(path)).text).toContain('It has expired.')
    expect((await pay(path)).status).toBe(409)
    expect(sandbox.ledger('winpay')).toMatchObject([{ status: 'open', payments: [] }])
  })

  test('of an unknown invoice or provider is 404', async () => {
    for (const path of ['/winpay/nothing', '/nobody/1']) expect((await open(path)).status).toBe(404)
    expect((await pay('/winpay/nothing')).status).toBe(404)
  })
})

test('the overview lists each simulator with its base URL and recent invoices', async () => {
  const id = await createWinpay()
  const page = await open('/')
  for (const url of Object.values(sandbox.urls)) expect(page.text).toContain(url)
  expect(page.text).toContain(`href="/sandbox/winpay/${id}"`)
})

test('the overview tells of each payment how its callback went', async () => {
  const gateway = await startFaultyServer()
  gateway.answerWith((_request, index) => answer(index === 0 ? 200 : 503, 'ACCEPTED'))
  const paid = await createWinpay()
  sandbox.pay('winpay', paid)
  expect((await open('/')).text).toContain('to be sent')
  sandbox.callbacks.sendTo(() => Promise.resolve({ registered: 'http://127.0.0.1/x', reachedAt: `${gateway.origin}/x` }))
  await sandbox.callbacks.sendDue()
  expect((await open('/')).text).toContain('<div>acknowledged</div>')
  sandbox.pay('durianpay', await createDurianpay())
  await sandbox.callbacks.sendDue()
  expect((await open('/')).text).toContain('sent once, last answer 503, again at 2026-11-24T17:09:05+07:00')
  await gateway.close()
  for (const minutes of [2, 5, 10, 90, 210]) {
    clock.advance(minutes * minuteMs)
    await sandbox.callbacks.sendDue()
  }
  expect((await open('/')).text).toContain('given up: sent 6 times, last answer ECONNREFUSED')
})

test('credentials of a client are the same each time and complete', async () => {
  const first = JSON.parse((await open('/credentials/demo')).text) as unknown
  expect(JSON.parse((await open('/credentials/demo')).text)).toEqual(first)
  expect(first).toMatchObject({
    winpay: {
      credentials: { base_url: sandbox.urls.winpay, key: expect.any(String), secret_key: expect.any(String) },
      settings: {},
    },
    netzme: {
      credentials: { client_secret: expect.stringMatching(/^[0-9a-f]{32}$/), private_key: expect.stringMatching(/^MIIB/) },
    },
    durianpay: { settings: { checkout_base: 'http://127.0.0.1:8080/sandbox/durianpay' } },
    bill_gateway: { credentials: { prefixes: ['009902', '857248'], institution_code: expect.any(String) } },
  })
  expect((await open('/credentials/%3Cb%3E')).status).toBe(400)
})
