import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { exceptionCodes, type ExceptionCode } from '../../src/core/invoice.ts'
import { noNews } from '../../src/core/news.ts'
import { minuteMs } from '../../src/core/time.ts'
import { checkInvoices } from '../../src/invoices/check-invoices.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import { saveNews } from '../../src/invoices/save-news.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { cancelPastTheGateway } from '../support/past-the-gateway.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { checkAll, readPlan, readStored } from '../support/schedule.ts'

const providers: Provider[] = ['winpay', 'netzme', 'durianpay', 'bill_gateway']
const hourMs = 60 * minuteMs

let app: ProxiedApp
let reader: RowReader
beforeAll(async () => {
  app = await openProxiedApp(providers)
  reader = await openRowReader(app.databaseUrl)
})
afterAll(async () => {
  await reader.close()
  await app.close()
})
afterEach(async () => {
  for (const provider of providers) app.proxy(provider).decide(() => 'pass')
  // What one test leaves open is not to be due in the next.
  await reader.rows(`update invoices set status = 'cancelled', next_check_at = null`)
})

const read = async ({ id }: Created) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const patch = ({ id }: Created, body: Record<string, unknown>) => app.send('PATCH', `/invoices/${id}`, { body })
const waitAndCheck = async (ms: number) => {
  app.clock.moveBy(ms)
  return checkAll(app)
}
const metric = async (line: string) => (await app.send('GET', '/metrics')).text.split('\n').find((one) => one.startsWith(line))
const exceptionRows = ({ id }: Created) =>
  reader.rows('select code, details, settled_at from exceptions where invoice_id = $1 order by raised_at, code', [id])

describe('an open invoice', () => {
  test.each<Provider>(['winpay', 'durianpay', 'bill_gateway'])(
    '%s: that was paid while nobody told us is found to be paid by the look',
    async (provider) => {
      const invoice = await app.createOpen({ provider })
      app.sandbox.pay(provider, invoice.provider_invoice_id)
      expect(await checkAll(app)).toBe(0)
      expect(await waitAndCheck(6 * hourMs)).toBe(1)
      expect(await read(invoice)).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: [] })
      expect(await readPlan(reader, invoice.id)).toBeNull()
      expect(await metric(`tagih_checks_total{provider="${provider}",result="told"}`)).toBeDefined()
    },
  )

  test('is looked at again and again, and nothing but checked_at changes while nothing is new', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    await waitAndCheck(6 * hourMs)
    const { version, updated_at } = await read(invoice)
    await waitAndCheck(5 * hourMs)
    const checked_at = app.clock.now().toISOString()
    expect(await read(invoice)).toMatchObject({ version, updated_at, checked_at, status: 'open', exceptions: [] })
  })

  test('is not looked at later because it was changed, and again by the schedule once somebody has asked', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const planned = await readPlan(reader, invoice.id)
    app.clock.moveBy(hourMs)
    expect((await patch(invoice, { metadata: { a: '1' } })).status).toBe(200)
    expect(await readPlan(reader, invoice.id)).toEqual(planned)
    await app.send('POST', `/invoices/${invoice.id}/refresh`)
    expect(await readPlan(reader, invoice.id)).toEqual(new Date(app.clock.now().getTime() + (23 * hourMs) / 4))
  })

  test('whose provider gives no answer is asked again with growing waits, and never lost', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    app.proxy('winpay').decide(() => 'lose_request')
    const before = await read(invoice)
    await waitAndCheck(6 * hourMs)
    for (const minutes of [1, 1, 2, 4, 8, 16, 30, 30]) {
      expect(await waitAndCheck(minutes * minuteMs - 1)).toBe(0)
      expect(await waitAndCheck(1)).toBe(1)
    }
    expect(await read(invoice)).toEqual(before)
    app.proxy('winpay').decide(() => 'pass')
    app.sandbox.pay('winpay', invoice.provider_invoice_id)
    await waitAndCheck(30 * minuteMs)
    expect((await read(invoice)).status).toBe('paid')
  })

  test('that cannot be asked is left to its schedule', async () => {
    const invoice = await app.createOpen({ provider: 'netzme' })
    expect(await waitAndCheck(6 * hourMs)).toBe(1)
    expect(await waitAndCheck(hourMs)).toBe(0)
    expect(await read(invoice)).toMatchObject({ status: 'open', checked_at: expect.any(String) })
    expect(await readPlan(reader, invoice.id)).toEqual(new Date(app.clock.now().getTime() - hourMs + (18 * hourMs) / 4))
  })

  test('that was written before there was a schedule gets one', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    await reader.rows('update invoices set next_check_at = null where id = $1', [invoice.id])
    expect(await app.tagih.invoices.checks.planUnplanned(app.clock.now(), 500)).toBe(1)
    expect(await checkAll(app)).toBe(1)
    expect(await readPlan(reader, invoice.id)).toEqual(new Date(app.clock.now().getTime() + 6 * hourMs))
    expect(await app.tagih.invoices.checks.planUnplanned(app.clock.now(), 500)).toBe(0)
  })

  test('is planned whoever found out that it is open', async () => {
    const found = await app.createUnknown('lose_answer', { provider: 'winpay' })
    app.clock.moveBy(2_000)
    expect(await recoverAttempts(app.tagih.invoices)).toBe(1)
    const resolved = await app.createUnknown('lose_answer', { provider: 'netzme' })
    const body = { outcome: 'created', provider_invoice_id: app.entry('netzme', resolved.reference).id }
    expect((await app.send('POST', `/invoices/${resolved.id}/resolve`, { body })).status).toBe(200)
    for (const { id } of [found, resolved]) {
      expect((await readStored(app, id)).status).toBe('open')
      expect(await readPlan(reader, id)).toBeInstanceOf(Date)
    }
  })

  test('that an instance took before it died is due again when its lease is over', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    app.clock.moveBy(6 * hourMs)
    const { checks, clock } = app.tagih.invoices
    const until = new Date(clock.now().getTime() + 20_000)
    expect(await checks.take('winpay', clock.now(), until, 20)).toMatchObject([{ id: invoice.id }])
    expect(await waitAndCheck(19_999)).toBe(0)
    expect(await waitAndCheck(1)).toBe(1)
  })
})

