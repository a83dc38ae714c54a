import { beforeEach, describe, expect, test } from '@jest/globals'
import { asInvoiceId, newMerchantId } from '../../../src/core/ids.ts'
import type { Invoice } from '../../../src/core/invoice.ts'
import { Problem } from '../../../src/core/problems.ts'
import { addMs } from '../../../src/core/time.ts'
import { answerAsItStands, type Answer } from '../../../src/invoices/answer.ts'
import type { KnownKey } from '../../../src/invoices/known-key.ts'
import { answerKnownKey } from '../../../src/invoices/replay.ts'
import { fixedClock } from '../../support/fixed-clock.ts'
import { openKeysInMemory, type KeysInMemory } from '../../support/keys-in-memory.ts'
import { sampleInvoice } from '../../support/sample-invoice.ts'

const now = new Date('2026-11-20T15:00:00.000Z')
const route = 'POST /invoices'
const request = { key: 'key-1', route, fingerprint: Buffer.alloc(32, 1) }
const merchantId = newMerchantId()
const invoice = (status: Invoice['status']) => sampleInvoice({ merchantId, status })
const { id: invoiceId } = invoice('open')
const replayed = { 'idempotent-replayed': 'true' }

let keys: KeysInMemory
beforeEach(() => {
  keys = openKeysInMemory()
})

function know(known: Partial<KnownKey>): void {
  const { key, fingerprint } = request
  keys.put(merchantId, key, { route, fingerprint, invoiceId: null, lockedUntil: null, answer: null, ...known })
}

/** `read` stands for the table of invoices. */
function ask(changes: Partial<typeof request> = {}, read: () => Promise<Invoice | null> = () => Promise.resolve(null)) {
  return answerKnownKey({ keys, store: { read }, clock: fixedClock(now) }, merchantId, { ...request, ...changes }, 'request-2')
}
const askWith = (found: Invoice) => ask({}, () => Promise.resolve(found))

async function problemOf(answer: Promise<Answer | null>): Promise<Problem> {
  const thrown: unknown = await answer.then(
    () => null,
    (error: unknown) => error,
  )
  if (!(thrown instanceof Problem)) throw new Error('no problem was thrown')
  return thrown
}

describe('a key that nobody has used', () => {
  test('has no answer yet', async () => {
    expect(await ask()).toBeNull()
  })
})

describe('a key that another request has used', () => {
  test.each([
    ['the body is another', { fingerprint: Buffer.alloc(32, 2) }],
    ['the route is another', { route: 'PATCH /invoices' }],
  ])('is a problem that names the invoice, whatever was answered, when %s', async (_, changes) => {
    know({ invoiceId, answer: { status: 201, body: '{}' } })
    const problem = await problemOf(ask(changes))
    expect(problem).toMatchObject({ code: 'idempotency_key_reused', extras: { invoiceId } })
    expect(problem.message).toBe('This Idempotency-Key was used for a different request.')
  })

  test('names no invoice where there is none', async () => {
    know({})
    expect((await problemOf(ask({ route: 'PATCH /invoices' }))).extras).toEqual({})
  })
})

describe('a kept answer is replayed byte for byte', () => {
  const created = `{"id":"inv_01k9","object":"invoice"}`
  const problemType = { 'content-type': 'application/problem+json; charset=utf-8' }

  test.each<[string, number, string, Record<string, string>]>([
    ['with the Location of a created invoice', 201, created, { location: '/invoices/inv_01k9' }],
    ['without one for what is no invoice', 201, '{"id":"key_01k9"}', {}],
    ['without one when the id is not the first member', 201, '{"object":"invoice","id":"inv_01k9"}', {}],
    ['without one when an invoice is only quoted', 201, `[${created}]`, {}],
    ['without one for an invoice that was only changed', 200, created, {}],
    ['as a problem when it was one', 422, '{"code":"provider_rejected"}', problemType],
    ['as a problem from 400 on', 400, '{}', problemType],
    ['as no problem up to 399', 399, '{}', {}],
  ])('%s', async (_, status, body, headers) => {
    know({ invoiceId, lockedUntil: addMs(now, 60_000), answer: { status, body } })
    expect(await ask()).toEqual({ status, body, headers: { ...headers, ...replayed } })
  })
})

describe('while the first request is still running', () => {
  test.each([
    [1, 1],
    [1_000, 1],
    [1_001, 2],
    [4_000, 4],
    [4_001, 5],
    [60_000, 5],
  ])('for another %d ms, the same one is told to come again in %d s', async (ms, retryAfterSeconds) => {
    know({ lockedUntil: addMs(now, ms) })
    const problem = await problemOf(askWith(invoice('pending')))
    expect(problem).toMatchObject({ code: 'idempotency_key_in_use', extras: { retryAfterSeconds } })
    expect(problem.message).toBe('The first request with this Idempotency-Key is still running.')
  })

  test('until its lock is over: then the key is free for who takes it', async () => {
    know({ lockedUntil: now })
    expect(await askWith(invoice('open'))).toBeNull()
  })
})

describe('a key that belongs to an invoice and has no answer yet', () => {
  beforeEach(() => {
    know({ invoiceId })
  })

  test.each(['pending', 'unknown'] as const)(
    'is 202 with the invoice as it is while that is %s, and nothing is kept',
    async (status) => {
      const { body, headers } = answerAsItStands(invoice(status), 'request-2')
      expect(await askWith(invoice(status))).toEqual({ status: 202, body, headers: { ...headers, ...replayed } })
      expect((await keys.read(merchantId, request.key))?.answer).toBeNull()
    },
  )

  test.each(['open', 'failed'] as const)('is answered for good once the invoice is %s', async (status) => {
    const expected = answerAsItStands(invoice(status), 'request-2')
    expect(await askWith(invoice(status))).toEqual({ ...expected, headers: { ...expected.headers, ...replayed } })
    const { answer } = (await keys.read(merchantId, request.key)) ?? {}
    expect(answer).toEqual({ status: expected.status, body: expected.body })
  })

  test('is answered with what somebody else kept in the meantime', async () => {
    const theirs = { status: 201, body: '{"id":"inv_01k9","kept":"first"}' }
    const answer = await ask({}, async () => {
      await keys.answer(merchantId, request.key, theirs)
      return invoice('open')
    })
    expect(answer).toEqual({ ...theirs, headers: { location: '/invoices/inv_01k9', ...replayed } })
  })

  test('has no answer when the invoice is gone: it was given back', async () => {
    expect(await ask()).toBeNull()
  })

  test('asks for that very invoice of that merchant', async () => {
    const asked: string[][] = []
    const store = {
      read: (merchant: string, id: string) => {
        asked.push([merchant, id])
        return Promise.resolve(invoice('open'))
      },
    }
    know({ invoiceId: asInvoiceId('inv_another') })
    await answerKnownKey({ keys, store, clock: fixedClock(now) }, merchantId, request, 'request-2')
    expect(asked).toEqual([[merchantId, 'inv_another']])
  })
})
