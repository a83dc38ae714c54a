import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { noNews } from '../../src/core/news.ts'
import { saveNews } from '../../src/invoices/save-news.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { openCommands, type Commands } from '../support/cli-commands.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'
import { readStored } from '../support/schedule.ts'
import { invoiceRequest } from '../support/test-app.ts'

const encryptionKey = randomBytes(32).toString('base64')
const proxied: Provider[] = ['winpay', 'bill_gateway']

let app: ProxiedApp
let tagih: Commands
beforeAll(async () => {
  app = await openProxiedApp(proxied, { ENCRYPTION_KEY: encryptionKey })
  // A command's clock is the machine's: the two would not agree about what is over.
  app.clock.setTo(new Date())
  const environment = { DATABASE_URL: app.databaseUrl, ENCRYPTION_KEY: encryptionKey, PROVIDER_TIMEOUT_MS: '2000' }
  tagih = await openCommands(environment)
})
afterAll(async () => {
  await tagih.close()
  await app.close()
})
beforeEach(() => {
  for (const provider of proxied) app.proxy(provider).decide(() => 'pass')
})

const api = async (path: string) => (await app.send('GET', path)).json
const invoice = (...args: string[]) => tagih.json('invoices', ...args)
const fails = (...args: string[]) => tagih.failure('invoices', ...args)

async function anotherMerchant(): Promise<string> {
  return String((await app.send('POST', '/merchants', { body: { name: 'Another shop' } })).json['id'])
}

describe('invoices get', () => {
  test('gives programs exactly what the API answers, and people its main members', async () => {
    const { id, reference } = await app.createOpen({ provider: 'winpay' })
    expect(await invoice('get', id)).toEqual(await api(`/invoices/${id}`))
    const shown = await tagih.table('invoices', 'get', id)
    for (const line of [/^status +open$/m, /^amount +260000\.00$/m, /^exceptions +-$/m]) expect(shown).toMatch(line)
    expect(shown).toContain(reference)
    expect(shown).not.toMatch(/Delina|delina@example\.com|082342341/)
  })

  test('an unknown id, another merchant’s invoice, and a merchant that is none', async () => {
    const { id } = await app.createOpen({ provider: 'winpay' })
    expect(await fails('get', 'inv_nobody')).toBe('There is no such invoice.\n')
    expect(await fails('get', id, '--merchant', await anotherMerchant())).toBe('There is no such invoice.\n')
    expect(await fails('get', id, '--merchant', 'mer_nobody')).toContain('There is no such merchant.')
  })

  test('a title cannot steer the terminal that shows it', async () => {
    const title = 'Order \u001b[2J\u009b31m\u202e1'
    const { id } = await app.createOpen({ provider: 'winpay', title })
    expect(await tagih.table('invoices', 'get', id)).toContain('Order \\u{1b}[2J\\u{9b}31m\\u{202e}1\n')
    expect(await invoice('get', id)).toMatchObject({ title })
  })
})

describe('invoices list', () => {
  test('finds what the API finds, page by page', async () => {
    const [first, second] = [await app.createOpen({ provider: 'winpay' }), await app.createOpen({ provider: 'winpay' })]
    const since = String((await api(`/invoices/${first.id}`))['created_at'])
    const filter = ['--status', 'open', '--status', 'paid', '--provider', 'winpay', '--created-from', since, '--limit', '1']
    const page = await invoice('list', ...filter)
    const query = `status=open&status=paid&provider=winpay&created_from=${since}&limit=1`
    expect(page).toEqual(await api(`/invoices?${query}`))
    const cursor = String(page['next_cursor'])
    expect(await invoice('list', ...filter, '--cursor', cursor)).toEqual(await api(`/invoices?${query}&cursor=${cursor}`))
    const named = await invoice('list', '--reference', second.reference, '--created-to', '2100-01-01T00:00:00Z')
    expect(named).toMatchObject({ data: [{ id: second.id }], next_cursor: null })
  })

  test('for people there is a table, which says how to go on', async () => {
    const { id, reference } = await app.createOpen({ provider: 'winpay' })
    await app.createOpen({ provider: 'winpay' })
    const shown = await tagih.table('invoices', 'list', '--limit', '1')
    expect(shown).toMatch(/^id +reference +status +amount +amount_paid +provider +exceptions +created_at\n/)
    const [, cursor = ''] = /\nThere is more: --cursor (\S+)\n$/.exec(shown) ?? []
    const next = await tagih.table('invoices', 'list', '--limit', '1', '--cursor', cursor)
    expect(next.split('\n')[1]).toMatch(new RegExp(`^${id} +${reference} +open +260000\\.00 +0\\.00 +winpay +`))
  })

  test('every wrong option is named at once', async () => {
    const wrong = ['--status', 'lost', '--exception', 'odd', '--created-from', 'yesterday', '--created-to', '2026-11-20T05:00:00']
    const said = await fails('list', ...wrong, '--limit', '101')
    expect(said).toContain('  --status: It must be one of pending, unknown, open,')
    expect(said).toContain('  --exception: ')
    expect(said).toContain('  --created-from: It must be an RFC 3339 instant with its offset.')
    expect(said).toContain('  --created-to: It must be an RFC 3339 instant with its offset.')
    expect(said).toContain('  --limit: It must be a number from 1 to 100.')
    expect(await fails('list', '--cursor', 'nonsense')).toContain('next_cursor')
  })
})