describe('a change that was left behind', () => {
  test('an update is finished by the schedule without anybody asking', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    app.proxy('winpay').decide(() => 'lose_request')
    expect((await patch(invoice, { amount: '300000' })).status).toBe(202)
    expect(await exceptionRows(invoice)).toMatchObject([{ code: 'update_unconfirmed', settled_at: null }])
    expect(await waitAndCheck(minuteMs)).toBe(1)
    expect(await waitAndCheck(minuteMs - 1)).toBe(0)
    app.proxy('winpay').decide(() => 'pass')
    expect(await waitAndCheck(1)).toBe(1)
    expect(await read(invoice)).toMatchObject({ amount: '300000.00', exceptions: [] })
    expect(app.entry('winpay', invoice.reference).amount).toBe('300000.00')
    expect(await exceptionRows(invoice)).toEqual([{ code: 'update_unconfirmed', details: null, settled_at: app.clock.now() }])
  })

  test('a cancel likewise, and the invoice is cancelled', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    app.proxy('durianpay').decide(() => 'lose_request')
    expect((await app.send('POST', `/invoices/${invoice.id}/cancel`)).status).toBe(202)
    app.proxy('durianpay').decide(() => 'pass')
    expect(await waitAndCheck(minuteMs)).toBe(1)
    expect(await read(invoice)).toMatchObject({ status: 'cancelled', exceptions: [] })
    expect(app.entry('durianpay', invoice.reference).status).toBe('blocked')
    expect(await exceptionRows(invoice)).toMatchObject([{ code: 'cancel_unconfirmed', settled_at: app.clock.now() }])
  })

  test('one whose owner died is finished when nobody can be at it any more, also when somebody asked in between', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    const { store, clock } = app.tagih.invoices
    const stored = await readStored(app, invoice.id)
    const until = new Date(clock.now().getTime() + 16_000)
    expect(await store.beginChange(stored, { kind: 'update', until, wanted: { title: 'New' } }, clock.now())).toBe(true)
    expect(await readPlan(reader, invoice.id)).toEqual(until)
    app.clock.moveBy(1_000)
    await saveNews(app.tagih.invoices, stored, { news: () => noNews, trace: [], asked: true })
    expect(await readPlan(reader, invoice.id)).toEqual(until)
    expect(await waitAndCheck(14_999)).toBe(0)
    expect(await waitAndCheck(1)).toBe(1)
    expect((await read(invoice)).title).toBe('New')
  })
})

