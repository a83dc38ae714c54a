import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { invoiceRequest, openTestApp, type Reply, type TestApp } from '../support/test-app.ts'

let app: TestApp
let reader: RowReader
beforeAll(async () => {
  app = await openTestApp()
  reader = await openRowReader(app.databaseUrl)
})
afterAll(async () => {
  await reader.close()
  await app.close()
})

const post = (body: unknown, idempotencyKey: string): Promise<Reply> => app.send('POST', '/invoices', { body, idempotencyKey })
const atDurianpay = () => app.tagih.sandbox?.ledger('durianpay').length

const words = fc.string({ unit: fc.constantFrom('a', 'B', '7', ' ', 'é', '/', '"', '\\', '😀'), minLength: 1, maxLength: 20 })

describe('the same key with another body', () => {
  /** Each member is written otherwise than in the first request; one of them at least is. */
  const changes = fc
    .record(
      {
        amount: fc.bigInt({ min: 1n, max: 10n ** 15n }).map((sen) => `${sen}.07`),
        title: words.map((text) => `Other ${text}`),
        notes: words,
        description: words,
        metadata: fc.dictionary(fc.constantFrom('a', 'b', 'amount'), words, { minKeys: 1 }),
        expires_at: fc.integer({ min: 1, max: 28 }).map((day) => `2026-12-${String(day).padStart(2, '0')}T05:00:00Z`),
        return_url: fc.nat().map((page) => `https://shop.example/other/${page}`),
        provider: fc.constantFrom('winpay', 'netzme', 'bill_gateway'),
        reference: fc.uuid(),
        payment_type: fc.constantFrom('partial', 'open'),
        customer: fc.record({ name: words.map((text) => `Somebody ${text}`), email: fc.constant('other@example.com') }),
      },
      { requiredKeys: [] },
    )
    .filter((change) => Object.keys(change).length > 0)

  test('is 422 with the invoice that has the key, whatever was changed, and nothing is stored or sent (row 2)', async () => {
    const body = invoiceRequest({ provider: 'durianpay' })
    const first = await post(body, 'one-meaning')
    const { id } = expectInvoice(first, 201)
    const before = [await reader.counts(), atDurianpay()]
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        expect(expectProblem(await post({ ...body, ...change }, 'one-meaning'), 'idempotency_key_reused').invoice_id).toBe(id)
      }),
      { numRuns: 150 },
    )
    expect([await reader.counts(), atDurianpay()]).toEqual(before)
    expect((await post(body, 'one-meaning')).text).toBe(first.text)
  })
})

type Value = string | number | Value[] | { [member: string]: Value }

/** Writes JSON otherwise than JSON.stringify does, and with the same meaning. */
function rewrite(value: Value, draw: (below: number) => number): string {
  const gap = (): string => [' ', '\n', '\t', '\r\n ', '', ''][draw(6)] ?? ''
  const text = (plain: string): string => {
    const units = plain.split('').map((unit) => {
      const code = unit.charCodeAt(0).toString(16).padStart(4, '0')
      return [`\\u${code}`, `\\u${code.toUpperCase()}`, null, null][draw(4)] ?? JSON.stringify(unit).slice(1, -1)
    })
    return `"${units.join('')}"`
  }
  if (typeof value === 'string') return gap() + text(value) + gap()
  if (typeof value === 'number') return gap() + String(value) + gap()
  if (Array.isArray(value)) return `${gap()}[${value.map((entry) => rewrite(entry, draw)).join(',')}]${gap()}`
  const members = Object.entries(value).map(([name, entry]) => `${gap()}${text(name)}${gap()}:${rewrite(entry, draw)}`)
  const shuffled = members.map((member) => ({ member, place: draw(1_000) })).sort((left, right) => left.place - right.place)
  return `{${shuffled.map(({ member }) => member).join(',')}}`
}

describe('the same key with the same meaning in another JSON text', () => {
  test('is answered as the first time, with the header of a replay, however it is written (row 3)', async () => {
    const body = {
      reference: `INV/${randomUUID()}`,
      amount: '260000.00',
      title: 'Téh "Poci" \\ 😀',
      provider: 'durianpay',
      customer: { name: 'Delina', email: 'delina@example.com', address: { city: 'Jakarta', line1: 'Jl. Sudirman' } },
      items: [
        { name: 'Tea/é', quantity: 2, unit_price: '125000' },
        { name: 'Sugar', quantity: 1, unit_price: '10000' },
      ],
      metadata: { b: '1', a: '€' },
    }
    const first = await post(body, 'other-texts')
    expectInvoice(first, 201)
    const before = [await reader.counts(), atDurianpay()]
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.nat()),
        fc.constantFrom('260000', '260000.0', '260000.00'),
        async (random, amount) => {
          const draw = (below: number): number => (random.next().value ?? 0) % below
          const replay = await post(rewrite({ ...body, amount }, draw), 'other-texts')
          expect([replay.status, replay.text, replay.headers['idempotent-replayed']]).toEqual([201, first.text, 'true'])
        },
      ),
      { numRuns: 150 },
    )
    expect([await reader.counts(), atDurianpay()]).toEqual(before)
  })
})
