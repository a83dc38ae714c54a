import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { withoutPerson } from '../../src/retention/without-person.ts'
import { eraseWhatIsOld } from '../../src/retention/erase-what-is-old.ts'
import { addMs, dayMs } from '../../src/core/time.ts'
import { noNews } from '../../src/core/news.ts'
import { saveNews } from '../../src/invoices/save-news.ts'
import * as schemas from '../../src/http/schemas.ts'
import { toJsonObject } from '../../src/core/json.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { billCall, netzmeCall, secretsOf } from '../support/provider-calls.ts'
import { openRetentionApp, type Marked, type RetentionApp, type Shown } from '../support/retention-app.ts'
import { checkAfterEnd, readStored } from '../support/schedule.ts'
import { accepts, verify } from '../support/webhook-app.ts'

const encryptionKey = Buffer.alloc(32, 5).toString('base64')
const kept = 400 * dayMs

let app: RetentionApp
beforeEach(async () => {
  app = await openRetentionApp({ ENCRYPTION_KEY: encryptionKey })
})
afterEach(() => app.close())

const paidByCallback = (invoice: Marked, paymentId = randomUUID()) => {
  const token = secretsOf(app, 'netzme').callback_token
  const { headers, body } = netzmeCall(token, { reference: invoice.reference, id: paymentId, amount: '260000.00' })
  return { headers, body: JSON.stringify({ ...JSON.parse(body), payer: invoice.mark }) }
}

/** A difference that a person settles, in words that name somebody. */
async function settleDifference({ id, mark }: Marked): Promise<void> {
  const news = () => ({ ...noNews, raise: ['needs_review' as const] })
  await saveNews(app.tagih.invoices, await readStored(app, id), { news, trace: [], asked: true, seen: { found: 'told' } })
  const body = { note: `${mark} has called` }
  expect((await app.send('POST', `/invoices/${id}/exceptions/needs_review/resolve`, { body })).status).toBe(200)
}

/** Leaves a trace of a person wherever a trace can be left. */
async function liveThrough(provider: Provider): Promise<Marked> {
  const invoice = await app.create(provider)
  const { id, mark } = invoice
  const patch = { body: { metadata: { who: mark, also: mark } }, idempotencyKey: randomUUID() }
  expect((await app.send('PATCH', `/invoices/${id}`, patch)).status).toBe(200)
  await settleDifference(invoice)
  if (provider === 'netzme') await app.tell(provider, paidByCallback(invoice))
  else {
    app.tagih.sandbox?.pay(provider, invoice.at)
    expect((await app.send('POST', `/invoices/${id}/refresh`, { idempotencyKey: randomUUID() })).status).toBe(200)
  }
  await app.pass()
  return invoice
}

/** What is left of it in words of the test's: whatever may be of a person is gone, and everything else is as it was. */
function erasedOf({ invoice, events, payments, attempts }: Shown, provider: string): Shown {
  const remembered = provider === 'netzme' ? { data: ['trxId', 'feeType'], options: ['fee_type'] } : { data: [], options: [] }
  const forget = (one: Shown['invoice']) => schemas.invoice.parse(withoutPerson(toJsonObject(one), provider, remembered))
  return {
    invoice: { ...forget(invoice), version: invoice.version + 1 },
    events: events.map((event) => ({ ...event, data: { ...event.data, invoice: forget(event.data.invoice) } })),
    payments,
    attempts: attempts.map((attempt) => ({ ...attempt, provider_message: null })),
  }
}

const providers: Provider[] = ['winpay', 'netzme', 'durianpay', 'bill_gateway']

