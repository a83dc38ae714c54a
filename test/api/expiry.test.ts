import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import * as schemas from '../../src/http/schemas.ts'
import { graceMs } from '../../src/core/check-schedule.ts'
import { endOfTime } from '../../src/core/invoice.ts'
import { addMs, dayMs, minuteMs } from '../../src/core/time.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { cancelPastTheGateway } from '../support/past-the-gateway.ts'
import { openProxiedApp, type Created, type ProxiedApp } from '../support/proxied-app.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { checkAfterEnd, checkAll, readPlan, readStored } from '../support/schedule.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

const providers: Provider[] = ['winpay', 'netzme', 'durianpay', 'bill_gateway']

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
  await reader.rows(`update invoices set status = 'cancelled', next_check_at = null`)
})

const read = async ({ id }: Created) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const eventsOf = async ({ id }: Created) => {
  const { json } = await app.send('GET', `/invoices/${id}/events`)
  return schemas.event
    .array()
    .parse(json['data'])
    .map(({ type }) => type)
}
/** The calls of an invoice in their order, without those for tokens. */
const kindsOf = async ({ id }: Created) => {
  const { json } = await app.send('GET', `/invoices/${id}/attempts`)
  const kinds = schemas.attempt
    .array()
    .parse(json['data'])[0]
    ?.operations.map(({ kind }) => kind)
  return kinds?.filter((kind) => kind !== 'token')
}
const refused = async () => (await app.send('GET', '/metrics')).text.match(/^tagih_refused_transitions_total (\d+)$/m)?.[1]

/** Durianpay takes money until the end of the day; everybody else stops when we said. */
const loseCancels = (fate: 'lose_request' | 'lose_answer') => {
  app.proxy('durianpay').decide(({ method }) => (method === 'PUT' ? fate : 'pass'))
}

describe('when its time and the grace are over, an unpaid invoice', () => {
  test.each<[Provider, string]>([
    ['winpay', 'cancelled'],
    ['durianpay', 'blocked'],
  ])('%s: is withdrawn there and expired here', async (provider, state) => {
    const invoice = await app.createOpen({ provider })
    await checkAfterEnd(app, invoice.id, graceMs - 1)
    expect(await read(invoice)).toMatchObject({ status: 'open' })
    expect(app.entry(provider, invoice.reference).status).toBe('open')
    await checkAfterEnd(app, invoice.id, graceMs)
    expect(await read(invoice)).toMatchObject({ status: 'expired', exceptions: [], amount_paid: '0.00' })
    expect(app.entry(provider, invoice.reference).status).toBe(state)
    expect(await kindsOf(invoice)).toEqual(['create', 'find', 'find', 'cancel', 'find'])
    expect((await eventsOf(invoice)).at(-1)).toBe('invoice.expired')
  })

  test('netzme: is expired without being asked, for it cannot be asked', async () => {
    const invoice = await app.createOpen({ provider: 'netzme' })
    await checkAfterEnd(app, invoice.id, graceMs - 1)
    expect((await read(invoice)).status).toBe('open')
    await checkAfterEnd(app, invoice.id, graceMs)
    expect(await read(invoice)).toMatchObject({ status: 'expired', exceptions: [], checked_at: expect.any(String) })
    expect(await kindsOf(invoice)).toEqual(['create'])
  })

  test('bill gateway: is expired as soon as the bill gateway says so itself', async () => {
    const invoice = await app.createOpen({ provider: 'bill_gateway' })
    await checkAfterEnd(app, invoice.id, 2 * minuteMs)
    expect(await read(invoice)).toMatchObject({ status: 'expired', exceptions: [] })
    expect(await kindsOf(invoice)).not.toContain('cancel')
  })

  test('of which a part was paid is expired with that part', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay', payment_type: 'partial' })
    app.sandbox.pay('durianpay', invoice.provider_invoice_id, '60000')
    await checkAfterEnd(app, invoice.id, graceMs)
    expect(await read(invoice)).toMatchObject({ status: 'expired', amount_paid: '60000.00', exceptions: [] })
    expect(app.entry('durianpay', invoice.reference).status).toBe('blocked')
  })

  test('lives on when its end was moved in time', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    const { expiresAt } = await readStored(app, invoice.id)
    const expires_at = addMs(expiresAt, dayMs).toISOString()
    expect((await app.send('PATCH', `/invoices/${invoice.id}`, { body: { expires_at } })).status).toBe(200)
    app.clock.setTo(addMs(expiresAt, graceMs))
    await checkAll(app)
    expect((await read(invoice)).status).toBe('open')
    await checkAfterEnd(app, invoice.id, graceMs)
    expect((await read(invoice)).status).toBe('expired')
  })
})

