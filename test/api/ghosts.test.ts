import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { dayMs, minuteMs } from '../../src/core/time.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { createAtProvider } from '../support/past-the-gateway.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { checkAll } from '../support/schedule.ts'

const providers: Provider[] = ['winpay', 'durianpay', 'bill_gateway']
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
  await reader.rows('update attempts set next_check_at = null')
})

const read = async ({ id }: Created) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const waitAndRecover = (ms: number) => {
  app.clock.moveBy(ms)
  return recoverAttempts(app.tagih.invoices)
}
const entriesOf = (provider: Provider, { reference }: Created) =>
  app.sandbox.ledger(provider).filter((entry) => entry.reference === reference)
const detailsOf = async ({ id }: Created) => {
  const [row] = await reader.rows(
    `select details from exceptions where invoice_id = $1 and code = 'needs_review' and settled_at is null`,
    [id],
  )
  return row?.['details']
}

/** An invoice whose create never arrived, looked for until that is proved. */
async function createFailed(provider: Provider): Promise<Created> {
  const invoice = await app.createUnknown('lose_request', { provider })
  for (const ms of [2_000, 10_000, 30_000, 2 * minuteMs, 10 * minuteMs, 3 * minuteMs, minuteMs]) await waitAndRecover(ms)
  expect(await read(invoice)).toMatchObject({ status: 'failed', exceptions: [] })
  return invoice
}

describe('an invoice that was proved not to exist', () => {
  test('is looked for twice more, and then no more', async () => {
    await createFailed('winpay')
    expect(await waitAndRecover(hourMs - 1)).toBe(0)
    expect(await waitAndRecover(1)).toBe(1)
    expect(await waitAndRecover(dayMs - hourMs - 1)).toBe(0)
    expect(await waitAndRecover(1)).toBe(1)
    expect(await waitAndRecover(30 * dayMs)).toBe(0)
  })

  test.each(providers)('%s: that appears after all is withdrawn there and flagged, and stays failed', async (provider) => {
    const invoice = await createFailed(provider)
    await createAtProvider(app, provider, invoice.id)
    await waitAndRecover(hourMs)
    expect(await read(invoice)).toMatchObject({ status: 'failed', exceptions: ['needs_review'], provider_invoice_id: null })
    const [ghost, ...more] = entriesOf(provider, invoice)
    expect([ghost?.status, more]).toEqual([provider === 'durianpay' ? 'blocked' : 'cancelled', []])
    expect(await detailsOf(invoice)).toMatchObject({ found: 'ghost', provider_invoice_id: ghost?.id, withdrawal: 'done' })
    expect((await app.send('GET', '/invoices?exception=needs_review')).text).toContain(invoice.id)
    const { version } = await read(invoice)
    await waitAndRecover(dayMs - hourMs)
    expect((await read(invoice)).version).toBe(version)
  })

  test('that appears only a day later is found too', async () => {
    const invoice = await createFailed('winpay')
    await waitAndRecover(hourMs)
    await createAtProvider(app, 'winpay', invoice.id)
    await waitAndRecover(dayMs - hourMs)
    expect((await read(invoice)).exceptions).toEqual(['needs_review'])
    expect(entriesOf('winpay', invoice).map(({ status }) => status)).toEqual(['cancelled'])
  })

  test('that appears and has been paid is not withdrawn, but flagged', async () => {
    const invoice = await createFailed('durianpay')
    await createAtProvider(app, 'durianpay', invoice.id)
    app.sandbox.pay('durianpay', app.entry('durianpay', invoice.reference).id)
    await waitAndRecover(hourMs)
    expect(await read(invoice)).toMatchObject({ status: 'failed', exceptions: ['needs_review'] })
    expect(await detailsOf(invoice)).toMatchObject({ status: 'paid', withdrawal: 'not_possible' })
  })

  test('is looked for again when the provider did not answer', async () => {
    const invoice = await createFailed('winpay')
    await createAtProvider(app, 'winpay', invoice.id)
    app.proxy('winpay').decide(() => 'lose_request')
    await waitAndRecover(hourMs)
    expect((await read(invoice)).exceptions).toEqual([])
    app.proxy('winpay').decide(() => 'pass')
    await waitAndRecover(hourMs)
    expect((await read(invoice)).exceptions).toEqual(['needs_review'])
  })
})

describe('the reference of an invoice that was proved not to exist, used again', () => {
  test('by one that is open: that one is left alone', async () => {
    const failed = await createFailed('durianpay')
    const next = await app.createOpen({ provider: 'durianpay', reference: failed.reference })
    await waitAndRecover(hourMs)
    expect((await read(failed)).exceptions).toEqual([])
    expect(entriesOf('durianpay', next).map(({ id, status }) => [id, status])).toEqual([[next.provider_invoice_id, 'open']])
    expect((await read(next)).status).toBe('open')
  })

  test('by one that is open, and the ghost appears beside it: the ghost alone is withdrawn', async () => {
    const failed = await createFailed('durianpay')
    const next = await app.createOpen({ provider: 'durianpay', reference: failed.reference })
    await createAtProvider(app, 'durianpay', failed.id)
    await waitAndRecover(hourMs)
    expect((await read(failed)).exceptions).toEqual(['needs_review'])
    const states = entriesOf('durianpay', next).map(({ id, status }) => [id === next.provider_invoice_id, status])
    expect(states).toEqual([
      [true, 'open'],
      [false, 'blocked'],
    ])
    await checkAll(app)
    expect((await read(next)).status).toBe('open')
  })

  test('by one that is itself unknown: nothing is withdrawn before that is settled', async () => {
    const failed = await createFailed('durianpay')
    await waitAndRecover(hourMs - 1_000)
    const next = await app.createUnknown('lose_answer', { provider: 'durianpay', reference: failed.reference })
    await waitAndRecover(1_000)
    expect((await read(next)).status).toBe('unknown')
    expect(entriesOf('durianpay', next).map(({ status }) => status)).toEqual(['open'])
    await waitAndRecover(1_000)
    expect((await read(next)).status).toBe('open')
    await waitAndRecover(hourMs)
    expect(entriesOf('durianpay', next).map(({ status }) => status)).toEqual(['open'])
    expect((await read(failed)).exceptions).toEqual([])
  })

  test('several that fit are for a person, and none is withdrawn', async () => {
    const failed = await createFailed('durianpay')
    await createAtProvider(app, 'durianpay', failed.id)
    await createAtProvider(app, 'durianpay', failed.id)
    await waitAndRecover(hourMs)
    expect(await detailsOf(failed)).toMatchObject({ withdrawal: 'several_fit' })
    expect(entriesOf('durianpay', failed).map(({ status }) => status)).toEqual(['open', 'open'])
  })
})

test('what a person called not created is looked for later as well', async () => {
  const invoice = await app.createUnknown('lose_request', { provider: 'winpay' })
  const body = { outcome: 'not_created', note: 'not in the dashboard' }
  expect((await app.send('POST', `/invoices/${invoice.id}/resolve`, { body })).status).toBe(200)
  expect(await waitAndRecover(2_000)).toBe(1)
  await createAtProvider(app, 'winpay', invoice.id)
  await waitAndRecover(hourMs)
  expect(await read(invoice)).toMatchObject({ status: 'failed', exceptions: ['needs_review'] })
  expect(entriesOf('winpay', invoice).map(({ status }) => status)).toEqual(['cancelled'])
})