describe('a difference', () => {
  const settleByHand = async ({ id }: Created) => {
    await reader.rows(
      `update exceptions set settled_at = now(), settled_by = 'night shift', note = 'seen' where invoice_id = $1`,
      [id],
    )
    await reader.rows(`update invoices set exceptions = '{}', version = version + 1 where id = $1`, [id])
  }

  test('is a row that says what was seen, is listed, counted, and told once', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    await cancelPastTheGateway(app, 'winpay', invoice.id)
    await waitAndCheck(6 * hourMs)
    await waitAndCheck(6 * hourMs)
    expect(await read(invoice)).toMatchObject({ status: 'open', exceptions: ['needs_review'] })
    expect((await app.send('GET', '/invoices?exception=needs_review')).text).toContain(invoice.id)
    expect(await exceptionRows(invoice)).toEqual([{ code: 'needs_review', details: { found: 'absent' }, settled_at: null }])
    expect(await metric('tagih_exceptions_raised_total{code="needs_review"} 1')).toBeDefined()
    expect(await app.tagih.invoices.checks.countOpenWork(providers, app.clock.now())).toMatchObject({ needs_review: 1 })
  })

  test('that a person has settled is not raised again by the same answer', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    await cancelPastTheGateway(app, 'winpay', invoice.id)
    await waitAndCheck(6 * hourMs)
    await settleByHand(invoice)
    const settled = await read(invoice)
    await waitAndCheck(6 * hourMs)
    expect(await read(invoice)).toEqual({ ...settled, checked_at: app.clock.now().toISOString() })
    expect(await exceptionRows(invoice)).toHaveLength(1)
  })

  test('in a status that cannot follow is for a person, once', async () => {
    const invoice = await app.createOpen({ provider: 'bill_gateway', payment_type: 'partial' })
    await reader.rows(`update invoices set status = 'cancelled', finished_at = now() where id = $1`, [invoice.id])
    const refresh = async () => expectInvoice(await app.send('POST', `/invoices/${invoice.id}/refresh`), 200)
    expect(await refresh()).toMatchObject({ status: 'cancelled', exceptions: ['needs_review'] })
    expect(await exceptionRows(invoice)).toMatchObject([{ details: { found: 'told', status: 'open' }, settled_at: null }])
    await settleByHand(invoice)
    expect(await refresh()).toMatchObject({ status: 'cancelled', exceptions: [] })
    app.sandbox.pay('bill_gateway', invoice.provider_invoice_id, '60000')
    expect((await refresh()).exceptions).toEqual(['needs_review', 'paid_after_cancel'])
  })

  test('is not what a provider told before somebody cancelled the invoice', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<undefined>()
    const { promise: delivered, resolve: deliver } = Promise.withResolvers<undefined>()
    let isFirst = true
    app.proxy('durianpay').holdAnswers(() => {
      if (!isFirst) return Promise.resolve()
      isFirst = false
      arrive(undefined)
      return delivered
    })
    const asking = app.send('POST', `/invoices/${invoice.id}/refresh`)
    await arrived
    expectInvoice(await app.send('POST', `/invoices/${invoice.id}/cancel`), 200)
    deliver(undefined)
    expect(expectInvoice(await asking, 200)).toMatchObject({ status: 'cancelled', exceptions: [] })
    app.proxy('durianpay').holdAnswers(() => Promise.resolve())
  })

  test('is among the invoice’s exceptions exactly while its row is open, after any history', async () => {
    const codes = fc.subarray([...exceptionCodes])
    const history = fc.array(fc.tuple(codes, codes, fc.boolean()), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const { id } = await app.createOpen({ provider: 'winpay' })
        for (const [raise, settle, passes] of steps) {
          if (passes) app.clock.moveBy(1)
          await saveNews(app.tagih.invoices, await readStored(app, id), {
            news: () => ({ ...noNews, raise, settle }),
            trace: [],
            asked: true,
            seen: { found: 'told' },
          })
          const rows = await reader.rows('select code from exceptions where invoice_id = $1 and settled_at is null', [id])
          const open = rows.map(({ code }) => code).sort()
          const { exceptions }: { exceptions: ExceptionCode[] } = await readStored(app, id)
          expect(open).toEqual(exceptions)
        }
      }),
      { numRuns: 25 },
    )
  })
})

test('a look that fails in the middle costs the others nothing, and is made again', async () => {
  const [good, bad] = [await app.createOpen({ provider: 'winpay' }), await app.createOpen({ provider: 'winpay' })]
  await reader.rows(`update invoices set details = details || '{"items": 3}' where id = $1`, [bad.id])
  app.sandbox.pay('winpay', good.provider_invoice_id)
  app.clock.moveBy(6 * hourMs)
  await expect(checkInvoices(app.tagih.invoices, 'winpay')).rejects.toThrow()
  expect((await read(good)).status).toBe('paid')
  await reader.rows(`update invoices set details = details || '{"items": []}' where id = $1`, [bad.id])
  expect(await waitAndCheck(20_000)).toBe(1)
})
