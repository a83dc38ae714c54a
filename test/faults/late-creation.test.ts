import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { minuteMs } from '../../src/core/time.ts'
import { recoverAttempts } from '../../src/invoices/recover-attempts.ts'
import { providers, type Provider } from '../../src/sandbox/simulator.ts'
import { expectInvoice, expectProblem } from '../support/answer-shapes.ts'
import { expectEventsToAgree } from '../support/event-agreement.ts'
import { eventually } from '../support/eventually.ts'
import type { Fate } from '../support/lossy-proxy.ts'
import { openProxiedApp, type ProxiedApp } from '../support/proxied-app.ts'
import { invoiceRequest } from '../support/test-app.ts'

/**
 * How late a create may still be carried out is the account's `horizon_minutes`. What comes after it is beyond what is promised, and is not
 * tried here.
 */
let app: ProxiedApp
beforeAll(async () => {
  app = await openProxiedApp(providers)
})
afterAll(() => app.close())
beforeEach(async () => {
  for (const provider of providers) await app.createOpen({ provider })
})

interface Late {
  id: string
  idempotencyKey: string
  body: Record<string, unknown>
  /** Now the create reaches the provider, whose answer nobody waits for any more. */
  arrive(): Promise<void>
}

/** A create that stands on its way until the gateway has given up waiting. */
async function createLate(provider: Provider): Promise<Late> {
  let letPass = (): void => undefined
  const held = new Promise<void>((resolve) => {
    letPass = resolve
  })
  app.proxy(provider).decide(async ({ method, body }): Promise<Fate> => {
    if (method === 'POST' && body.includes(name)) await held
    return 'pass'
  })
  const name = randomUUID()
  const body = invoiceRequest({ provider, reference: name })
  const idempotencyKey = randomUUID()
  const { id } = expectInvoice(await app.send('POST', '/invoices', { body, idempotencyKey }), 202)
  const arrive = () => {
    letPass()
    return eventually(async () => {
      await Promise.resolve(app.entry(provider, name))
    })
  }
  return { id, idempotencyKey, body, arrive }
}

const read = async ({ id }: Late) => expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
const waitAndRecover = async (ms: number) => {
  app.clock.moveBy(ms)
  await recoverAttempts(app.tagih.invoices)
}

/** Whatever the merchant does meanwhile, no second create leaves. */
async function expectNoSecondCreate(provider: Provider, late: Late): Promise<void> {
  const before = app.proxy(provider).passed.filter(({ method }) => method === 'POST').length
  const { body, idempotencyKey } = late
  expect(expectInvoice(await app.send('POST', '/invoices', { body, idempotencyKey }), 202).id).toBe(late.id)
  const other = await app.send('POST', '/invoices', { body })
  expect(expectProblem(other, 'reference_already_used').invoice_id).toBe(late.id)
  expect(app.proxy(provider).passed.filter(({ method }) => method === 'POST')).toHaveLength(before)
}

async function expectAdopted(provider: Provider, late: Late): Promise<void> {
  const invoice = await read(late)
  expect(invoice).toMatchObject({ status: 'open', provider_invoice_id: app.entry(provider, late.body['reference']).id })
  // Durianpay shows the address of the checkout page to a create alone.
  expect(invoice.exceptions).toEqual(provider === 'durianpay' ? ['not_payable'] : [])
}

describe('a create that the provider carries out after it was asked and did not find it', () => {
  test.each<Provider>(['winpay', 'durianpay', 'bill_gateway'])(
    '%s: is adopted, and is the only one, whatever was asked for meanwhile (row 15)',
    async (provider) => {
      const late = await createLate(provider)
      for (const ms of [2_000, 10_000, 30_000]) await waitAndRecover(ms)
      expect((await read(late)).status).toBe('unknown')
      await expectNoSecondCreate(provider, late)
      await late.arrive()
      await expectNoSecondCreate(provider, late)
      await waitAndRecover(2 * minuteMs)
      await expectAdopted(provider, late)
    },
  )

  /** Winpay and Netzme would refuse it by then: their requests carry the time at which they were signed. */
  test.each<Provider>(['durianpay', 'bill_gateway'])(
    '%s: is adopted too when it comes between the two not-founds that would have proved its absence (row 15)',
    async (provider) => {
      const late = await createLate(provider)
      for (const ms of [2_000, 10_000, 30_000, 2 * minuteMs, 13 * minuteMs]) await waitAndRecover(ms)
      expect((await read(late)).status).toBe('unknown')
      await late.arrive()
      await waitAndRecover(minuteMs)
      await expectAdopted(provider, late)
    },
  )

  test('netzme: stays unknown, for it cannot be asked, and no second one is made (row 15)', async () => {
    const late = await createLate('netzme')
    await waitAndRecover(2_000)
    await late.arrive()
    await waitAndRecover(15 * minuteMs)
    await expectNoSecondCreate('netzme', late)
    expect(await read(late)).toMatchObject({ status: 'unknown', exceptions: ['needs_review'] })
    expect(app.entry('netzme', late.body['reference']).status).toBe('open')
  })
})

test('afterwards no change lacks its event, and no event lacks its change', () => expectEventsToAgree(app.databaseUrl))