describe('after RETENTION_DAYS', () => {
  test.each(providers)(
    '%s: of a finished invoice no trace of its person is left, and its money is as it was',
    async (provider) => {
      await app.addEndpoint()
      const invoice = await liveThrough(provider)
      const before = await app.show(invoice)
      expect(before.invoice).toMatchObject({ status: 'paid', amount_paid: '260000.00' })
      const { finishedAt } = await readStored(app, invoice.id)
      if (finishedAt === null) throw new Error('it is not finished')
      app.clock.setTo(addMs(finishedAt, kept - 1))
      await app.eraseOld()
      expect(await app.show(invoice)).toEqual(before)
      expect(await app.knows(invoice)).toBe(true)
      app.clock.setTo(addMs(finishedAt, kept))
      expect(await app.eraseOld()).toMatchObject({ invoices: 1 })
      expect(await app.show(invoice)).toEqual(erasedOf(before, provider))
      expect(await app.knows(invoice)).toBe(false)
      expect(await app.sealed()).toEqual({ callbacks: 0, operations: 0, webhooks: 0, keys: 0 })
      expect(await app.eraseOld()).toEqual({})
    },
  )

  test('it is listed as before, but not by what was of the person; its events are in the feed and are sent again without', async () => {
    const endpoint = await app.addEndpoint()
    const invoice = await liveThrough('netzme')
    const found = async (query: string) => (await app.send('GET', `/invoices?${query}`)).json['data']
    const { reference, mark, customer } = invoice
    const personal = [`customer_email=${customer.email}`, `customer_phone=${customer.phone}`, `q=${mark}`]
    for (const query of [...personal, `reference=${reference}`]) expect(await found(query)).toHaveLength(1)
    app.clock.moveBy(kept)
    await app.eraseOld()
    for (const query of personal) expect(await found(query)).toHaveLength(0)
    for (const query of [`reference=${reference}`, 'status=paid', 'provider=netzme']) expect(await found(query)).toHaveLength(1)
    const feed = await app.send('GET', '/events?limit=100')
    const { events } = await app.show(invoice)
    expect(feed.json['data']).toEqual(events)
    const sent = app.sink.received.length
    const body = { from: '2026-01-01T00:00:00Z', to: '2028-01-01T00:00:00Z' }
    expect((await app.send('POST', `/webhook-endpoints/${endpoint.id}/replay`, { body })).status).toBe(200)
    expect(await app.pass()).toBe(events.length)
    const again = app.sink.received.slice(sent)
    const told = again.map((request) => verify(app.clock.now(), endpoint.secret, request).data)
    // Those of one endpoint may overtake each other.
    told.sort((one, another) => one.sequence - another.sequence)
    expect(told.map((data) => data.invoice)).toEqual(events.map(({ data }) => data.invoice))
    expect(again.every((request) => !request.body.includes(mark) && !request.body.includes(customer.phone))).toBe(true)
  })

  test('one that is not finished is left alone, but for old answers of its provider', async () => {
    const open = await app.create('durianpay', { expires_at: '2030-01-01T00:00:00Z' })
    const before = await app.show(open)
    app.clock.moveBy(kept)
    expect(await app.eraseOld()).toEqual({ provider_answers: 1 })
    expect(await app.show(open)).toEqual(before)
    expect(await app.knows(open)).toBe(true)
  })

  test('while nobody knows what became of a create, its answers are kept as evidence', async () => {
    const { id } = await app.create('winpay')
    await app.reader.rows(`update invoices set status = 'unknown' where id = $1`, [id])
    app.clock.moveBy(2 * kept)
    expect(await app.eraseOld()).toEqual({})
    expect(await app.sealed()).toMatchObject({ operations: 1 })
  })

  test('one that somebody is changing at its provider right now is left until that is over', async () => {
    const invoice = await app.create('durianpay')
    await checkAfterEnd(app, invoice.id, dayMs)
    app.clock.moveBy(kept)
    const until = addMs(app.clock.now(), 1)
    const change = JSON.stringify({ kind: 'update', until: until.toISOString(), wanted: { title: invoice.mark } })
    await app.reader.rows('update invoices set change = $1 where id = $2', [change, invoice.id])
    expect((await app.eraseOld()).invoices).toBeUndefined()
    expect(await app.knows(invoice)).toBe(true)
    app.clock.setTo(until)
    expect(await app.eraseOld()).toEqual({ invoices: 1 })
    expect(await app.knows(invoice)).toBe(false)
  })
})

describe('raw callbacks', () => {
  test('are erased when they have ended, the row stays, and the same message sent again is still that row', async () => {
    const invoice = await app.create('netzme')
    const message = paidByCallback(invoice)
    await app.tell('netzme', message)
    app.clock.moveBy(kept)
    expect(await app.eraseOld()).toMatchObject({ invoices: 1 })
    const rows = () => app.reader.rows('select state, seen, invoice_id, headers_sealed, body_sealed from callbacks')
    const erased = { state: 'applied', seen: 1, invoice_id: invoice.id, headers_sealed: null, body_sealed: null }
    expect(await rows()).toEqual([erased])
    await expect(app.tell('netzme', message)).rejects.toThrow()
    expect(await rows()).toEqual([{ ...erased, seen: 2 }])
  })

  test('about an invoice that is not finished are erased too', async () => {
    const bill = await app.create('bill_gateway', { payment_type: 'partial', expires_at: '2030-01-01T00:00:00Z' })
    app.tagih.sandbox?.pay('bill_gateway', bill.at, '100000')
    await app.tell('bill_gateway', billCall(secretsOf(app, 'bill_gateway').api_key, bill.at, bill.reference, 100000))
    const before = await app.show(bill)
    expect(before.invoice).toMatchObject({ status: 'partially_paid', amount_paid: '100000.00' })
    app.clock.moveBy(kept)
    expect(await app.eraseOld()).toMatchObject({ callbacks: 1 })
    expect(await app.sealed()).toMatchObject({ callbacks: 0, operations: 0 })
    expect(await app.show(bill)).toEqual(before)
  })

  test('that nobody could apply are kept as long, and that they go is counted and logged', async () => {
    const nobody = { id: '', at: '', reference: 'INV/NOBODY', mark: 'nobody', customer: (await app.create('winpay')).customer }
    await app.tell('netzme', paidByCallback(nobody))
    app.clock.moveBy(kept)
    expect(await app.eraseOld()).toEqual({ provider_answers: 1 })
    expect(await app.sealed()).toMatchObject({ callbacks: 1 })
    await app.tell('netzme', paidByCallback(nobody))
    const states = () => app.reader.rows('select state, body_sealed is null as erased from callbacks order by received_at')
    expect(await states()).toMatchObject([
      { state: 'ignored', erased: false },
      { state: 'quarantined', erased: false },
    ])
    app.clock.moveBy(kept)
    while (await eraseWhatIsOld(app.tagih.retention));
    expect(await states()).toMatchObject([
      { state: 'ignored', erased: true },
      { state: 'quarantined', erased: false },
    ])
    expect(app.log()).toContain('callbacks that were never applied are too old to be kept')
    expect((await app.send('GET', '/metrics')).text).toContain('tagih_erased_total{kind="unapplied_callbacks"} 1')
  })

  test('that are erased are not run again', async () => {
    const invoice = await app.create('netzme')
    await app.tell('netzme', paidByCallback(invoice))
    app.clock.moveBy(kept)
    await app.eraseOld()
    const { callbacks } = app.tagih.callbacks
    const { merchantId } = await readStored(app, invoice.id)
    expect(await callbacks.runAgain({ merchantId, state: null, since: new Date(0) }, null, app.clock.now())).toEqual([])
  })
})

