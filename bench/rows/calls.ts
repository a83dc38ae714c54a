import { z } from 'zod'
import { orderOf } from '../load/orders.ts'
import { newSeries } from '../load/series.ts'
import type { Target } from '../servers/servers.ts'
import { callApi, type ApiAnswer } from './api.ts'

/** What a database was loaded with, so that calls can ask for what is there. */
export interface Loaded {
  gateway: Target
  rows: number
}

export interface Call {
  name: string
  /** How many invoices the answer must show; null: it is one invoice. */
  found: number | null
  send(loaded: Loaded): Promise<ApiAnswer>
}

/** One of the bench's own merchant's, anywhere in the table. */
function anyNumber(rows: number): number {
  const number = 1 + Math.floor(Math.random() * rows)
  return number % 10 === 0 ? number - 1 : number
}

function idOf(number: number): string {
  return `inv_00${String(number).padStart(24, '0')}`
}

const list = (name: string, found: number, query: (rows: number) => string): Call => ({
  ...{ name, found },
  send: ({ gateway, rows }) => callApi(gateway, 'GET', `/invoices?${query(rows)}`),
})

/** As the API writes it: the place after which a page begins, here the middle of the table. */
function middleCursor(rows: number): string {
  const before = new Date(Date.now() - 200 * 86_400_000).toISOString()
  return Buffer.from(JSON.stringify([before, idOf(Math.floor(rows / 2))])).toString('base64url')
}

export function openCalls(): readonly Call[] {
  const series = newSeries('gateway')
  let made = 0
  const order = () => orderOf(`${series}-${(made += 1)}`, String(made).padStart(8, '0'))
  const replayed = new WeakMap<Target, ReturnType<typeof order>>()
  return [
    list('list by reference', 1, (rows) => `reference=LOAD-${anyNumber(rows)}`),
    {
      name: 'GET by id',
      found: null,
      send: ({ gateway, rows }) => callApi(gateway, 'GET', `/invoices/${idOf(anyNumber(rows))}`),
    },
    list('list newest', 20, () => 'limit=20'),
    list('list from the middle, by cursor', 20, (rows) => `limit=20&cursor=${middleCursor(rows)}`),
    list('list open', 20, () => 'status=open&limit=20'),
    list('list by e-mail', 1, (rows) => `customer_email=customer.${Math.floor(anyNumber(rows) / 10)}@example.com`),
    list('list by key', 1, (rows) => `idempotency_key=LOAD-${anyNumber(rows)}`),
    {
      ...{ name: 'replay of a key', found: null },
      async send({ gateway }) {
        const known = replayed.get(gateway) ?? order()
        if (!replayed.has(gateway)) await callApi(gateway, 'POST', '/invoices', known, known.reference)
        replayed.set(gateway, known)
        return callApi(gateway, 'POST', '/invoices', known, known.reference)
      },
    },
    {
      ...{ name: 'create', found: null },
      send({ gateway }) {
        const created = order()
        return callApi(gateway, 'POST', '/invoices', created, created.reference)
      },
    },
  ]
}

const page = z.object({ data: z.array(z.object({ id: z.string() })) })
const one = z.object({ id: z.string() })

/** What is wrong with an answer; null: nothing. */
export function faultOf({ name, found }: Call, { status, text }: ApiAnswer): string | null {
  if (status !== 200 && status !== 201) return `${name}: ${status} ${text.slice(0, 200)}`
  if (found === null) return one.safeParse(JSON.parse(text)).success ? null : `${name}: the answer is no invoice`
  const { data } = page.parse(JSON.parse(text))
  return data.length >= found ? null : `${name}: ${data.length} invoices instead of ${found}`
}
