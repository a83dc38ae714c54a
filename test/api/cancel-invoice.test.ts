import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { defaultMerchantId } from '../../src/access/merchants.ts'
import { asInvoiceId } from '../../src/core/ids.ts'
import { addMs } from '../../src/core/time.ts'
import * as schemas from '../../src/http/schemas.ts'
import { PaymentRefused } from '../../src/sandbox/ledger.ts'
import { expectInvoice, expectProblem, expectShape } from '../support/answer-shapes.ts'
import { expectEventsToAgree } from '../support/event-agreement.ts'
import type { Fate, Passing } from '../support/lossy-proxy.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'

const providers = ['winpay', 'durianpay', 'bill_gateway'] as const
type Cancelling = (typeof providers)[number]

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(providers)
})
afterAll(() => app.close())
beforeEach(() => {
  for (const provider of providers) app.proxy(provider).decide(() => 'pass')
})

const cancel = ({ id }: Created, query = '', idempotencyKey: string | null = null) =>
  app.send('POST', `/invoices/${id}/cancel${query}`, { idempotencyKey })
const refresh = ({ id }: Created) => app.send('POST', `/invoices/${id}/refresh`)
const read = async ({ id }: Created) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const isCancel = ({ method }: Passing) => method === 'DELETE' || method === 'PUT'

async function history({ id }: Created) {
  const attempts = schemas.attempt.array().parse((await app.send('GET', `/invoices/${id}/attempts`)).json['data'])
  const events = schemas.event.array().parse((await app.send('GET', `/invoices/${id}/events`)).json['data'])
  return { calls: attempts[0]?.operations.map(({ kind }) => kind) ?? [], events: events.map(({ type }) => type) }
}

function pay(provider: Cancelling, { provider_invoice_id }: Created, amount?: string): void {
  app.sandbox.pay(provider, provider_invoice_id, amount)
}

/** What the ledger of each provider says of an invoice that nobody can pay any more. */
const withdrawn = { winpay: 'cancelled', durianpay: 'blocked', bill_gateway: 'cancelled' }

describe('200', () => {
  test.each(providers)('%s: withdrawn there, read again, and cancelled here', async (provider) => {
    const invoice = await app.createOpen({ provider })
    const cancelled = expectInvoice(await cancel(invoice), 200)
    expect(cancelled).toMatchObject({ status: 'cancelled', version: invoice.version + 1, exceptions: [], amount_paid: '0.00' })
    expect(app.entry(provider, invoice.reference).status).toBe(withdrawn[provider])
    const { calls, events } = await history(invoice)
    expect(calls.filter((kind) => kind !== 'token').slice(0, 3)).toEqual(['create', 'cancel', 'find'])
    expect(events).toEqual(['invoice.opened', 'invoice.cancelled'])
    expect(await read(invoice)).toEqual(cancelled)
  })

  test('an invoice that is cancelled already: as it is, and the provider is not asked', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const first = expectInvoice(await cancel(invoice), 200)
    const before = app.proxy('winpay').passed.length
    expect(expectInvoice(await cancel(invoice), 200)).toEqual(first)
    expect(app.proxy('winpay').passed).toHaveLength(before)
  })

  test('an invoice that was withdrawn at the provider by other hands', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const stored = await app.tagih.invoices.accounts.usable(defaultMerchantId)
    const account = stored.find(({ provider }) => provider === 'winpay')
    const row = await app.tagih.invoices.store.read(defaultMerchantId, asInvoiceId(invoice.id))
    const operation = account?.operations.cancel
    if (account === undefined || row === null || operation === undefined) throw new Error('cannot be cancelled')
    await app.tagih.invoices.caller.call(account, 'cancel', operation, { invoice: row, page: 0 })
    expect(expectInvoice(await cancel(invoice), 200).status).toBe('cancelled')
  })

  test('the answer is kept for an Idempotency-Key', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const key = randomUUID()
    const first = await cancel(invoice, '', key)
    const again = await cancel(invoice, '', key)
    expect(again.text).toBe(first.text)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expectProblem(await cancel(invoice, '?keep_payments=true', key), 'idempotency_key_reused')
  })

  test('the reference of a cancelled invoice stays taken', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    expectInvoice(await cancel(invoice), 200)
    const body = {
      reference: invoice.reference,
      amount: '1',
      customer: { name: 'A', phone: '08123' },
      return_url: 'https://a.example',
    }
    expectProblem(await app.send('POST', '/invoices', { body }), 'reference_already_used')
  })
})

