import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { applyCallbacks } from '../../src/callbacks/apply-callbacks.ts'
import { callbacksOfInvoice } from '../../src/callbacks/callback-statements.ts'
import { dayMs } from '../../src/core/time.ts'
import { ofInvoice } from '../../src/webhooks/delivery-statements.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { openCommands, type Commands } from '../support/cli-commands.ts'
import { answer } from '../support/faulty-replies.ts'
import { call, listen, netzmeCall, openCallbackPaths, secretsOf } from '../support/provider-calls.ts'
import { openRowReader } from '../support/read-rows.ts'
import { invoiceRequest } from '../support/test-app.ts'
import { openWebhookApp, type WebhookApp } from '../support/webhook-app.ts'

const encryptionKey = randomBytes(32).toString('base64')

let app: WebhookApp
let tagih: Commands
let url: string
beforeAll(async () => {
  app = await openWebhookApp({ ENCRYPTION_KEY: encryptionKey })
  const paths = await openCallbackPaths(app, ['netzme'])
  url = (await listen(app)) + (paths['netzme'] ?? '')
  tagih = await openCommands({ DATABASE_URL: app.databaseUrl, ENCRYPTION_KEY: encryptionKey })
})
afterAll(async () => {
  await tagih.close()
  await app.close()
})

const api = async (path: string) => (await app.send('GET', path)).json

const endpoints = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) })

/** An invoice that a callback paid, of which two endpoints were told, and no other; one of them is deleted since. */
async function liveThrough() {
  for (const { id } of endpoints.parse(await api('/webhook-endpoints')).data) await app.send('DELETE', `/webhook-endpoints/${id}`)
  // Beyond the life of an access token, so that each time there is a call for one.
  app.clock.moveBy(dayMs)
  const [kept, gone] = [await app.addEndpoint(), await app.addEndpoint({ events: ['invoice.paid'] })]
  app.sink.answerWith(() => answer(200, 'secret of Delina', { 'content-type': 'text/plain' }))
  const idempotencyKey = randomUUID()
  const body = invoiceRequest({ provider: 'netzme' })
  const { id, reference } = expectInvoice(await app.send('POST', '/invoices', { body, idempotencyKey }), 201)
  const token = secretsOf(app, 'netzme').callback_token
  const payment = { reference, id: randomUUID(), amount: '260000.00' }
  const message = netzmeCall(token, payment)
  for (let times = 0; times < 2; times += 1) expect((await call(url, message)).status).toBe(200)
  await applyCallbacks(app.tagih.callbacks, 'netzme')
  await app.pass()
  await app.send('DELETE', `/webhook-endpoints/${gone.id}`)
  return { id, idempotencyKey, kept, gone, token, payment, message }
}

const document = z.looseObject({
  attempts: z.array(z.looseObject({ operations: z.array(z.looseObject({ answer: z.unknown().optional() })) })),
  callbacks: z.array(z.looseObject({ body: z.unknown().optional() })),
  deliveries: z.array(z.looseObject({ attempts: z.array(z.looseObject({ answer: z.unknown().optional() })) })),
})

