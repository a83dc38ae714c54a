import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import * as schemas from '../../src/http/schemas.ts'
import { leaseMarginMs } from '../../src/invoices/attempt.ts'
import { takeForChange } from '../../src/invoices/begin-change.ts'
import { expectInvoice, expectProblem, expectShape } from '../support/answer-shapes.ts'
import { expectEventsToAgree } from '../support/event-agreement.ts'
import type { Fate } from '../support/lossy-proxy.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'
import { readStored } from '../support/schedule.ts'

let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(['winpay', 'durianpay'])
})
afterAll(() => app.close())
beforeEach(() => {
  for (const provider of ['winpay', 'durianpay'] as const) app.proxy(provider).decide(() => 'pass')
})

const patch = ({ id }: Created, body: Record<string, unknown>, idempotencyKey: string | null = null) =>
  app.send('PATCH', `/invoices/${id}`, { body, idempotencyKey })
const refresh = ({ id }: Created) => app.send('POST', `/invoices/${id}/refresh`)
const read = async ({ id }: Created) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const attempts = async ({ id }: Created) => {
  const { json } = await app.send('GET', `/invoices/${id}/attempts`)
  return schemas.attempt.array().parse(json['data'])
}

/** The first so many updates meet this fate, all other requests pass. */
function losePuts(provider: 'winpay' | 'durianpay', fate: Fate, times: number): void {
  let left = times
  app.proxy(provider).decide(({ method }) => {
    if (method !== 'PUT' || left === 0) return 'pass'
    left -= 1
    return fate
  })
}

async function leaveUnconfirmed(fate: Fate, body: Record<string, unknown>): Promise<Created> {
  const invoice = await app.createOpen({ provider: 'winpay' })
  app.proxy('winpay').decide(() => fate)
  const reply = await patch(invoice, body)
  expect(reply.status).toBe(202)
  expect(reply.headers['retry-after']).toMatch(/^[1-9]\d*$/)
  expect(expectShape(schemas.invoice, reply)).toMatchObject({ status: 'open', exceptions: ['update_unconfirmed'] })
  app.proxy('winpay').decide(() => 'pass')
  return invoice
}

describe('200: the answer was lost, and the gateway found out', () => {
  test.each<Fate>(['lose_answer', 'lose_request'])('%s: it asks, and says the update once more where it must', async (fate) => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    losePuts('winpay', fate, 1)
    const changed = expectInvoice(await patch(invoice, { amount: '300000' }), 200)
    expect(changed).toMatchObject({ amount: '300000.00', exceptions: [], version: invoice.version + 1 })
    expect(app.entry('winpay', invoice.reference).amount).toBe('300000.00')
    const [attempt] = await attempts(invoice)
    const kinds = attempt?.operations.map(({ kind }) => kind)
    // An answer that shows the new amount confirms the update: it is not said again.
    expect(kinds).toEqual(['create', 'update', 'find', ...(fate === 'lose_answer' ? [] : ['update'])])
  })

  test('durianpay: a title cannot be seen by asking the amount, so it is said once more', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    losePuts('durianpay', 'lose_answer', 1)
    expect(expectInvoice(await patch(invoice, { title: 'New' }), 200)).toMatchObject({ title: 'New', exceptions: [] })
    expect(app.entry('durianpay', invoice.reference).details).toMatchObject({ title: 'New' })
  })
})

