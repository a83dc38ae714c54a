import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { orderOf } from '../load/orders.ts'
import { newSeries } from '../load/series.ts'
import type { Target } from '../servers/servers.ts'
import { callApi } from './api.ts'
import { faultOf, openCalls, type Loaded } from './calls.ts'

const invoiceSchema = z.object({ id: z.string(), provider_invoice_id: z.string(), reference: z.string() })
/** Each job comes at least once: the slowest runs every 30 s. */
const jobsMs = 35_000
/** PostgreSQL plans a statement anew five times before it may settle on one plan for all. */
const turns = 8

/**
 * Everything that a merchant, an operator and a provider can ask, and what the jobs make of it: each statement runs at least once. Answers what
 * came to no answer, in words: a statement that was cut off leaves no plan.
 */
export async function exerciseAll({ gateway, rows }: Loaded, callbackPathToken: string): Promise<string[]> {
  const faults: string[] = []
  const ask = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => {
    const { status, text } = await callApi(gateway, method, path, body)
    if (status >= 500)
      faults.push(`${method} ${path.split('?').slice(0, 2).join('?')} with ${rows} invoices was answered with ${status}`)
    return text
  }
  for (const call of openCalls())
    for (let turn = 0; turn < turns; turn += 1) {
      const fault = faultOf(call, await call.send({ gateway, rows }))
      if (fault !== null) faults.push(fault)
    }
  const invoice = await createOne(gateway)
  const get = (path: string) => ask('GET', path)
  const post = (path: string, body?: object) => ask('POST', path, body)
  const own = `/invoices/${invoice.id}`
  await ask('PATCH', own, { metadata: { cart: 'another' } })
  for (const list of ['payments', 'events', 'attempts']) await get(`${own}/${list}`)
  for (const query of queries) await get(`/invoices?${query}`)
  await get('/events')
  await post(`/callbacks/winpay/${callbackPathToken}`, { invoice: { uuid: invoice.provider_invoice_id, ref: invoice.reference } })
  await post(`/callbacks/winpay/${callbackPathToken}`, { invoice: { uuid: 'nobodys', ref: 'nobodys' } })
  await post(`${own}/refresh`)
  await post(`${own}/cancel`)
  await post(`/invoices/${(await createOne(gateway)).id}/exceptions/needs_review/resolve`, { note: 'the bench' })
  await exerciseWebhooks(gateway, ask)
  for (const path of ['/providers', '/merchants', '/api-keys', '/provider-accounts', '/metrics', '/readyz']) await get(path)
  await pause(jobsMs)
  return faults
}

const queries = [
  ...['provider=winpay', 'customer_phone=082300000001', 'exception=needs_review', 'status=open&status=paid', 'status=unknown'],
  ...['created_from=2026-01-01T00:00:00Z&created_to=2026-02-01T00:00:00Z', 'q=LOAD-12345', 'q=nobody+has+this'],
]

async function createOne(gateway: Target): Promise<z.infer<typeof invoiceSchema>> {
  const reference = `${newSeries('gateway')}-00000001`
  return invoiceSchema.parse(
    JSON.parse((await callApi(gateway, 'POST', '/invoices', orderOf(reference, '00000001'), reference)).text),
  )
}

type Ask = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => Promise<string>

/** An endpoint that is told of everything; what answers it says 404. */
async function exerciseWebhooks(gateway: Target, ask: Ask): Promise<void> {
  const { data } = list.parse(JSON.parse(await ask('GET', '/webhook-endpoints')))
  for (const { id } of data) {
    const own = `/webhook-endpoints/${id}`
    await ask('PATCH', own, { enabled: true })
    for (const path of ['rotate-secret', 'test']) await ask('POST', `${own}/${path}`)
    await createOne(gateway)
    const from = new Date(Date.now() - 60_000).toISOString()
    await pause(1_500)
    await ask('POST', `${own}/replay`, { from, to: new Date().toISOString() })
    const deliveries = list.parse(JSON.parse(await ask('GET', `${own}/deliveries`))).data
    if (deliveries[0] !== undefined) await ask('POST', `/deliveries/${deliveries[0].id}/retry`)
  }
}

const list = z.object({ data: z.array(z.object({ id: z.string() })) })
