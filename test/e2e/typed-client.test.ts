import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import createClient, { type Client } from 'openapi-fetch'
import { parse } from 'yaml'
import { startGateway, type GatewayProcess } from '../support/gateway-process.ts'
import type { components, paths } from '../support/openapi.d.ts'

type CreateRequest = components['schemas']['CreateInvoiceRequest']

let gateway: GatewayProcess
let client: Client<paths>

function clientWith(key: string): Client<paths> {
  return createClient<paths>({ baseUrl: gateway.url, headers: { authorization: `Bearer ${key}` } })
}

beforeAll(async () => {
  gateway = await startGateway()
  client = clientWith(gateway.key)
}, 60_000)

afterAll(async () => {
  await gateway.stop()
}, 60_000)

const customer = { name: 'Delina Prasetya', email: 'delina@example.com', phone: '082342341' }
const back = 'https://shop.example/back'

async function create(request: Omit<CreateRequest, 'customer'>, key: string = randomUUID()) {
  const { data, response } = await client.POST('/invoices', {
    params: { header: { 'Idempotency-Key': key } },
    body: { customer, ...request },
  })
  if (data === undefined) throw new Error(`no invoice, but HTTP ${response.status}`)
  return { invoice: data, response }
}

describe('a client made from openapi.yaml', () => {
  test('is made from what the gateway serves', async () => {
    const served: unknown = await (await fetch(`${gateway.url}/openapi.json`)).json()
    expect(served).toEqual(parse(readFileSync(new URL('../../openapi/openapi.yaml', import.meta.url), 'utf8')))
  })

  test('learns what each provider can do', async () => {
    const { data } = await client.GET('/providers')
    expect(data?.data.map(({ name, capabilities }) => [name, capabilities.cancel])).toEqual([
      ['winpay', true],
      ['netzme', false],
      ['durianpay', true],
      ['bill_gateway', true],
    ])
  })

  test('creates an invoice once, however often it sends the request', async () => {
    const key = randomUUID()
    const request = { provider: 'winpay', reference: 'TYPED/1', amount: '260000', return_url: back }
    const first = await create(request, key)
    const second = await create(request, key)
    expect(second.invoice).toEqual(first.invoice)
    expect([first, second].map(({ response }) => response.headers.get('idempotent-replayed'))).toEqual([null, 'true'])
    expect(first.response.headers.get('location')).toBe(`/invoices/${first.invoice.id}`)
  })

  test('finds, changes and withdraws it at Winpay', async () => {
    const { invoice } = await create({ provider: 'winpay', reference: 'TYPED/2', amount: '260000', return_url: back })
    const found = await client.GET('/invoices', { params: { query: { reference: 'TYPED/2', status: ['open', 'paid'] } } })
    expect(found.data?.data).toEqual([invoice])
    const path = { id: invoice.id }
    const header = { 'If-Match': `"${invoice.version}"` }
    const changed = await client.PATCH('/invoices/{id}', { params: { path, header }, body: { return_url: `${back}/again` } })
    expect(changed.data?.return_url).toBe(`${back}/again`)
    const stale = await client.PATCH('/invoices/{id}', { params: { path, header }, body: { metadata: { order: '1' } } })
    expect(stale.error?.code).toBe('version_mismatch')
    const cancelled = await client.POST('/invoices/{id}/cancel', { params: { path } })
    expect(cancelled.data?.status).toBe('cancelled')
  })

  test('is told by Netzme’s invoice that it cannot be withdrawn, in a problem of the documented shape', async () => {
    const options = { netzme: { pay_method: 'QRIS' as const } }
    const { invoice } = await create({
      provider: 'netzme',
      reference: 'TYPED/3',
      amount: '50000',
      description: 'Coffee',
      provider_options: options,
    })
    expect(invoice.payment.qr).toMatchObject({ image: expect.stringContaining('data:image/png') as unknown })
    const { error, response } = await client.POST('/invoices/{id}/cancel', { params: { path: { id: invoice.id } } })
    expect([response.status, error?.code]).toEqual([422, 'operation_not_supported'])
  })

  test('follows an invoice that is paid in parts at Durianpay', async () => {
    const request = { provider: 'durianpay', reference: 'TYPED/4', amount: '260000', title: 'Order' }
    const { invoice } = await create({ ...request, payment_type: 'partial', minimum_payment: '50000' })
    await fetch(`${invoice.payment.url ?? ''}/pay`, { method: 'POST', body: new URLSearchParams({ amount: '100000' }) })
    const { data } = await client.POST('/invoices/{id}/refresh', { params: { path: { id: invoice.id } } })
    expect([data?.status, data?.amount_remaining]).toEqual(['partially_paid', '160000.00'])
  })

  test('gives the payer virtual accounts of the bill gateway', async () => {
    const { invoice } = await create({ provider: 'bill_gateway', reference: 'TYPED/5', amount: '750000', title: 'Tuition' })
    expect(invoice.payment.virtual_accounts.map(({ number, prefix }) => number.startsWith(prefix ?? '?'))).toEqual([true, true])
  })

  test('reads what happened, in order', async () => {
    const { invoice } = await create({ reference: 'TYPED/6', amount: '260000', return_url: back })
    const params = { path: { id: invoice.id } }
    const events = await client.GET('/invoices/{id}/events', { params })
    expect(events.data?.data.map(({ type, sequence }) => [type, sequence])).toEqual([['invoice.opened', 1]])
    const attempts = await client.GET('/invoices/{id}/attempts', { params })
    expect(attempts.data?.data.map(({ outcome, operations }) => [outcome, operations[0]?.kind])).toEqual([['CREATED', 'create']])
  })

  test('serves a second merchant that sees nothing of the first, until its key is revoked', async () => {
    const { invoice } = await create({ reference: 'TYPED/7', amount: '260000', return_url: back })
    const { data: merchant } = await client.POST('/merchants', { body: { name: 'Second shop' } })
    const wanted = { merchant_id: merchant?.id ?? '', name: 'shop', scopes: ['invoices:read' as const] }
    const { data: key } = await client.POST('/api-keys', { body: wanted })
    const shop = clientWith(key?.key ?? '')
    expect((await shop.GET('/invoices/{id}', { params: { path: { id: invoice.id } } })).error?.code).toBe('not_found')
    const revoked = await client.DELETE('/api-keys/{id}', { params: { path: { id: key?.id ?? '' } } })
    expect(revoked.response.status).toBe(204)
    expect((await shop.GET('/invoices')).error?.code).toBe('unauthenticated')
  })
})
