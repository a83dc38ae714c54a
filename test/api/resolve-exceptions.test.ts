import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { noNews } from '../../src/core/news.ts'
import type { ExceptionCode } from '../../src/core/invoice.ts'
import { saveNews } from '../../src/invoices/save-news.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { addMerchant } from '../support/merchants.ts'
import { openMoneyApp, type Bill, type MoneyApp } from '../support/money-app.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { readStored } from '../support/schedule.ts'

let app: MoneyApp
let reader: RowReader
beforeAll(async () => {
  app = await openMoneyApp(['winpay'])
  reader = await openRowReader(app.databaseUrl)
})
afterAll(async () => {
  await reader.close()
  await app.close()
})

const note = 'The shop refunded the second transfer by hand'

async function createWith(...raise: ExceptionCode[]): Promise<Bill> {
  const bill = await app.createOpen('winpay')
  const news = () => ({ ...noNews, raise })
  await saveNews(app.tagih.invoices, await readStored(app, bill.id), { news, trace: [], asked: true, seen: { found: 'told' } })
  return bill
}
const resolve = ({ id }: Bill, code: string, options: Parameters<MoneyApp['send']>[2] = {}) =>
  app.send('POST', `/invoices/${id}/exceptions/${code}/resolve`, { body: { note }, ...options })

describe('POST /invoices/{id}/exceptions/{code}/resolve', () => {
  test('takes that exception off the list, keeps who decided and why, and tells of it', async () => {
    const bill = await createWith('needs_review', 'overpaid')
    app.clock.moveBy(1_000)
    const resolved = expectInvoice(await resolve(bill, 'overpaid'), 200)
    expect(resolved.exceptions).toEqual(['needs_review'])
    const rows = await reader.rows(
      'select code, note, settled_by, settled_at from exceptions where invoice_id = $1 order by code',
      [bill.id],
    )
    expect(rows).toEqual([
      { code: 'needs_review', note: null, settled_by: null, settled_at: null },
      { code: 'overpaid', note, settled_by: 'bootstrap', settled_at: app.clock.now() },
    ])
    expect((await app.events(bill)).at(-1)).toMatchObject({ type: 'invoice.updated', data: { invoice: resolved, payment: null } })
  })

  test('what a person has settled stays settled when the very same is seen again', async () => {
    const bill = await createWith('needs_review')
    expectInvoice(await resolve(bill, 'needs_review'), 200)
    const again = { news: () => ({ ...noNews, raise: ['needs_review' as const] }), trace: [], asked: true }
    const same = await saveNews(app.tagih.invoices, await readStored(app, bill.id), { ...again, seen: { found: 'told' } })
    expect(same.exceptions).toEqual([])
    const other = await saveNews(app.tagih.invoices, same, { ...again, seen: { found: 'absent' } })
    expect(other.exceptions).toEqual(['needs_review'])
  })

  test('what the answer to a create showed is kept too: settled, it is not raised again by a look at the very same', async () => {
    const bill = await app.createOpen('durianpay', { amount: '20000.67' })
    const [row] = await reader.rows('select code, details from exceptions where invoice_id = $1', [bill.id])
    const details = { found: 'told', provider_invoice_id: bill.at, status: 'open', amount: '20001.00', amount_paid: '0.00' }
    expect(row).toEqual({ code: 'amount_mismatch', details })
    expectInvoice(await resolve(bill, 'amount_mismatch'), 200)
    expect((await app.look(bill)).exceptions).toEqual([])
  })

  test('what is not on the list, or no longer, is 409', async () => {
    const bill = await createWith('overpaid')
    expectProblem(await resolve(bill, 'paid_late'), 'invoice_state_conflict')
    const both = await Promise.all([resolve(bill, 'overpaid'), resolve(bill, 'overpaid')])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409])
    expect(await app.types(bill)).toEqual(['invoice.opened', 'invoice.updated', 'invoice.updated'])
  })

  test('the same key says it once', async () => {
    const bill = await createWith('overpaid')
    const first = await resolve(bill, 'overpaid', { idempotencyKey: bill.id })
    const again = await resolve(bill, 'overpaid', { idempotencyKey: bill.id })
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([200, first.text, 'true'])
    const other = { body: { note: 'Another' }, idempotencyKey: bill.id }
    expectProblem(await resolve(bill, 'overpaid', other), 'idempotency_key_reused')
  })

  test('an unknown code, and a note that is missing or empty, are 400', async () => {
    const bill = await createWith('overpaid')
    expectProblem(await resolve(bill, 'nonsense'), 'invalid_request', { pointers: ['/code'] })
    expectProblem(await resolve(bill, 'overpaid', { body: {} }), 'invalid_request', { pointers: ['/note'] })
    expectProblem(await resolve(bill, 'overpaid', { body: { note: '' } }), 'invalid_request', { pointers: ['/note'] })
    expect((await readStored(app, bill.id)).exceptions).toEqual(['overpaid'])
  })

  test('a stranger does not find it, and a key without ops may not', async () => {
    const bill = await createWith('overpaid')
    expectProblem(await resolve(bill, 'overpaid', { key: await addMerchant(app) }), 'not_found')
    const body = { name: 'shop', scopes: ['invoices:read', 'invoices:write'] }
    const { json } = await app.send('POST', '/api-keys', { body })
    expectProblem(await resolve(bill, 'overpaid', { key: String(json['key']) }), 'missing_scope')
  })
})