describe('webhooks', () => {
  test('that have ended are forgotten with their tries, and one that still waits loses only old answers', async () => {
    const gone = await app.addEndpoint({ events: ['invoice.opened'] })
    const { id } = await app.create('winpay')
    await app.pass()
    const waiting = await app.addEndpoint({ events: ['invoice.updated'] })
    app.sink.answerWith(() => (socket) => void socket.end('HTTP/1.1 500 No\r\ncontent-length: 4\r\n\r\nmark'))
    expect((await app.send('PATCH', `/invoices/${id}`, { body: { metadata: { a: 'b' } } })).status).toBe(200)
    await app.pass()
    const listed = async (endpoint: string) => (await app.send('GET', `/webhook-endpoints/${endpoint}/deliveries`)).json['data']
    expect(await listed(gone.id)).toMatchObject([{ state: 'delivered', attempts: [{ http_status: 200 }] }])
    expect(await listed(waiting.id)).toMatchObject([{ state: 'pending', attempts: [{ http_status: 500, answer: 'mark' }] }])
    app.clock.moveBy(kept)
    expect(await app.eraseOld()).toMatchObject({ deliveries: 1, webhook_answers: 2 })
    expect(await listed(gone.id)).toEqual([])
    expect(await listed(waiting.id)).toMatchObject([{ state: 'pending', attempts: [{ http_status: 500, answer: null }] }])
    app.sink.answerWith(() => accepts)
    expect(await app.pass()).toBe(1)
    expect(await listed(waiting.id)).toMatchObject([{ state: 'delivered' }])
  })
})

describe('many', () => {
  const copies = 120
  const copy = `
insert into invoices (merchant_id, id, status, version, reference, listed, currency, amount, amount_due, amount_paid, provider, provider_account,
  details, payment, provider_data, exceptions, last_sequence, expires_at, created_at, updated_at, finished_at)
select merchant_id, id || lpad(n::text, 4, '0'), 'cancelled', version, reference || n, true, currency, amount, amount_due, amount_paid, provider,
  provider_account, details, payment, provider_data, exceptions, last_sequence, expires_at, created_at, updated_at, $2
from invoices, generate_series(1, ${copies}) as n where id = $1`

  test('are erased in small portions, each once, by however many instances at the same time', async () => {
    const { id } = await app.create('winpay')
    await app.reader.rows(copy, [id, app.clock.now()])
    app.clock.moveBy(kept)
    const other = await openRetentionApp({ BOOTSTRAP_API_KEY: app.key, ENCRYPTION_KEY: encryptionKey }, app.databaseUrl)
    try {
      other.clock.setTo(app.clock.now())
      const counts: number[] = []
      const onErased = (kind: string, count: number) => {
        if (kind === 'invoices') counts.push(count)
      }
      const passes = [app, other].map(async ({ tagih: { retention } }) => {
        while (await eraseWhatIsOld({ ...retention, onErased }));
      })
      await Promise.all(passes)
      expect(Math.max(...counts)).toBeLessThanOrEqual(50)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(copies)
    } finally {
      await other.close()
    }
    const rows = await app.reader.rows(
      `select distinct version, erased_at, details #>> '{customer,name}' as name from invoices where status = 'cancelled'`,
    )
    expect(rows).toEqual([{ version: 3, erased_at: app.clock.now(), name: '[erased]' }])
  })

  test('what one kind cannot do keeps none of the others from being done', async () => {
    const { id } = await app.create('winpay')
    await app.reader.rows(copy, [id, app.clock.now()])
    await app.reader.rows(`alter table invoices add constraint never check (erased_at is null)`)
    app.clock.moveBy(kept)
    await expect(eraseWhatIsOld(app.tagih.retention)).rejects.toThrow('never')
    expect(await app.sealed()).toMatchObject({ operations: 0 })
  })
})
