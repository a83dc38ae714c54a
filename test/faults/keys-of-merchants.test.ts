import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { addMerchant } from '../support/merchants.ts'
import { invoiceRequest, openTestApp, type Reply, type TestApp } from '../support/test-app.ts'

/** The gateway has no two modes within one deployment, which is live or test as a whole; so a key belongs to a merchant and to nothing else. */
let app: TestApp
let merchants: string[]
let run = 0
beforeAll(async () => {
  app = await openTestApp()
  merchants = [app.key, await addMerchant(app), await addMerchant(app)]
})
afterAll(() => app.close())

/** One create: by which merchant, under which key, with which reference and amount. All are few, so that they often meet. */
const steps = fc.array(fc.record({ merchant: fc.nat(2), key: fc.nat(2), reference: fc.nat(2), amount: fc.nat(1) }), {
  minLength: 4,
  maxLength: 14,
})
type Step = (typeof steps extends fc.Arbitrary<infer Steps> ? Steps : never)[number]

/** What a merchant did, worked out here and not by the gateway; nothing of another merchant is looked at. */
class MerchantModel {
  readonly #byKey = new Map<string, { request: string; id: string; text: string }>()
  readonly #byReference = new Map<string, string>()

  check(key: string, body: Record<string, unknown>, reply: Reply): void {
    const request = JSON.stringify(body)
    const reference = String(body['reference'])
    const known = this.#byKey.get(key)
    const holder = this.#byReference.get(reference)
    if (known?.request === request) {
      expect([reply.status, reply.text, reply.headers['idempotent-replayed']]).toEqual([201, known.text, 'true'])
    } else if (known !== undefined) {
      expect(expectProblem(reply, 'idempotency_key_reused').invoice_id).toBe(known.id)
    } else if (holder !== undefined) {
      expect(expectProblem(reply, 'reference_already_used').invoice_id).toBe(holder)
    } else {
      expect(reply.headers['idempotent-replayed']).toBeUndefined()
      const { id } = expectInvoice(reply, 201)
      this.#byKey.set(key, { request, id, text: reply.text })
      this.#byReference.set(reference, id)
    }
  }

  ids(): string[] {
    return [...this.#byReference.values()]
  }
}

async function play(sequence: readonly Step[]): Promise<MerchantModel[]> {
  run += 1
  const models = merchants.map(() => new MerchantModel())
  for (const { merchant, key, reference, amount } of sequence) {
    const idempotencyKey = `run-${run}-key-${key}`
    const names = { reference: `run-${run}-reference-${reference}`, amount: `${1_000 + amount}.00` }
    const body = invoiceRequest({ provider: 'durianpay', ...names })
    const reply = await app.send('POST', '/invoices', { body, idempotencyKey, key: merchants[merchant] ?? null })
    models[merchant]?.check(idempotencyKey, body, reply)
  }
  return models
}

async function expectNoLeak(models: readonly MerchantModel[]): Promise<void> {
  for (const [merchant, model] of models.entries())
    for (const id of model.ids())
      for (const [reader, key] of merchants.entries()) {
        const { status } = await app.send('GET', `/invoices/${id}`, { key })
        expect([merchant, reader, status]).toEqual([merchant, reader, merchant === reader ? 200 : 404])
      }
}

describe('the same keys and references used by three merchants in any order', () => {
  test('are answered to each as if there were no other merchant, and nothing of one is shown to another (row 6)', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await expectNoLeak(await play(sequence))
      }),
      { numRuns: 40 },
    )
  })
})