describe('200 with keep_payments', () => {
  test('durianpay: paid in part is 409, and with keep_payments what was paid stays recorded', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay', payment_type: 'partial' })
    pay('durianpay', invoice, '60000')
    // Nobody had told the gateway: it asks before it cancels what can be paid in part.
    expectProblem(await cancel(invoice), 'invoice_state_conflict')
    expect(app.entry('durianpay', invoice.reference).status).toBe('open')
    expect(await read(invoice)).toMatchObject({ status: 'partially_paid', amount_paid: '60000.00' })
    expectProblem(await cancel(invoice, '?keep_payments=false'), 'invoice_state_conflict')
    expect(expectInvoice(await cancel(invoice, '?keep_payments=true'), 200)).toMatchObject({
      ...{ status: 'cancelled', amount_paid: '60000.00', amount_remaining: '200000.00', exceptions: [] },
    })
    expect((await history(invoice)).events).toEqual([
      ...['invoice.opened', 'payment.received', 'invoice.partially_paid', 'invoice.cancelled'],
    ])
  })

  test.each(['?keep_payments=yes', '?keep=true'])('%s is 400', async (query) => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    expectProblem(await cancel(invoice, query), 'invalid_request', {
      pointers: [query.includes('=yes') ? '/keep_payments' : '/keep'],
    })
  })
})

describe('409', () => {
  test.each(providers)('%s: paid there, unseen here: it was too late, and the invoice is paid', async (provider) => {
    const invoice = await app.createOpen({ provider })
    pay(provider, invoice)
    expect(expectProblem(await cancel(invoice), 'invoice_state_conflict').invoice_id).toBe(invoice.id)
    expect(await read(invoice)).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: [] })
    expect((await history(invoice)).events).toEqual(['invoice.opened', 'payment.received', 'invoice.paid'])
  })

  test('paid here: the provider is not asked', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    pay('winpay', invoice)
    expectInvoice(await refresh(invoice), 200)
    const before = app.proxy('winpay').passed.length
    expectProblem(await cancel(invoice), 'invoice_state_conflict')
    expect(app.proxy('winpay').passed).toHaveLength(before)
  })

  test('while another change is under way', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const row = await app.tagih.invoices.store.read(defaultMerchantId, asInvoiceId(invoice.id))
    if (row === null) throw new Error('not stored')
    const until = addMs(app.clock.now(), 1_000)
    await app.tagih.invoices.store.beginChange(row, { kind: 'update', until, wanted: {} }, app.clock.now())
    expectProblem(await cancel(invoice), 'invoice_state_conflict')
  })

  test.each(providers)('%s: unknown, and nothing is found by its reference', async (provider) => {
    const invoice = await app.createUnknown('lose_request', { provider })
    expectProblem(await cancel(invoice), 'invoice_state_conflict')
    expect(await read(invoice)).toMatchObject({ status: 'unknown' })
  })
})

describe('an unknown invoice', () => {
  test.each(providers)('%s: is found by its reference, then cancelled', async (provider) => {
    const invoice = await app.createUnknown('lose_answer', { provider })
    expect(expectInvoice(await cancel(invoice), 200)).toMatchObject({
      status: 'cancelled',
      provider_invoice_id: app.entry(provider, invoice.reference).id,
    })
    expect(app.entry(provider, invoice.reference).status).toBe(withdrawn[provider])
  })

  test('that was paid meanwhile is paid', async () => {
    const invoice = await app.createUnknown('lose_answer', { provider: 'winpay' })
    app.sandbox.pay('winpay', app.entry('winpay', invoice.reference).id)
    expectProblem(await cancel(invoice), 'invoice_state_conflict')
    expect((await read(invoice)).status).toBe('paid')
  })
})

describe('422', () => {
  test('netzme has no cancel', async () => {
    const invoice = await app.createOpen({ provider: 'netzme' })
    expectProblem(await cancel(invoice), 'operation_not_supported')
    expect((await read(invoice)).status).toBe('open')
  })
})

