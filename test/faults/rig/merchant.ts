import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Provider } from '../../../src/sandbox/simulator.ts'
import { invoiceRequest } from '../../support/test-app.ts'
import { apiKey } from './gateway.ts'

export interface Answer {
  status: number
  retryAfter: string | null
  replayed: boolean
  json: Record<string, unknown>
}

interface Question {
  /** The Idempotency-Key. */
  key?: string
  body?: unknown
}

/** One request to one instance. Throws when the connection is lost before the answer is whole. */
export async function ask(url: string, method: string, path: string, { key, body }: Question = {}): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  }
  const answer = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const json = z.record(z.string(), z.unknown()).parse(await answer.json())
  const replayed = answer.headers.get('idempotent-replayed') === 'true'
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), replayed, json }
}

const list = z.object({ data: z.array(z.record(z.string(), z.unknown())) })

/** The invoice with this reference as an instance tells it; undefined when it has none. */
export async function findInvoice(url: string, reference: string): Promise<Record<string, unknown> | undefined> {
  const { json } = await ask(url, 'GET', `/invoices?reference=${encodeURIComponent(reference)}`)
  return list.parse(json).data[0]
}

/** One invoice that a merchant wants, and all that it was told about it. */
export interface Order {
  readonly key: string
  readonly reference: string
  readonly provider: Provider
  readonly body: Record<string, unknown>
  readonly answers: Answer[]
  /** How often the connection was lost before an answer. */
  lost: number
}

export function newOrder(provider: Provider): Order {
  const reference = `INV/${randomUUID()}`
  return { key: randomUUID(), reference, provider, body: invoiceRequest({ provider, reference }), answers: [], lost: 0 }
}

/** Sends the order once, and notes what came of it; null when the connection was lost. */
export async function send(order: Order, url: string): Promise<Answer | null> {
  try {
    const answer = await ask(url, 'POST', '/invoices', { key: order.key, body: order.body })
    order.answers.push(answer)
    return answer
  } catch {
    order.lost += 1
    return null
  }
}

/** What a merchant may send again with the same key: a lost connection, a 503, and a key that is still at work. */
export function isRetriable(answer: Answer | null): boolean {
  return answer === null || answer.status === 503 || answer.json['code'] === 'idempotency_key_in_use'
}
