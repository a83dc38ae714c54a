import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { z } from 'zod'
import * as schemas from '../../src/http/schemas.ts'
import { providers, type Provider } from '../../src/sandbox/simulator.ts'
import { openTestApp, type TestApp } from '../support/test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app.close())

const items = [
  { name: 'Tea', quantity: 2, unit_price: '125000' },
  { name: 'Sugar', quantity: 1, unit_price: '5000.00' },
]

/** A request with every member in it, or with a sum instead of items, so that more sums are right. */
const whole = (itemised: boolean): Record<string, unknown> => ({
  reference: `INV/${randomUUID()}`,
  amount: '260000.00',
  currency: 'IDR',
  payment_type: 'full',
  title: 'Order 111130',
  customer: {
    name: 'Delina',
    email: 'delina@example.com',
    phone: '082342341',
    address: { line1: 'Jl. Sudirman', city: 'Jakarta' },
  },
  ...(itemised ? { items, shipping_amount: '5000' } : {}),
  expires_at: '2026-11-25T05:00:00Z',
  return_url: 'https://shop.example/back',
  metadata: { amount: '1', note: 'x' },
  provider_options: { netzme: { fee_type: 'on_buyer' } },
})

const amounts = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 18n }).map((sen) => `${sen / 100n}.${String(sen % 100n).padStart(2, '0')}`),
  fc.integer({ min: -5, max: 300_000 }).map(String),
  fc.constantFrom(
    '260000',
    '260000.0',
    '260000.1',
    '0',
    '00',
    '1e5',
    '0x10',
    ' 5',
    '5 ',
    '9999999999999999.99',
    '٥',
    '½',
    '∞',
    'NaN',
  ),
)
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '\u2028',
    '‮',
    '😀'.repeat(50),
    '%00',
    '__proto__',
    'https://x',
    '2026-11-25T05:00:00+07:00',
  ),
  fc.integer({ min: 60, max: 3_000 }).map((length) => 'x'.repeat(length)),
)
const values = fc.oneof(
  amounts,
  texts,
  fc.jsonValue({ maxDepth: 3 }),
  fc.double(),
  fc.constantFrom(null, [], {}, true, 0, -1, 1e300),
)
const names = fc.oneof(
  fc.constantFrom('amount', 'amount_due', 'items', 'shipping_amount', 'minimum_payment', 'payment_type', 'provider', 'starts_at'),
  fc.constantFrom('quantity', 'unit_price', 'name', 'constructor', 'toString', 'va_number', 'pay_method', 'bill_gateway', 'x'),
  texts,
)
interface Mutation {
  /** Chooses the object that is changed, and the member in it. */
  where: number
  which: number
  how: { kind: 'set' | 'rename'; name: string; value: unknown } | { kind: 'remove' }
}
const set = fc.record({ kind: fc.constantFrom('set' as const, 'rename' as const), name: names, value: values })
const sum = fc.record({ kind: fc.constant('rename' as const), name: fc.constant('amount'), value: amounts })
const how = fc.oneof(
  { weight: 3, arbitrary: set },
  { weight: 1, arbitrary: sum },
  { weight: 1, arbitrary: fc.constant({ kind: 'remove' as const }) },
)
const mutations = fc.array(fc.record({ where: fc.nat(), which: fc.nat(), how }), { minLength: 1, maxLength: 3 })

type Container = Record<string, unknown>
const container = z.custom<Container>((value) => typeof value === 'object')

function containersIn(value: unknown): Container[] {
  if (typeof value !== 'object' || value === null) return []
  return [container.parse(value), ...Object.values(value).flatMap(containersIn)]
}

function mutate(request: Container, { where, which, how: change }: Mutation): void {
  const containers = containersIn(request)
  const container = containers[where % containers.length] ?? request
  const members = Object.keys(container)
  const member = members[which % Math.max(1, members.length)] ?? 'x'
  if (change.kind === 'remove') Reflect.deleteProperty(container, member)
  else Object.defineProperty(container, change.kind === 'set' ? member : change.name, plain(change.value))
}

/** A copy: the same value may be drawn again, and put into itself. */
const plain = (value: unknown): PropertyDescriptor => ({
  value: structuredClone(value),
  enumerable: true,
  configurable: true,
  writable: true,
})

const money = z.object({
  amount: z.string().nullish(),
  items: z.array(z.object({ quantity: z.number(), unit_price: z.string() })).nullish(),
  shipping_amount: z.string().nullish(),
})

/** What a request asks for, in sen, worked out here and not by the gateway. */
function askedFor(body: string): bigint {
  const { amount, items, shipping_amount } = money.parse(JSON.parse(body))
  const sen = (text: string): bigint => {
    const [whole = '', part = ''] = text.split('.')
    return BigInt(whole + part.padEnd(2, '0'))
  }
  const lines = (items ?? []).map(({ quantity, unit_price }) => BigInt(quantity) * sen(unit_price))
  return amount == null ? [...lines, sen(shipping_amount ?? '0')].reduce((total, line) => total + line, 0n) : sen(amount)
}

/** Never a 5xx; a 2xx only with the amount that was sent, here and (Durianpay rounds) at the provider. */
async function check(body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const reply = await app.send('POST', '/invoices', { body, headers })
  expect({ body, status: reply.status, known: reply.status < 500 }).toEqual({ body, status: reply.status, known: true })
  if (reply.status >= 300) {
    expect(schemas.problem.parse(reply.json)).toEqual(reply.json)
    return
  }
  const invoice = schemas.invoice.parse(reply.json)
  expect(invoice).toEqual(reply.json)
  expect(BigInt(invoice.amount.replace('.', ''))).toBe(askedFor(body))
  const provider = z.enum(providers).parse(invoice.provider)
  const made = app.tagih.sandbox?.ledger(provider).find(({ id }) => id === invoice.provider_invoice_id)
  if (invoice.status === 'open' && provider !== 'durianpay') expect(made?.amount).toBe(invoice.amount)
}

describe('whatever is done to a request that is right', () => {
  test.each<Provider | 'any provider'>([...providers, 'any provider'])(
    'no answer is a 5xx and no amount is another than was sent: members, at %s',
    async (provider) => {
      await fc.assert(
        fc.asyncProperty(fc.boolean(), mutations, async (itemised, changes) => {
          const request = { ...structuredClone(whole(itemised)), ...(provider === 'any provider' ? {} : { provider }) }
          for (const change of changes) mutate(request, change)
          await check(JSON.stringify(request))
        }),
        { numRuns: 150 },
      )
    },
  )

  test('no answer is a 5xx and no amount is another than was sent: characters', async () => {
    const edit = fc.record({
      at: fc.nat(),
      cut: fc.integer({ min: 0, max: 3 }),
      paste: fc.constantFrom('', '0', '"', ',', '{', '}', '\\', '.', '1'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        const body = edits.reduce(
          (text, { at, cut, paste }) => {
            const place = at % text.length
            return text.slice(0, place) + paste + text.slice(place + cut)
          },
          JSON.stringify(whole(true)),
        )
        await check(body)
      }),
      { numRuns: 400 },
    )
  })
})