describe('invoices refresh', () => {
  test('asks the provider, and writes what it tells', async () => {
    const { id, provider_invoice_id } = await app.createOpen({ provider: 'winpay' })
    app.sandbox.pay('winpay', provider_invoice_id)
    const paid = await invoice('refresh', id)
    expect(paid).toMatchObject({ status: 'paid', amount_paid: '260000.00' })
    expect(await api(`/invoices/${id}`)).toEqual(paid)
  })

  test('the provider away: a sentence, and the invoice is as it was', async () => {
    const { id } = await app.createOpen({ provider: 'winpay' })
    const before = await api(`/invoices/${id}`)
    await app.proxy('winpay').stop()
    expect(await fails('refresh', id)).toBe('The provider could not be asked; the invoice is as it was.\n')
    await app.proxy('winpay').start()
    expect(await api(`/invoices/${id}`)).toEqual(before)
  })

  test('credentials that the provider refuses: its own words are told', async () => {
    const { id } = await app.createOpen({ provider: 'winpay' })
    const account = { base_url: app.proxy('winpay').origin, key: 'wrong', secret_key: 'wrong' }
    const put = (credentials: unknown) => app.send('PUT', '/provider-accounts/winpay/default', { body: { credentials } })
    await put(account)
    expect(await fails('refresh', id)).toMatch(
      /^The provider refuses the credentials.*\n {2}winpay said: HTTP 401, code 401\d+, ./,
    )
    await put({ ...app.sandbox.credentials('winpay', 'mer_default'), base_url: app.proxy('winpay').origin })
  })

  test.each(['refresh', 'cancel'])('%s of an invoice of a simulated provider is for the server alone', async (command) => {
    const { id } = expectInvoice(await app.send('POST', '/invoices', { body: invoiceRequest({ provider: 'durianpay' }) }), 201)
    expect(await fails(command, id)).toBe(
      'The simulated durianpay runs inside the server, where a command cannot reach it: use the API of the running gateway.\n',
    )
  })
})

describe('invoices cancel', () => {
  test('withdraws it at the provider; once more is as once', async () => {
    const { id, reference } = await app.createOpen({ provider: 'winpay' })
    expect(await invoice('cancel', id)).toMatchObject({ status: 'cancelled' })
    expect(await api(`/invoices/${id}`)).toMatchObject({ status: 'cancelled' })
    expect(app.entry('winpay', reference)).toMatchObject({ status: 'cancelled' })
    expect(await tagih.table('invoices', 'cancel', id)).toMatch(/^status +cancelled$/m)
  })

  test('one that was paid in part only when that is wanted', async () => {
    const { id, provider_invoice_id } = await app.createOpen({ provider: 'bill_gateway', payment_type: 'partial' })
    app.sandbox.pay('bill_gateway', provider_invoice_id, '1000')
    expect(await fails('cancel', id)).toContain('Part of it was paid')
    expect(await invoice('cancel', id, '--keep-payments')).toMatchObject({ status: 'cancelled', amount_paid: '1000.00' })
  })

  test('one that was paid cannot be', async () => {
    const { id, provider_invoice_id } = await app.createOpen({ provider: 'winpay' })
    app.sandbox.pay('winpay', provider_invoice_id)
    expect(await fails('cancel', id)).toBe('It was paid before it could be cancelled.\n')
    expect(await fails('cancel', id)).toBe('The invoice is paid.\n')
  })

  test('while it is not known whether it was done the exit code is 3, and the next look says', async () => {
    const { id } = await app.createOpen({ provider: 'winpay' })
    app.proxy('winpay').decide(() => 'lose_answer')
    const { code, stdout, stderr } = await tagih.run('invoices', 'cancel', id, '--json')
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('not known yet') })
    expect(JSON.parse(stdout)).toMatchObject({ id, status: 'open', exceptions: ['cancel_unconfirmed'] })
    app.proxy('winpay').decide(() => 'pass')
    expect(await invoice('refresh', id)).toMatchObject({ status: 'cancelled', exceptions: [] })
  })
})