describe('202: nobody knows whether the update arrived', () => {
  test('what stays with us is changed, what the provider must know is not yet', async () => {
    const invoice = await leaveUnconfirmed('lose_request', { amount: '300000', metadata: { a: '1' } })
    expect(await read(invoice)).toMatchObject({ amount: '260000.00', metadata: { a: '1' } })
    expect((await app.send('GET', '/invoices?exception=update_unconfirmed')).text).toContain(invoice.id)
  })

  test.each<Fate>(['lose_answer', 'lose_request'])('%s: a refresh finishes it', async (fate) => {
    const invoice = await leaveUnconfirmed(fate, { amount: '300000', customer: { name: 'Other' } })
    const settled = expectInvoice(await refresh(invoice), 200)
    expect(settled).toMatchObject({ amount: '300000.00', amount_due: '300000.00', customer: { name: 'Other' }, exceptions: [] })
    expect(app.entry('winpay', invoice.reference)).toMatchObject({
      amount: '300000.00',
      details: { customer: { name: 'Other' } },
    })
    expect(expectInvoice(await refresh(invoice), 200).version).toBe(settled.version)
  })

  test('so does GET with refresh, and the same PATCH said again', async () => {
    const seen = await leaveUnconfirmed('lose_request', { title: 'New' })
    expect(expectInvoice(await app.send('GET', `/invoices/${seen.id}?refresh=true`), 200)).toMatchObject({ title: 'New' })
    const again = await leaveUnconfirmed('lose_request', { title: 'New' })
    expect(expectInvoice(await patch(again, { title: 'New' }), 200)).toMatchObject({ title: 'New', exceptions: [] })
  })

  test('another PATCH comes after it, also one that takes it back', async () => {
    const invoice = await leaveUnconfirmed('lose_answer', { amount: '300000', title: 'Kept' })
    expect(expectInvoice(await patch(invoice, { amount: '260000' }), 200)).toMatchObject({ amount: '260000.00', title: 'Kept' })
    expect(app.entry('winpay', invoice.reference).amount).toBe('260000.00')
  })

  test('what stays with us can still be changed, and what was changed later stays', async () => {
    const invoice = await leaveUnconfirmed('lose_request', { title: 'New', metadata: { a: '1' } })
    await app.proxy('winpay').stop()
    expect(expectInvoice(await patch(invoice, { metadata: { a: '2' } }), 200)).toMatchObject({ metadata: { a: '2' } })
    expectProblem(await patch(invoice, { title: 'Newer' }), 'provider_unavailable')
    await app.proxy('winpay').start()
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ title: 'New', metadata: { a: '2' }, exceptions: [] })
  })

  test('a refresh while the provider is away is 503 and leaves it unconfirmed', async () => {
    const invoice = await leaveUnconfirmed('lose_request', { title: 'New' })
    await app.proxy('winpay').stop()
    expectProblem(await refresh(invoice), 'provider_unavailable')
    await app.proxy('winpay').start()
    expect(await read(invoice)).toMatchObject({ title: 'Order 111130', exceptions: ['update_unconfirmed'] })
  })

  test.each([
    ['lose_answer', '300000.00'],
    ['lose_request', '260000.00'],
  ] as const)('%s, then paid: the sum that was paid is the sum that was due', async (fate, sum) => {
    const invoice = await leaveUnconfirmed(fate, { amount: '300000' })
    app.sandbox.pay('winpay', invoice.provider_invoice_id)
    const paid = expectInvoice(await refresh(invoice), 200)
    expect(paid).toMatchObject({ status: 'paid', amount: sum, amount_due: sum, amount_paid: sum, exceptions: [] })
    expect(expectInvoice(await refresh(invoice), 200)).toMatchObject({ version: paid.version, exceptions: [] })
  })

  test('with an Idempotency-Key: the same request goes on, and its 200 is replayed', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const key = randomUUID()
    app.proxy('winpay').decide(() => 'lose_request')
    expect((await patch(invoice, { title: 'New' }, key)).status).toBe(202)
    app.proxy('winpay').decide(() => 'pass')
    const done = await patch(invoice, { title: 'New' }, key)
    expect(expectInvoice(done, 200)).toMatchObject({ title: 'New', exceptions: [] })
    const replayed = await patch(invoice, { title: 'New' }, key)
    expect(replayed.headers['idempotent-replayed']).toBe('true')
    expect(replayed.text).toBe(done.text)
    expectProblem(await patch(invoice, { title: 'Newer' }, key), 'idempotency_key_reused')
  })

  test('a durianpay invoice whose due sum may have changed is never called paid in part', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    losePuts('durianpay', 'lose_answer', 1)
    const [first, second] = await Promise.all([patch(invoice, { amount_due: '100000' }), refresh(invoice)])
    expect([first.status, second.status]).toEqual([200, 200])
    expect(await read(invoice)).toMatchObject({ status: 'open', amount_due: '100000.00', amount_paid: '0.00', exceptions: [] })
  })

  test('one that died in the middle is finished by a refresh once nobody can be at it', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const stored = await readStored(app, invoice.id)
    await takeForChange(app.tagih.invoices, stored, { kind: 'update', wanted: { title: 'New' } })
    // Eight calls, each as long as a call may take, and as much again as clocks may differ.
    app.clock.moveBy(8 * app.tagih.invoices.providerTimeoutMs + leaseMarginMs - 1)
    expectProblem(await patch(invoice, { amount: '300000' }), 'invoice_state_conflict')
    expect(expectInvoice(await refresh(invoice), 200).title).toBe('Order 111130')
    app.clock.moveBy(1)
    expect(expectInvoice(await refresh(invoice), 200).title).toBe('New')
    expectInvoice(await patch(invoice, { amount: '300000' }), 200)
  })
})

