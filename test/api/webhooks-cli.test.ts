import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { minuteMs } from '../../src/core/time.ts'
import { openCommands, type Commands } from '../support/cli-commands.ts'
import { answer } from '../support/faulty-replies.ts'
import { accepts, openWebhookApp, type WebhookApp } from '../support/webhook-app.ts'

const encryptionKey = randomBytes(32).toString('base64')

let app: WebhookApp
let tagih: Commands
beforeAll(async () => {
  app = await openWebhookApp({ ENCRYPTION_KEY: encryptionKey })
  tagih = await openCommands({ DATABASE_URL: app.databaseUrl, ENCRYPTION_KEY: encryptionKey })
})
afterAll(async () => {
  await tagih.close()
  await app.close()
})
beforeEach(async () => {
  // A command's clock is the machine's: what it says to send now must be due here too.
  app.clock.setTo(new Date())
  app.sink.answerWith(() => accepts)
  for (const { id } of ids.parse(await api('/webhook-endpoints')).data) await app.send('DELETE', `/webhook-endpoints/${id}`)
  await app.pass()
  app.sink.received.length = 0
})

const ids = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) })
const api = async (path: string) => (await app.send('GET', path)).json
const command = (...args: string[]) => tagih.json('webhooks', ...args)
const fails = (...args: string[]) => tagih.failure('webhooks', ...args)

const missing = 'There is no such webhook endpoint or delivery.\n'

async function anotherMerchant(): Promise<string> {
  return String((await app.send('POST', '/merchants', { body: { name: 'Another shop' } })).json['id'])
}

/** The jobs of the gateway go on later than the command was given. */
async function passLater(): Promise<void> {
  app.clock.moveBy(minuteMs)
  await app.pass()
}

describe('webhooks list', () => {
  test('shows each endpoint and what waits for it, and never a secret', async () => {
    const [busy, off] = [await app.addEndpoint(), await app.addEndpoint({ enabled: false, events: ['invoice.paid'] })]
    await app.createInvoice()
    await app.pass()
    await app.createInvoice()
    await app.createInvoice()
    await app.relay()
    const listed = await command('list')
    const shown = ids.parse(await api('/webhook-endpoints'))
    const waiting = new Map([
      [busy.id, 2],
      [off.id, 0],
    ])
    const data = shown.data.map((endpoint) => ({ ...endpoint, deliveries_waiting: waiting.get(endpoint.id) }))
    expect(listed).toEqual({ data, next_cursor: null })
    const table = await tagih.table('webhooks', 'list')
    expect(table).toMatch(/^id +url +events +enabled +disabled_reason +failing_since +deliveries_waiting\n/)
    expect(table).toMatch(new RegExp(`^${busy.id} +${app.sink.origin}/webhooks +[*] +true +- +- +2$`, 'm'))
    expect(JSON.stringify(listed) + table).not.toContain('whsec_')
    expect(await command('list', '--merchant', await anotherMerchant())).toEqual({ data: [], next_cursor: null })
  })

  test('shows an endpoint that the gateway has switched off, and why', async () => {
    const { id } = await app.addEndpoint()
    app.sink.answerWith(() => answer(410, ''))
    await app.createInvoice()
    await app.pass()
    expect(await command('list')).toMatchObject({
      data: [{ id, enabled: false, disabled_reason: 'gone', failing_since: app.clock.now().toISOString() }],
    })
  })

  test('with --endpoint shows what was sent there, as the API does', async () => {
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    await app.pass()
    app.clock.moveBy(minuteMs)
    const invoice = await app.createInvoice()
    await app.relay()
    expect(await command('list', '--endpoint', id)).toEqual(await api(`/webhook-endpoints/${id}/deliveries`))
    const page = await command('list', '--endpoint', id, '--limit', '1')
    expect(page).toEqual(await api(`/webhook-endpoints/${id}/deliveries?limit=1`))
    const delivered = ['--endpoint', id, '--state', 'delivered', '--limit', '1']
    expect(await command('list', ...delivered)).toMatchObject({ data: [{ state: 'delivered' }], next_cursor: null })
    const table = await tagih.table('webhooks', 'list', '--endpoint', id, '--limit', '1')
    expect(table).toMatch(new RegExp(`\\ndlv_\\w+ +invoice\\.opened +${invoice} +1 +pending +0 +- +- +20`))
    expect(table).toContain(`There is more: --cursor ${String(page['next_cursor'])}`)
  })

  test('an unknown or foreign endpoint is not found', async () => {
    const { id } = await app.addEndpoint()
    expect(await fails('list', '--endpoint', 'whe_nobody')).toBe(missing)
    expect(await fails('list', '--endpoint', id, '--merchant', await anotherMerchant())).toBe(missing)
  })

  test('options that are wrong or stand alone are refused', async () => {
    const { id } = await app.addEndpoint()
    const wrong = await fails('list', '--endpoint', id, '--state', 'lost', '--limit', '0')
    expect(wrong).toMatch(/\n {2}--state: .+\n {2}--limit: It must be a number from 1 to 100\.\n$/)
    expect(await fails('list', '--state', 'failed')).toContain('give --endpoint too')
  })
})

describe('webhooks replay', () => {
  test('sends the events of a time again, each with its own id', async () => {
    const from = app.clock.now().toISOString()
    const { id } = await app.addEndpoint()
    await app.createInvoice()
    await app.pass()
    const [first] = app.sink.received
    expect(await command('replay', '--endpoint', id, '--from', from)).toEqual({ deliveries: 1 })
    expect(
      await command('replay', '--endpoint', id, '--from', '2020-01-01T07:00:00+07:00', '--to', '2020-01-02T00:00:00Z'),
    ).toEqual({ deliveries: 0 })
    await passLater()
    expect(app.sink.received.map(({ headers }) => headers['webhook-id'])).toEqual([1, 2].map(() => first?.headers['webhook-id']))
  })

  test('tries one delivery once more', async () => {
    const { id } = await app.addEndpoint()
    app.sink.answerWith(() => answer(500, ''))
    await app.createInvoice()
    await app.pass()
    const [failed] = ids.parse(await api(`/webhook-endpoints/${id}/deliveries`)).data
    app.sink.answerWith(() => accepts)
    const again = await command('replay', '--delivery', String(failed?.id))
    expect(again).toMatchObject({ id: failed?.id, state: 'pending', tries: 1, attempts: [{ http_status: 500 }] })
    await passLater()
    expect(await command('list', '--endpoint', id)).toMatchObject({ data: [{ id: failed?.id, state: 'delivered', tries: 2 }] })
  })

  test('an unknown or foreign endpoint or delivery is not found', async () => {
    const { id } = await app.addEndpoint()
    const merchant = await anotherMerchant()
    expect(await fails('replay', '--delivery', 'dlv_nobody')).toBe(missing)
    expect(await fails('replay', '--endpoint', id, '--from', '2026-01-01T00:00:00Z', '--merchant', merchant)).toBe(missing)
  })

  test.each([
    [['--endpoint', 'whe_1', '--from', 'noon'], '  --from: It must be an RFC 3339 instant with its offset.\n'],
    [['--endpoint', 'whe_1'], 'Give --endpoint and --from, or --delivery alone.\n'],
    [['--delivery', 'dlv_1', '--from', '2026-01-01T00:00:00Z'], 'Give --endpoint and --from, or --delivery alone.\n'],
  ])('%j is refused', async (args, sentence) => {
    expect(await fails('replay', ...args)).toContain(sentence)
  })
})