describe('202: nobody knows whether the cancel arrived', () => {
  async function leaveUnconfirmed(provider: Cancelling, fate: Fate): Promise<Created> {
    const invoice = await app.createOpen({ provider })
    let hasCancelled = false
    app.proxy(provider).decide((request) => {
      hasCancelled ||= isCancel(request)
      return hasCancelled ? fate : 'pass'
    })
    const reply = await cancel(invoice)
    expect(reply.status).toBe(202)
    expect(expectShape(schemas.invoice, reply)).toMatchObject({ status: 'open', exceptions: ['cancel_unconfirmed'] })
    app.proxy(provider).decide(() => 'pass')
    return invoice
  }

  describe.each<Fate>(['lose_answer', 'lose_request'])('%s', (fate) => {
    test.each(providers)('%s: a refresh finishes it', async (provider) => {
      const invoice = await leaveUnconfirmed(provider, fate)
      expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'cancelled', exceptions: [] })
      expect(app.entry(provider, invoice.reference).status).toBe(withdrawn[provider])
      expect((await history(invoice)).events).toEqual(['invoice.opened', 'invoice.updated', 'invoice.cancelled'])
    })

    test('the same cancel said again finishes it', async () => {
      const invoice = await leaveUnconfirmed('winpay', fate)
      expect(expectInvoice(await cancel(invoice), 200)).toMatchObject({ status: 'cancelled', exceptions: [] })
    })
  })

  test('paid in the end: the invoice is paid, and nothing is unconfirmed', async () => {
    const invoice = await leaveUnconfirmed('winpay', 'lose_request')
    pay('winpay', invoice)
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'paid', exceptions: [] })
  })

  test('one that died in the middle is finished by a refresh once nobody can be at it', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const { store, clock } = app.tagih.invoices
    const row = await store.read(defaultMerchantId, asInvoiceId(invoice.id))
    if (row === null) throw new Error('not stored')
    await store.beginChange(row, { kind: 'cancel', until: addMs(clock.now(), 16_000), wanted: null }, clock.now())
    expect(expectInvoice(await refresh(invoice), 200).status).toBe('open')
    app.clock.moveBy(16_000)
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ status: 'cancelled', exceptions: [] })
    expect(app.entry('winpay', invoice.reference).status).toBe('cancelled')
  })

  test('the answer was lost but asking shows that it is gone: 200', async () => {
    for (const provider of providers) {
      const invoice = await app.createOpen({ provider })
      app.proxy(provider).decide((request) => (isCancel(request) ? 'lose_answer' : 'pass'))
      expect(expectInvoice(await cancel(invoice), 200).status).toBe('cancelled')
    }
  })
})

describe('503', () => {
  test('a provider that cannot be reached proves that nothing was cancelled', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    await app.proxy('winpay').stop()
    expectProblem(await cancel(invoice), 'provider_unavailable')
    await app.proxy('winpay').start()
    expect(await read(invoice)).toMatchObject({ status: 'open', exceptions: [], version: invoice.version })
    expectInvoice(await cancel(invoice), 200)
  })
})

describe('paid and cancelled at the same moment', () => {
  /** The payer pays before the call of this number, or while it is on its way. */
  async function race(provider: Cancelling, atCall: number, onItsWay: boolean) {
    const invoice = await app.createOpen({ provider })
    const payer = () => {
      try {
        app.sandbox.pay(provider, invoice.provider_invoice_id)
      } catch (error) {
        if (!(error instanceof PaymentRefused)) throw error
      }
    }
    let calls = 0
    app.proxy(provider).decide(() => {
      if (calls === atCall && onItsWay) setImmediate(payer)
      else if (calls === atCall) payer()
      calls += 1
      return 'pass'
    })
    const { status } = await cancel(invoice)
    app.proxy(provider).decide(() => 'pass')
    const isPaid = app.entry(provider, invoice.reference).status === 'paid'
    return { status, state: expectInvoice(await refresh(invoice), 200).status, isPaid }
  }

  test.each(providers)('%s: the ledger decides, and both know it', async (provider) => {
    const outcomes = new Set<boolean>()
    for (let round = 0; round < 16; round += 1) {
      const { isPaid, ...seen } = await race(provider, round % 4, round % 8 > 3)
      expect(seen).toEqual(isPaid ? { status: 409, state: 'paid' } : { status: 200, state: 'cancelled' })
      outcomes.add(isPaid)
    }
    expect(outcomes).toEqual(new Set([true, false]))
  })
})

test('afterwards no change lacks its event, and no event lacks its change', () => expectEventsToAgree(app.databaseUrl))
