import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import type { RowReader } from '../support/read-rows.ts'
import { invoiceRequest, type Reply, type TestApp } from '../support/test-app.ts'
import { openTwoInstances, type TwoInstances } from '../support/two-instances.ts'

let both: TwoInstances
let first: TestApp
let second: TestApp
let reader: RowReader
beforeAll(async () => {
  both = await openTwoInstances()
  ;({ first, second, reader } = both)
})
afterAll(() => both.close())

function atProvider(provider: Provider, reference: unknown) {
  return first.tagih.sandbox?.ledger(provider).filter((entry) => entry.reference === reference) ?? []
}

function countBy<Value>(values: readonly Value[]): Map<Value, number> {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

const times = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index))

describe('one request that arrives many times at once', () => {
  test.each<[string, () => readonly TestApp[]]>([
    ['one instance', () => [first]],
    ['two instances', () => [first, second]],
  ])('makes one invoice at the provider on %s (row 1)', async (_, instances) => {
    const request = { body: invoiceRequest({ provider: 'winpay' }), idempotencyKey: randomUUID() }
    const apps = instances()
    const replies = await Promise.all(
      times(50, (index) => apps[index % apps.length]?.send('POST', '/invoices', request) ?? Promise.reject(new Error('no app'))),
    )
    const fresh = replies.filter((reply) => reply.status === 201 && reply.headers['idempotent-replayed'] === undefined)
    expect(fresh).toHaveLength(1)
    for (const reply of replies) {
      if (reply.status !== 201) expectProblem(reply, 'idempotency_key_in_use')
      else expect(reply.text).toBe(fresh[0]?.text)
    }
    const { id } = expectInvoice(await first.send('POST', '/invoices', request), 201)
    expect(atProvider('winpay', request.body['reference'])).toHaveLength(1)
    expect(await reader.rows('select outcome from attempts where invoice_id = $1', [id])).toEqual([{ outcome: 'CREATED' }])
  })
})

describe('one reference under thirty keys at once', () => {
  test('is one invoice; the others are told whose it is', async () => {
    const body = invoiceRequest({ provider: 'durianpay' })
    const replies = await Promise.all(times(30, () => first.send('POST', '/invoices', { body })))
    const [won, ...more] = replies.filter(({ status }) => status === 201)
    expect(more).toEqual([])
    for (const reply of replies.filter((other) => other !== won)) {
      const problem = expectProblem(reply, 'reference_already_used', { pointers: ['/reference'] })
      expect(problem.invoice_id).toBe(won?.json['id'])
    }
    expect(atProvider('durianpay', body['reference'])).toHaveLength(1)
    expect(await reader.rows('select id from invoices where reference = $1', [body['reference']])).toHaveLength(1)
  })

  test('and one key with thirty references at once is one invoice too', async () => {
    const idempotencyKey = randomUUID()
    const bodies = times(30, () => invoiceRequest({ provider: 'durianpay' }))
    const replies = await Promise.all(bodies.map((body) => first.send('POST', '/invoices', { body, idempotencyKey })))
    const won = replies.filter(({ status }) => status === 201)
    expect(won).toHaveLength(1)
    for (const reply of replies) if (reply.status !== 201) expectProblem(reply, 'idempotency_key_reused')
    expect(bodies.flatMap((body) => atProvider('durianpay', body['reference']))).toHaveLength(1)
  })
})

describe('every key of ten with every reference of ten, at once and in any order over two instances', () => {
  test('comes to one invoice for each key that won and each reference that was won, and to no error', async () => {
    const keys = times(10, () => randomUUID())
    const bodies = times(10, () => invoiceRequest({ provider: 'winpay' }))
    const pairs = keys.flatMap((idempotencyKey, row) =>
      times(10, (column) => ({ idempotencyKey, body: bodies[(row * 3 + column * 7) % 10] ?? {} })),
    )
    const send = (pair: (typeof pairs)[number], index: number) =>
      (index % 2 === 0 ? first : second).send('POST', '/invoices', pair)
    const replies = await Promise.all(pairs.map(send))
    const isFresh = ({ status, headers }: Reply) => status === 201 && headers['idempotent-replayed'] === undefined
    const won = pairs.filter((_, index) => replies.some((reply, at) => at === index && isFresh(reply)))
    expect(won.length).toBeGreaterThan(0)
    expect([...countBy(won.map(({ idempotencyKey }) => idempotencyKey)).values()]).toEqual(won.map(() => 1))
    expect([...countBy(won.map(({ body }) => body['reference'])).values()]).toEqual(won.map(() => 1))
    expect(replies.filter(({ status }) => ![201, 409, 422].includes(status)).map(({ text }) => text)).toEqual([])
    for (const { body } of won) expect(atProvider('winpay', body['reference'])).toHaveLength(1)
    expect(bodies.flatMap((body) => atProvider('winpay', body['reference']))).toHaveLength(won.length)
  })
})

describe('a claim that cannot be', () => {
  test('fails by itself: those that are written in the same moment are invoices', async () => {
    const taken = { bill_gateway: { va_number: '7777777779' } }
    expectInvoice(
      await first.send('POST', '/invoices', { body: invoiceRequest({ provider: 'bill_gateway', provider_options: taken }) }),
      201,
    )
    const bodies = times(40, (index) =>
      invoiceRequest({ provider: 'bill_gateway', ...(index % 10 === 3 ? { provider_options: taken } : {}) }),
    )
    const replies = await Promise.all(bodies.map((body) => first.send('POST', '/invoices', { body })))
    replies.forEach((reply, index) => {
      if (index % 10 === 3) expectProblem(reply, 'va_number_in_use')
      else expectInvoice(reply, 201)
    })
  })
})