describe('money', () => {
  test('that comes in the grace wins and is not late', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    await checkAfterEnd(app, invoice.id, graceMs - minuteMs)
    app.sandbox.pay('durianpay', invoice.provider_invoice_id)
    await checkAfterEnd(app, invoice.id, graceMs)
    expect(await read(invoice)).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: [] })
    expect(app.entry('durianpay', invoice.reference).status).toBe('paid')
  })

  test('that comes between the last look and the withdrawal wins too', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    app.proxy('durianpay').decide(({ method }) => {
      if (method === 'PUT') app.sandbox.pay('durianpay', invoice.provider_invoice_id)
      return 'pass'
    })
    await checkAfterEnd(app, invoice.id, graceMs)
    expect(await read(invoice)).toMatchObject({ status: 'paid', exceptions: [] })
    expect((await readStored(app, invoice.id)).change).toBeNull()
  })

  test('that comes after the end is late, and found without anybody asking', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay' })
    loseCancels('lose_request')
    await checkAfterEnd(app, invoice.id, graceMs)
    expect(await read(invoice)).toMatchObject({ status: 'expired', exceptions: [] })
    app.sandbox.pay('durianpay', invoice.provider_invoice_id)
    await checkAfterEnd(app, invoice.id, graceMs + 60 * minuteMs)
    expect(await read(invoice)).toMatchObject({ status: 'paid', amount_paid: '260000.00', exceptions: ['paid_late'] })
  })

  test('that comes late and is not all leaves it expired, with the sum', async () => {
    const invoice = await app.createOpen({ provider: 'durianpay', payment_type: 'partial' })
    loseCancels('lose_request')
    await checkAfterEnd(app, invoice.id, graceMs)
    app.sandbox.pay('durianpay', invoice.provider_invoice_id, '60000')
    await checkAfterEnd(app, invoice.id, graceMs + 60 * minuteMs)
    expect(await read(invoice)).toMatchObject({ status: 'expired', amount_paid: '60000.00', exceptions: ['paid_late'] })
  })
})

describe('an expired invoice', () => {
  test.each(['lose_request', 'lose_answer'] as const)('%s: is no difference, whether open or blocked there', async (fate) => {
    const before = await refused()
    const invoice = await app.createOpen({ provider: 'durianpay' })
    loseCancels(fate)
    await checkAfterEnd(app, invoice.id, graceMs)
    app.proxy('durianpay').decide(() => 'pass')
    const expired = await read(invoice)
    expect(expired).toMatchObject({ status: 'expired', exceptions: [] })
    for (const ms of [60 * minuteMs, dayMs, 3 * dayMs]) {
      expect(await checkAfterEnd(app, invoice.id, graceMs + ms)).toBe(1)
      const { version, status, exceptions } = await read(invoice)
      expect({ version, status, exceptions }).toEqual({ version: expired.version, status: 'expired', exceptions: [] })
    }
    expect(await readPlan(reader, invoice.id)).toBeNull()
    expect(await refused()).toBe(before)
  })
})

describe('a provider that is away when the time is over', () => {
  test('keeps the invoice open: time alone says nothing; it is expired once the provider is back', async () => {
    const invoice = await app.createOpen({ provider: 'winpay' })
    await app.proxy('winpay').stop()
    await checkAfterEnd(app, invoice.id, graceMs)
    await checkAfterEnd(app, invoice.id, graceMs + dayMs)
    expect(await read(invoice)).toMatchObject({ status: 'open', exceptions: [] })
    await app.proxy('winpay').start()
    await checkAfterEnd(app, invoice.id, graceMs + dayMs + 30 * minuteMs)
    expect(await read(invoice)).toMatchObject({ status: 'expired', exceptions: [] })
    expect(app.entry('winpay', invoice.reference).status).toBe('cancelled')
  })

  test.each(['lose_request', 'lose_answer'] as const)(
    'or falls silent at the withdrawal (%s): the same is done again',
    async (fate) => {
      const invoice = await app.createOpen({ provider: 'winpay' })
      let isSilent = false
      app.proxy('winpay').decide(({ method }) => {
        isSilent ||= method === 'DELETE'
        if (!isSilent) return 'pass'
        return method === 'DELETE' ? fate : 'lose_request'
      })
      await checkAfterEnd(app, invoice.id, graceMs)
      expect(await read(invoice)).toMatchObject({ status: 'open', exceptions: [] })
      expect((await readStored(app, invoice.id)).change).toMatchObject({ kind: 'cancel', wanted: endOfTime })
      app.proxy('winpay').decide(() => 'pass')
      await checkAfterEnd(app, invoice.id, graceMs + minuteMs)
      expect(await read(invoice)).toMatchObject({ status: 'expired', exceptions: [] })
      expect(await eventsOf(invoice)).toEqual(['invoice.opened', 'invoice.expired'])
    },
  )
})

describe('a gateway that died at the withdrawal', () => {
  test.each<Provider>(['winpay', 'durianpay'])(
    '%s: leaves it to be finished, and it is expired, not cancelled',
    async (provider) => {
      const invoice = await app.createOpen({ provider })
      const stored = await readStored(app, invoice.id)
      const now = addMs(stored.expiresAt, graceMs)
      app.clock.setTo(now)
      const until = addMs(now, 16_000)
      await app.tagih.invoices.store.beginChange(stored, { kind: 'cancel', until, wanted: endOfTime }, now)
      await cancelPastTheGateway(app, provider, invoice.id)
      expect(await checkAll(app)).toBe(0)
      await checkAfterEnd(app, invoice.id, graceMs + 16_000)
      expect(await read(invoice)).toMatchObject({ status: 'expired', exceptions: [] })
    },
  )
})

describe('the bill gateway, when its clock is behind ours', () => {
  let late: TestApp
  afterEach(() => late.close())

  test('is told to withdraw what it would still take money for', async () => {
    late = await openTestApp()
    const { sandbox } = app
    const body = { credentials: sandbox.credentials('bill_gateway', 'mer_late'), settings: sandbox.settings('bill_gateway') }
    expect((await late.send('PUT', '/provider-accounts/bill_gateway/default', { body })).status).toBe(201)
    app.clock.setTo(late.clock.now())
    const created = await late.send('POST', '/invoices', { body: invoiceRequest({ provider: 'bill_gateway' }) })
    const { id, reference } = expectInvoice(created, 201)
    await checkAfterEnd(late, id, graceMs)
    expect(expectInvoice(await late.send('GET', `/invoices/${id}`), 200)).toMatchObject({ status: 'expired', exceptions: [] })
    expect(app.entry('bill_gateway', reference).status).toBe('cancelled')
  })
})