describe('invoices resolve', () => {
  const resolutionsOf = async (id: string) => (await api(`/invoices/${id}/attempts`))['data']

  test('an unknown one that was not created; who decided and why is on record', async () => {
    const { id } = await app.createUnknown('lose_request', { provider: 'winpay' })
    const note = 'Not in the dashboard of Winpay'
    const resolved = await invoice('resolve', id, '--not-created', '--note', note, '--by', 'Sari')
    expect(resolved).toMatchObject({ status: 'failed', failure: { code: 'not_created' } })
    expect(await resolutionsOf(id)).toMatchObject([
      { resolution: { outcome: 'not_created', note, by: 'Sari (command line)', at: expect.any(String) } },
    ])
  })

  test('an unknown one that was created, once the provider says that it is ours', async () => {
    const { id, reference } = await app.createUnknown('lose_answer', { provider: 'winpay' })
    const other = await app.createOpen({ provider: 'winpay' })
    const resolve = ['resolve', id, '--by', 'Sari', '--created']
    expect(await fails(...resolve, other.provider_invoice_id)).toContain('not this invoice')
    const found = app.entry('winpay', reference).id
    expect(await invoice(...resolve, found)).toMatchObject({ status: 'open', provider_invoice_id: found })
    expect(await resolutionsOf(id)).toMatchObject([{ resolution: { outcome: 'created', by: 'Sari (command line)' } }])
    expect(await fails(...resolve, found)).toContain('only an unknown one is resolved')
  })

  test('an exception; who looked at it and why is on record', async () => {
    const { id } = await app.createOpen({ provider: 'winpay' })
    const news = () => ({ ...noNews, raise: ['overpaid' as const] })
    await saveNews(app.tagih.invoices, await readStored(app, id), { news, trace: [], asked: true, seen: { found: 'told' } })
    const resolve = ['resolve', id, '--by', 'Sari', '--note', 'Refunded by hand', '--exception']
    expect(await fails(...resolve, 'paid_late')).toContain('not among the exceptions')
    expect(await invoice(...resolve, 'overpaid')).toMatchObject({ status: 'open', exceptions: [] })
    expect((await invoice('evidence', id))['exceptions']).toMatchObject([
      { code: 'overpaid', details: { found: 'told' }, settled_by: 'Sari (command line)', note: 'Refunded by hand' },
    ])
  })

  test.each([
    [[], 'Give one of --created, --not-created and --exception.'],
    [['--created', 'x', '--not-created'], 'Give one of'],
    [['--not-created'], '--note belongs to'],
    [['--created', 'x', '--note', 'why'], '--note belongs to'],
    [['--created', ''], '  --created: '],
    [['--exception', 'odd', '--note', ''], '  --exception: '],
    [['--not-created', '--note', 'why', '--by', ' '], '  --by: It must be 1 to 100 visible characters.'],
  ])('%j is refused', async (args, sentence) => {
    expect(await fails('resolve', 'inv_1', '--by', 'Sari', ...args)).toContain(sentence)
  })

  test('nobody’s decision is none', async () => {
    const { code, stderr } = await tagih.run('invoices', 'resolve', 'inv_1', '--not-created', '--note', 'why')
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('--by') })
  })
})
