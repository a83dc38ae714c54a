import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createHash, createHmac, verify } from 'node:crypto'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import type { Provider } from '../../../src/sandbox/simulator.ts'
import { answer } from '../../support/faulty-replies.ts'
import { startFaultyServer, type FaultyServer } from '../../support/faulty-server.ts'
import type { Received } from '../../support/read-requests.ts'
import { callBillGateway, createAt } from './paying.ts'
import { createTestClock, pagesUrl, startTestSandbox, textAt, type TestClock } from './test-sandbox.ts'

let clock: TestClock
let sandbox: Sandbox
let gateway: FaultyServer

beforeEach(async () => {
  clock = createTestClock()
  sandbox = await startTestSandbox(clock)
  gateway = await startFaultyServer()
  gateway.answerWith(() => answer(200, '{"success":true}'))
  sandbox.callbacks.sendTo(() =>
    Promise.resolve({ registered: 'https://pay.example/tagih/callbacks/x/token?a=1', reachedAt: `${gateway.origin}/here` }),
  )
})
afterEach(async () => {
  await sandbox.close()
  await gateway.close()
})

async function latest(): Promise<Received & { json: unknown }> {
  await sandbox.callbacks.sendDue()
  const received = gateway.received.at(-1)
  if (received === undefined) throw new Error('nothing was sent')
  return { ...received, json: JSON.parse(received.body) as unknown }
}

async function pay(provider: Provider, amount?: string): Promise<{ id: string; received: Received & { json: unknown } }> {
  const id = await createAt[provider](sandbox, clock)
  sandbox.pay(provider, id, amount)
  return { id, received: await latest() }
}

function credential(provider: Provider, member: string): string {
  return textAt(sandbox.credentials(provider, 'shop'), member)
}

test('winpay: unsigned, the payment outside and the invoice inside, numbers as numbers', async () => {
  const { id, received } = await pay('winpay')
  expect(Object.keys(received.headers).filter((name) => name.startsWith('x-'))).toEqual([])
  expect(received.json).toEqual({
    uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    created_at: '2026-11-24T17:07:05+07:00',
    ref: expect.stringMatching(/^\d{12}$/),
    channel: 'BSI',
    amount: 50000,
    fee: 3500,
    nett_amount: 46500,
    products: [{ name: 'Keripik', qty: 2, price: 25000 }],
    invoice: {
      uuid: id,
      ref: 'ref/é-1',
      url: `${pagesUrl}/winpay/${id}`,
      customer: { name: 'Delina', email: 'delina@example.com', phone: '0811' },
    },
  })
})

test('netzme: with the client’s token; gross of a fee that the buyer bears; an id of the payment that is not the transaction’s', async () => {
  const { id, received } = await pay('netzme')
  expect(received.headers['x-callback-token']).toBe(credential('netzme', 'callback_token'))
  expect(received.json).toMatchObject({
    amount: { value: '50350.00', currency: 'IDR' },
    feeAmount: { value: '350.00', currency: 'IDR' },
    netAmount: { value: '50000.00', currency: 'IDR' },
    originalReferenceNo: expect.stringMatching(/^[0-9a-f]{32}$/),
    originalPartnerReferenceNo: 'ref/é-1',
    latestTransactionStatus: '00',
    additionalInfo: {
      invoiceId: id,
      paymentMethod: 'QRIS',
      paymentTime: '2026-11-24T17:07:05.000+07:00',
      custIdMerchant: credential('netzme', 'merchant_id'),
      qrDetail: { amount: 'IDR 50350.00' },
    },
  })
})

test('durianpay: signed by the environment’s key over the registered path, the bytes and the time', async () => {
  const { id, received } = await pay('durianpay')
  const timestamp = received.headers['x-timestamp'] ?? ''
  expect(timestamp).toBe('2026-11-24T17:07:05+07:00')
  const hash = createHash('sha256').update(received.body).digest('hex')
  const signed = Buffer.from(`POST:/tagih/callbacks/x/token:${hash}:${timestamp}`)
  const signature = Buffer.from(received.headers['x-signature'] ?? '', 'base64')
  expect(verify('RSA-SHA256', signed, credential('durianpay', 'callback_public_key'), signature)).toBe(true)
  expect(received.json).toMatchObject({ event: 'invoice.paid', retry_count: 0, data: { id, invoice_ref_id: 'ref/é-1' } })
})

describe('bill gateway', () => {
  function expectSigned({ headers, body }: Received): void {
    expect(headers['signature']).toBe(createHmac('sha256', credential('bill_gateway', 'api_key')).update(body).digest('hex'))
  }

  test('signs the bytes, which are written as PHP writes them, and tells how the bill stands', async () => {
    const { id, received } = await pay('bill_gateway')
    expectSigned(received)
    expect(received.body).toContain('"ref\\/\\u00e9-1"')
    expect(received.json).toMatchObject({
      event: 'payment.received',
      context: { hash: id, invoice_number: 'ref/é-1', paid_amount: 50000, status: 'paid' },
    })
  })

  test('tells of a payment that the bank takes back, lists it, and takes money again', async () => {
    const { id } = await pay('bill_gateway', '20000')
    const [payment] = sandbox.ledger('bill_gateway')[0]?.payments ?? []
    sandbox.reverse('bill_gateway', id, payment?.id ?? '')
    const received = await latest()
    expectSigned(received)
    expect(received.json).toMatchObject({
      event: 'payment.reversal',
      context: { hash: id, paid_amount: 0, status: 'reversal' },
    })
    const listed = await callBillGateway(sandbox, 'GET', `/api/v2/gw/bill/${id}/payment`, {})
    const reference = payment?.reference
    expect(listed).toMatchObject({
      data: [
        { id: payment?.id, payment_ref_id: reference, type: 'payment', amount: 20000 },
        { payment_ref_id: reference, type: 'reversal', amount: 20000 },
      ],
    })
    expect(() => {
      sandbox.reverse('bill_gateway', id, payment?.id ?? '')
    }).toThrow('It has been taken back already.')
    sandbox.pay('bill_gateway', id)
    expect(sandbox.ledger('bill_gateway')).toMatchObject([{ status: 'paid' }])
    expect((await latest()).json).toMatchObject({ event: 'payment.received', context: { paid_amount: 50000, status: 'paid' } })
  })

  test('is open again when all of it is taken back', async () => {
    const { id } = await pay('bill_gateway')
    sandbox.reverse('bill_gateway', id, sandbox.ledger('bill_gateway')[0]?.payments[0]?.id ?? '')
    expect(sandbox.ledger('bill_gateway')).toMatchObject([{ status: 'open' }])
  })
})

test.each(['winpay', 'netzme', 'durianpay'] as const)('%s documents no reversals and makes none', async (provider) => {
  const { id } = await pay(provider)
  expect(() => {
    sandbox.reverse(provider, id, sandbox.ledger(provider)[0]?.payments[0]?.id ?? '')
  }).toThrow('This provider documents no reversals.')
})
