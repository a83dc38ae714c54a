import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { z } from 'zod'
import { applyCallbacks } from '../../src/callbacks/apply-callbacks.ts'
import { dayMs, minuteMs } from '../../src/core/time.ts'
import { checkInvoices } from '../../src/invoices/check-invoices.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectEventsToAgree } from '../support/event-agreement.ts'
import { eventually } from '../support/eventually.ts'
import { startLossyProxy, type LossyProxy } from '../support/lossy-proxy.ts'
import { billCall, call, listen, netzmeCall, openCallbackPaths, secretsOf, type ProviderCall } from '../support/provider-calls.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

const providers = ['netzme', 'bill_gateway'] as const
type Tested = (typeof providers)[number]
const runs = { numRuns: 25 }

let app: TestApp
let database: RowReader
let url: string
let paths: Record<string, string>
const proxies: LossyProxy[] = []
/** By their references: creates whose answers are on their way for as long as the test wants. */
const held = new Map<string, Promise<void>>()
beforeAll(async () => {
  app = await openTestApp({ PROVIDER_TIMEOUT_MS: '20000' })
  database = await openRowReader(app.databaseUrl)
  paths = await openCallbackPaths(app, providers)
  for (const provider of providers) await leadThroughProxy(provider)
  url = await listen(app)
})
afterAll(async () => {
  await app.close()
  await database.close()
  for (const proxy of proxies) await proxy.stop()
})

async function leadThroughProxy(provider: Tested): Promise<void> {
  const { sandbox } = app.tagih
  const proxy = await startLossyProxy(new URL(sandbox?.urls[provider] ?? '').origin)
  proxies.push(proxy)
  proxy.holdAnswers(async ({ body }) => {
    for (const [reference, until] of held) if (body.includes(reference)) await until
  })
  const credentials = { ...sandbox?.credentials(provider, 'mer_default'), base_url: proxy.origin }
  const body = { credentials, settings: sandbox?.settings(provider) }
  expect((await app.send('PUT', `/provider-accounts/${provider}/default`, { body })).status).toBe(200)
}

/** An invoice whose create has been carried out by the provider, and whose answer comes when the test says. */
interface Begun {
  id: string
  reference: string
  /** Resolves when the merchant has been answered. */
  answer(): Promise<void>
}

const created = z.object({ id: z.string() })

async function begin(provider: Tested, more: Record<string, unknown>): Promise<Begun> {
  // One word: it stands as it is in a JSON body, and in a form too.
  const reference = `INV${randomUUID()}`
  let release = (): void => undefined
  held.set(
    reference,
    new Promise<void>((resolve) => {
      release = resolve
    }),
  )
  const answered = app.send('POST', '/invoices', { body: invoiceRequest({ provider, reference, ...more }) })
  await eventually(async () => {
    await Promise.resolve(entryOf(provider, reference))
  })
  const [row] = await database.rows('select id from invoices where reference = $1', [reference])
  const { id } = created.parse(row)
  return {
    id,
    reference,
    async answer() {
      held.delete(reference)
      release()
      expect((await answered).status).toBe(201)
    },
  }
}

function entryOf(provider: Tested, reference: string) {
  const entry = app.tagih.sandbox?.ledger(provider).find((one) => one.reference === reference)
  if (entry === undefined) throw new Error('it has not arrived yet')
  return entry
}

async function tell(provider: Tested, message: ProviderCall): Promise<void> {
  expect((await call(`${url}${paths[provider] ?? ''}`, message)).status).toBe(200)
  await applyCallbacks(app.tagih.callbacks, provider)
}

async function outcomeOf(id: string) {
  const { json } = await app.send('GET', `/invoices/${id}`)
  const events = await database.rows('select type, sequence from events where invoice_id = $1 order by sequence', [id])
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  const count = (type: string) => events.filter((event) => event['type'] === type).length
  return {
    status: json['status'],
    paid: json['amount_paid'],
    late: JSON.stringify(json['exceptions']).includes('paid_late'),
    received: count('payment.received'),
    paidEvents: count('invoice.paid'),
  }
}

const amounts = { part: 100_000, rest: 160_000, whole: 260_000 }
type Part = keyof typeof amounts
type Step = Part | 'create_answer' | 'pending_news' | 'end' | 'look'