describe('invoices evidence', () => {
  test('has all that is on record about one invoice, and the same twice', async () => {
    await liveThrough()
    const { id, idempotencyKey, kept, gone, payment } = await liveThrough()
    const deletedAt = app.clock.now().toISOString()
    const evidence = await tagih.json('invoices', 'evidence', id)
    const [payments, events, attempts] = await Promise.all(
      ['payments', 'events', 'attempts'].map(async (part) => (await api(`/invoices/${id}/${part}`))['data']),
    )
    expect(evidence).toMatchObject({
      ...{ merchant_id: 'mer_default', invoice: await api(`/invoices/${id}`), idempotency_key: idempotencyKey },
      ...{ change_under_way: null, erased_at: null, payments, events, attempts, exceptions: [] },
      callbacks: [{ provider: 'netzme', authenticity: 'verified', state: 'applied', seen: 2, tries: 1, invoice_id: id }],
      webhook_endpoints: [
        { id: kept.id, deleted_at: null },
        { id: gone.id, deleted_at: deletedAt },
      ],
    })
    expect(evidence['payments']).toMatchObject([{ provider_payment_id: payment.id, amount: '260000.00' }])
    const sent = document.parse(evidence).deliveries
    const told = (endpoint: string) =>
      sent.filter((delivery) => delivery['webhook_endpoint_id'] === endpoint).map(({ event_type }) => event_type)
    expect(told(kept.id)).toEqual(['invoice.opened', 'payment.received', 'invoice.paid'])
    expect(told(gone.id)).toEqual(['invoice.paid'])
    expect(sent).toHaveLength(4)
    for (const delivery of sent)
      expect(delivery).toMatchObject({ state: 'delivered', tries: 1, attempts: [{ number: 1, http_status: 200 }] })
    const [again, onceMore] = [await tagih.table('invoices', 'evidence', id, '--json'), JSON.stringify(evidence, null, 2)]
    expect(again).toBe(`${onceMore}\n`)
  })

  test('what others said is there only with --bodies, byte for byte; a header never is', async () => {
    const { id, token, message } = await liveThrough()
    const without = JSON.stringify(await tagih.json('invoices', 'evidence', id))
    for (const said of ['originalReferenceNo', 'secret of Delina', '"body"', '"answer"', token])
      expect(without).not.toContain(said)
    const full = await tagih.json('invoices', 'evidence', id, '--bodies')
    const { attempts, callbacks, deliveries } = document.parse(full)
    expect(callbacks.map(({ body }) => body)).toEqual([{ text: message.body }])
    expect(deliveries.flatMap((delivery) => delivery.attempts.map((tried) => tried.answer))).toEqual(
      deliveries.map(() => 'secret of Delina'),
    )
    const calls = attempts.flatMap(({ operations }) => operations)
    expect(calls.map(({ kind, answer: said }) => [kind, said === null])).toEqual([
      ['token', true],
      ['create', false],
    ])
    expect(JSON.stringify(calls)).toContain('partnerReferenceNo')
    for (const secret of [token, 'x-callback-token', 'accessToken', 'whsec_']) expect(JSON.stringify(full)).not.toContain(secret)
  })

  test('for people there is a table of each part', async () => {
    const { id, payment } = await liveThrough()
    const shown = await tagih.table('invoices', 'evidence', id)
    expect(shown.split('\n').filter((_line, index, lines) => index === 0 || lines[index - 1] === '')).toEqual([
      ...['Invoice', 'Payments', 'Events', 'Attempts', 'Calls', 'Exceptions', 'Callbacks'],
      ...['Webhook endpoints', 'Deliveries', 'Tries'],
    ])
    expect(shown).toContain(payment.id)
    expect(shown).toMatch(/\nExceptions\n\(none\)\n/)
    expect(shown).not.toMatch(/delina@example\.com/)
  })

  test('another merchant’s invoice is not found, and with another ENCRYPTION_KEY nothing is opened', async () => {
    const { id } = await liveThrough()
    const merchant = String((await app.send('POST', '/merchants', { body: { name: 'Another shop' } })).json['id'])
    expect(await tagih.failure('invoices', 'evidence', id, '--merchant', merchant)).toBe('There is no such invoice.\n')
    const stranger = await openCommands({
      DATABASE_URL: app.databaseUrl,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    })
    expect(await stranger.json('invoices', 'evidence', id)).toMatchObject({ invoice: { id } })
    expect(await stranger.failure('invoices', 'evidence', id, '--bodies')).toContain('ENCRYPTION_KEY')
    await stranger.close()
  })

  test('what is about one invoice is found by an index, however much there is about others', async () => {
    const reader = await openRowReader(app.databaseUrl)
    await reader.rows('set session_replication_role = replica')
    const many = `from generate_series(1, 20000) as n`
    await reader.rows(`
insert into callbacks (merchant_id, id, provider, provider_account, dedupe, authenticity, received_at, state, tried_since, invoice_id)
select 'mer_busy', 'cbk_' || n, 'netzme', 'default', n::text::bytea, 'verified', now(), 'applied', now(), 'inv_' || n ${many}`)
    await reader.rows(`
insert into deliveries (merchant_id, id, endpoint_id, invoice_id, sequence, event_id, replayed, state, created_at)
select 'mer_busy', 'dlv_' || n, 'whe_1', 'inv_' || n, 1, 'evt_' || n, false, 'delivered', now() ${many}`)
    await reader.rows('analyze callbacks, deliveries')
    const plan = async (text: string, values: unknown[]) => JSON.stringify(await reader.rows(`explain ${text}`, values))
    expect(await plan(callbacksOfInvoice.text, ['mer_busy', 'inv_1', false])).toContain('callbacks_invoice')
    expect(await plan(ofInvoice.text, ['mer_busy', 'inv_1'])).toContain('deliveries_invoice')
    await reader.close()
  })
})