describe('the numbers of bills', () => {
  test('a hundred that are allocated at once are all distinct', async () => {
    const bodies = times(100, () => invoiceRequest({ provider: 'bill_gateway' }))
    const replies = await Promise.all(bodies.map((body) => first.send('POST', '/invoices', { body })))
    const numbers = replies.map((reply) => expectInvoice(reply, 201).payment.virtual_accounts[0]?.number)
    expect(new Set(numbers).size).toBe(100)
  })

  test('one that twenty ask for at once is given to one of them', async () => {
    const provider_options = { bill_gateway: { va_number: '7777777777' } }
    const bodies = times(20, () => invoiceRequest({ provider: 'bill_gateway', provider_options }))
    const replies = await Promise.all(bodies.map((body) => first.send('POST', '/invoices', { body })))
    const [won, ...more] = replies.filter(({ status }) => status === 201)
    expect(more).toEqual([])
    for (const reply of replies.filter((other) => other !== won)) {
      expect(expectProblem(reply, 'va_number_in_use').invoice_id).toBe(won?.json['id'])
    }
    expect(bodies.flatMap((body) => atProvider('bill_gateway', body['reference']))).toHaveLength(1)
  })

  test('one whose bill is long finished is given to one of twenty that ask for it at once', async () => {
    const provider_options = { bill_gateway: { va_number: '7777777778' } }
    const bill = () => ({ body: invoiceRequest({ provider: 'bill_gateway', provider_options }) })
    const { id } = expectInvoice(await first.send('POST', '/invoices', bill()), 201)
    await reader.rows(`update invoices set status = 'paid', finished_at = created_at - interval '91 days' where id = $1`, [id])
    first.tagih.sandbox?.pay('bill_gateway', String((await first.send('GET', `/invoices/${id}`)).json['provider_invoice_id']))
    const replies = await Promise.all(times(20, () => first.send('POST', '/invoices', bill())))
    expect(countBy(replies.map(({ status }) => status))).toEqual(
      new Map([
        [201, 1],
        [409, 19],
      ]),
    )
  })
})

describe('more creates at once than there is room for', () => {
  test('are refused before anything is stored or sent, and are made when they come again', async () => {
    const requests = times(900, () => ({ body: invoiceRequest({ provider: 'winpay' }), idempotencyKey: randomUUID() }))
    const replies = await Promise.all(requests.map((request) => second.send('POST', '/invoices', request)))
    const refused = requests.filter((_, index) => replies[index]?.status !== 201)
    expect(refused.length).toBeGreaterThan(0)
    for (const reply of replies.filter(({ status }) => status !== 201)) {
      expectProblem(reply, 'unavailable')
      expect(reply.headers['retry-after']).toBe('1')
    }
    const keys = refused.map(({ idempotencyKey }) => idempotencyKey)
    expect(await reader.rows('select key from idempotency_keys where key = any($1)', [keys])).toEqual([])
    expect(refused.flatMap(({ body }) => atProvider('winpay', body['reference']))).toEqual([])
    for (const request of refused.slice(0, 10)) expectInvoice(await second.send('POST', '/invoices', request), 201)
  })
})

describe('a thousand creates at once over four providers', () => {
  const order: Provider[] = ['winpay', 'netzme', 'durianpay', 'bill_gateway']
  const retried = new Set(['unavailable', 'provider_unavailable'])

  /** As a client would: what says that nothing was created is sent again with the same key, when the answer says. */
  async function createUntilDone(request: { body: Record<string, unknown>; idempotencyKey: string }): Promise<Reply> {
    const reply = await first.send('POST', '/invoices', request)
    if (!retried.has(String(reply.json['code']))) return reply
    await pause(Number(reply.headers['retry-after']) * 1_000)
    return createUntilDone(request)
  }

  test('lose none and double none: each is open, at its provider once, and found by its reference', async () => {
    const requests = times(1_000, (index) => ({
      body: invoiceRequest({ provider: order[index % order.length] }),
      idempotencyKey: randomUUID(),
    }))
    const replies = await Promise.all(requests.map(createUntilDone))
    expect(countBy(replies.map(({ status }) => status))).toEqual(new Map([[201, 1_000]]))
    expect(new Set(replies.map(({ json }) => json['id'])).size).toBe(1_000)
    for (const provider of order) {
      const wanted = requests.map(({ body }) => body).filter((body) => body['provider'] === provider)
      const ledger = countBy((first.tagih.sandbox?.ledger(provider) ?? []).map(({ reference }) => reference))
      expect(wanted.filter(({ reference }) => ledger.get(String(reference)) !== 1)).toEqual([])
    }
    const references = requests.map(({ body }) => body['reference'])
    const open = await reader.rows(`select id from invoices where reference = any($1) and status = 'open'`, [references])
    expect(open).toHaveLength(1_000)
    for (const reference of references.filter((_, index) => index % 50 === 0)) {
      const { json } = await first.send('GET', `/invoices?reference=${encodeURIComponent(String(reference))}`)
      expect(json['data']).toMatchObject([{ reference, status: 'open' }])
    }
  }, 120_000)
})