const around = ['create_answer', 'pending_news', 'end', 'look'] as const
const orders = fc.oneof(
  ...([['part', 'rest'], ['whole']] as const).map((parts) => {
    const all: Step[] = [...around, ...parts, ...parts]
    return fc.shuffledSubarray(all, { minLength: all.length })
  }),
)

/** What an order comes to, as far as a merchant cares; written without looking at how the gateway does it. */
function model(order: readonly Step[]) {
  const told = new Set<Part>()
  const waiting = new Set<Part>()
  let [answered, expired, late] = [false, false, false]
  const isPaid = () => told.has('whole') || told.size === 2
  for (const step of order) {
    if (step === 'create_answer') {
      answered = true
      for (const part of waiting) told.add(part)
    } else if (step === 'end') expired = answered && !isPaid()
    else if (step === 'whole' || (answered && (step === 'part' || step === 'rest'))) {
      late ||= expired && !told.has(step)
      told.add(step)
    } else if (step === 'part' || step === 'rest') waiting.add(step)
  }
  return { status: 'paid', paid: '260000.00', late, received: told.size, paidEvents: 1 }
}

describe('in whatever order it comes', () => {
  test('what Netzme tells by itself is there in the end, each payment once, and nothing undoes it (row 42)', async () => {
    const { callback_token } = secretsOf(app, 'netzme')
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const begun = await begin('netzme', {})
        const message = (step: Part, status = '00') => {
          const told = { reference: begun.reference, id: `${begun.reference}-${step}`, amount: `${amounts[step]}.00` }
          return netzmeCall(callback_token, { ...told, status })
        }
        for (const step of order) {
          if (step === 'create_answer') await answerAndDrain(begun)
          else if (step === 'pending_news') await tell('netzme', message('part', '03'))
          else if (step === 'end') await passTheEnd('netzme')
          else if (step === 'look') await app.send('POST', `/invoices/${begun.id}/refresh`)
          else await tell('netzme', message(step))
        }
        expect({ order, ...(await outcomeOf(begun.id)) }).toEqual({ order, ...model(order) })
      }),
      runs,
    )
  })

  test('what the bill gateway hints at is what its ledger says in the end, each payment once (row 42)', async () => {
    const { api_key } = secretsOf(app, 'bill_gateway')
    const hints = ['create_answer', 'pending_news', 'part', 'rest', 'again', 'again', 'look'] as const
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...hints], { minLength: hints.length }), async (order) => {
        const begun = await begin('bill_gateway', { payment_type: 'partial' })
        const { id: hash } = entryOf('bill_gateway', begun.reference)
        const said: ProviderCall[] = []
        const say = (paid: number) => {
          const message = billCall(api_key, hash, begun.reference, paid)
          said.push(message)
          return tell('bill_gateway', message)
        }
        for (const step of order) {
          if (step === 'create_answer') await begun.answer()
          else if (step === 'pending_news') await say(0)
          else if (step === 'again') for (const message of said) await tell('bill_gateway', message)
          else if (step === 'look') await app.send('POST', `/invoices/${begun.id}/refresh`)
          else {
            app.tagih.sandbox?.pay('bill_gateway', hash, String(amounts[step]))
            await say(amounts[step])
          }
        }
        const paid = { status: 'paid', paid: '260000.00', late: false, received: 2, paidEvents: 1 }
        expect({ order, ...(await outcomeOf(begun.id)) }).toEqual({ order, ...paid })
      }),
      runs,
    )
  })
})

/** What could not be told to be ours before is looked at again within the hour. */
async function answerAndDrain(begun: Begun): Promise<void> {
  await begun.answer()
  app.clock.moveBy(60 * minuteMs)
  for (let taken = 1; taken > 0;) taken = await applyCallbacks(app.tagih.callbacks, 'netzme')
}

/** The end of its time and the grace, with the looks that come then. */
async function passTheEnd(provider: Provider): Promise<void> {
  app.clock.moveBy(dayMs + 5 * minuteMs)
  for (let taken = 1; taken > 0;) taken = await checkInvoices(app.tagih.invoices, provider)
}

test('afterwards no change lacks its event, and no event lacks its change', () => expectEventsToAgree(app.databaseUrl))
