import { expect } from '@jest/globals'
import { eventually } from '../../support/eventually.ts'
import { ask, send, type Order } from './merchant.ts'
import type { Providers } from './providers.ts'

/**
 * Holds what merchants were told against what the providers have: at most one invoice for an order, and that one known to the gateway;
 * a key has one invoice for ever; nothing that was acknowledged is gone; and no answer was anything but the invoice or "send it again".
 * Reads no table of the gateway.
 */
export async function audit(orders: readonly Order[], url: string, providers: Providers): Promise<void> {
  for (const order of orders) {
    const id = await eventually(() => settledId(order, url, providers))
    const told = order.answers.filter(({ status }) => status < 300).map(({ json }) => json['id'])
    expect({ reference: order.reference, ids: [...new Set(told)] }).toEqual({ reference: order.reference, ids: [id] })
  }
  expect(orders.flatMap(faultsOf)).toEqual([])
}

/** The order's invoice, once it knows what the provider has. Where the provider has nothing, it must not be taken for open. */
async function settledId(order: Order, url: string, providers: Providers): Promise<unknown> {
  const again = await send(order, url)
  expect([201, 202]).toContain(again?.status)
  const id = String(again?.json['id'])
  const { status, json } = await ask(url, 'GET', `/invoices/${id}`)
  expect({ status, reference: json['reference'] }).toEqual({ status: 200, reference: order.reference })
  const entries = providers.entriesOf(order.reference)
  expect(entries.length).toBeLessThanOrEqual(1)
  // Netzme cannot be asked by our reference: an answer that died with a process waits for a person.
  if (order.provider === 'netzme' && json['status'] === 'unknown') return id
  expect(json['provider_invoice_id']).toBe(entries[0]?.id ?? null)
  expect(json['status'] === 'open').toBe(entries.length === 1)
  return id
}

function faultsOf({ reference, answers }: Order): string[] {
  return answers.flatMap(({ status, retryAfter, json }) => {
    if (status === 201 || status === 202) return []
    if (status === 503 && retryAfter !== null) return []
    if (status === 409 && json['code'] === 'idempotency_key_in_use') return []
    return [`${reference} was answered ${status} ${JSON.stringify(json)}`]
  })
}
