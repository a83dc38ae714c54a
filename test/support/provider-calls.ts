import { createHmac } from 'node:crypto'
import { expect } from '@jest/globals'
import { z } from 'zod'
import type { Provider } from '../../src/sandbox/simulator.ts'
import type { TestApp } from './test-app.ts'

/** One call of a provider, as the test makes it: signed here, by nothing of the gateway's. */
export interface ProviderCall {
  headers: Record<string, string>
  body: string
}

const description = z.object({
  data: z.array(z.object({ name: z.string(), accounts: z.array(z.object({ callback_url: z.string().nullable() })) })),
})

/** Gives the merchant accounts of its own at the simulators, so that each has a callback URL; answers the paths of these. */
export async function openCallbackPaths(app: TestApp, providers: readonly Provider[]): Promise<Record<string, string>> {
  const { sandbox } = app.tagih
  if (sandbox === null) throw new Error('the test app has no simulators')
  for (const provider of providers) {
    const body = { credentials: sandbox.credentials(provider, 'mer_default'), settings: sandbox.settings(provider) }
    expect((await app.send('PUT', `/provider-accounts/${provider}/default`, { body })).status).toBeLessThan(300)
  }
  const { data } = description.parse((await app.send('GET', '/providers')).json)
  return Object.fromEntries(
    data.map(({ name, accounts }) => [name, new URL(accounts[0]?.callback_url ?? 'http://none').pathname]),
  )
}

/** The gateway on a socket of its own. The simulators do not call it: the test does. */
export async function listen({ tagih }: Pick<TestApp, 'tagih'>): Promise<string> {
  const url = await tagih.http.listen({ host: '127.0.0.1', port: 0 })
  tagih.sandbox?.callbacks.pause()
  return url
}

/** As a provider's server would: the answer is all that it sees. */
export async function call(url: string, { headers, body }: ProviderCall) {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

const secret = z.object({ callback_token: z.string().default(''), api_key: z.string().default('') })

export function secretsOf(app: TestApp, provider: Provider) {
  return secret.parse(app.tagih.sandbox?.credentials(provider, 'mer_default'))
}

interface NetzmePayment {
  reference: string
  /** The provider's id of the payment. */
  id: string
  amount: string
  /** Null leaves it out. */
  invoiceId?: string | null
  status?: string
}

const rupiah = (value: string) => ({ value, currency: 'IDR' })

/** As in a captured callback of Netzme. */
export function netzmeCall(
  token: string,
  { reference, id, amount, invoiceId = null, status = '00' }: NetzmePayment,
): ProviderCall {
  const body = {
    ...{ amount: rupiah(amount), feeAmount: rupiah('0.00'), netAmount: rupiah(amount) },
    additionalInfo: {
      ...(invoiceId === null ? {} : { invoiceId }),
      ...{ paymentTime: '2026-11-20T12:00:30.108+07:00', paymentMethod: 'QRIS' },
    },
    ...{ originalReferenceNo: id, originalPartnerReferenceNo: reference },
    ...{ transactionStatusDesc: status === '00' ? 'Success' : 'Pending', latestTransactionStatus: status },
  }
  return { headers: { 'x-callback-token': token }, body: JSON.stringify(body) }
}

/** The bill gateway's, with its signature over the bytes. */
export function billCall(
  apiKey: string,
  hash: string,
  reference: string,
  paidAmount = 0,
  event: 'payment.received' | 'payment.reversal' = 'payment.received',
): ProviderCall {
  const context = { hash, invoice_number: reference, total_amount: 260000, paid_amount: paidAmount, status: 'active' }
  const body = JSON.stringify({ event, context })
  return { headers: { signature: createHmac('sha256', apiKey).update(body).digest('hex') }, body }
}

/** Winpay signs nothing; `message` is its id of this message. */
export function winpayCall(invoiceId: string, reference: string, message: string): ProviderCall {
  const invoice = { uuid: invoiceId, ref: reference, url: 'https://checkout.example/x', customer: { name: 'Delina' } }
  const payment = { channel: 'BSI', amount: 260000, fee: 0, nett_amount: 260000, products: [] }
  const body = { uuid: message, created_at: '2026-11-20T12:00:30+07:00', ref: '21125', ...payment, invoice }
  return { headers: {}, body: JSON.stringify(body) }
}

/** Durianpay's payload for invoices is not documented; ids are looked for in it. */
export function durianpayCall(invoiceId: string, reference: string): ProviderCall {
  const data = { id: invoiceId, invoice_ref_id: reference }
  return { headers: {}, body: JSON.stringify({ event: 'invoice.paid', data, retry_count: 0 }) }
}