describe('409', () => {
  test('paid meanwhile: too late, and the invoice is paid', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    app.sandbox.pay('winpay', invoice.provider_invoice_id)
    expectProblem(await patch(invoice, { amount: '300000' }), 'invoice_state_conflict')
    expect(await read(invoice)).toMatchObject({ status: 'paid', amount: '260000.00', amount_paid: '260000.00', exceptions: [] })
  })

  test('paid between the lost update and the look: the invoice is paid', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    app.proxy('winpay').decide(({ method }) => {
      if (method !== 'PUT') return 'pass'
      app.sandbox.pay('winpay', invoice.provider_invoice_id)
      return 'lose_request'
    })
    expectProblem(await patch(invoice, { amount: '300000', metadata: { a: '1' } }), 'invoice_state_conflict')
    expect(await read(invoice)).toMatchObject({ status: 'paid', amount: '260000.00', metadata: {}, exceptions: [] })
  })

  test.each(['cancelled', 'unknown'])('an invoice that is %s takes no change of what the provider knows', async (status) => {
    const provider = 'winpay'
    const invoice = await (status === 'unknown' ? app.createUnknown('lose_answer', { provider }) : app.createOpen({ provider }))
    if (status === 'cancelled') expectInvoice(await app.send('POST', `/invoices/${invoice.id}/cancel`), 200)
    expectProblem(await patch(invoice, { amount: '300000' }), 'invoice_state_conflict')
    expect(await read(invoice)).toMatchObject({ status, amount: '260000.00' })
  })
})

describe('503', () => {
  test('a provider that cannot be reached proves that nothing was changed', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    await app.proxy('winpay').stop()
    expectProblem(await patch(invoice, { amount: '300000', metadata: { a: '1' } }), 'provider_unavailable')
    await app.proxy('winpay').start()
    expect(await read(invoice)).toMatchObject({ amount: '260000.00', metadata: {}, exceptions: [], version: invoice.version })
    expectInvoice(await patch(invoice, { amount: '300000' }), 200)
  })
})

describe('at the same moment', () => {
  test('two changes of the amount never leave provider and gateway apart', async () => {
    for (let round = 0; round < 12; round += 1) {
      const invoice = await app.createOpen({ provider: 'winpay' })
      const wishes = ['300000', '400000'].map((amount) => patch(invoice, { amount }, `${invoice.id}-${amount}`))
      const statuses = (await Promise.all(wishes)).map(({ status }) => status)
      expect([200, 409]).toEqual(expect.arrayContaining(statuses))
      const { amount, exceptions, version } = expectInvoice(await refresh(invoice), 200)
      expect(app.entry('winpay', invoice.reference).amount).toBe(amount)
      expect({ exceptions, version }).toEqual({
        exceptions: [],
        version: invoice.version + statuses.filter((status) => status === 200).length,
      })
      const won = statuses[0] === 200 ? '300000' : '400000'
      const replayed = await patch(invoice, { amount: won }, `${invoice.id}-${won}`)
      expect(replayed.headers['idempotent-replayed']).toBe('true')
    }
  })

  test('an answer from before a change does not bring back what the change has replaced', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    let arrive = (): void => undefined
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve
    })
    let deliver = (): void => undefined
    const delivered = new Promise<void>((resolve) => {
      deliver = resolve
    })
    app.proxy('winpay').holdAnswers(({ method }) => {
      if (method !== 'GET') return Promise.resolve()
      arrive()
      return delivered
    })
    const asking = refresh(invoice)
    await arrived
    const changed = expectInvoice(await patch(invoice, { amount: '300000', title: 'New' }), 200)
    deliver()
    expect(expectInvoice(await asking, 200)).toMatchObject({ version: changed.version, provider_data: changed.provider_data })
    app.proxy('winpay').holdAnswers(() => Promise.resolve())
  })

  test('a refresh that asks while the amount changes raises nothing', async () => {
    for (let round = 0; round < 8; round += 1) {
      const invoice = await app.createOpen({ provider: 'winpay' })
      const [changed] = await Promise.all([patch(invoice, { amount: '300000' }), refresh(invoice), refresh(invoice)])
      expectInvoice(changed, 200)
      expect(await read(invoice)).toMatchObject({ amount: '300000.00', exceptions: [], version: invoice.version + 1 })
    }
  })
})

test('afterwards no change lacks its event, and no event lacks its change', () => expectEventsToAgree(app.databaseUrl))
