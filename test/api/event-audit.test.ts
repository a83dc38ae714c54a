import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { defaultMerchantId } from '../../src/access/merchants.ts'
import { dayMs } from '../../src/core/time.ts'
import { eraseWhatIsOld } from '../../src/retention/erase-what-is-old.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { openCommands } from '../support/cli-commands.ts'
import { expectEventsToAgree } from '../support/event-agreement.ts'
import { openRowReader, type RowReader } from '../support/read-rows.ts'
import { openWebhookApp, type WebhookApp } from '../support/webhook-app.ts'

const encryptionKey = randomBytes(32).toString('base64')

let app: WebhookApp
let database: RowReader
beforeAll(async () => {
  app = await openWebhookApp({ ENCRYPTION_KEY: encryptionKey })
  database = await openRowReader(app.databaseUrl)
})
afterAll(async () => {
  await database.close()
  await app.close()
})

/** What is found of an invoice that has just been opened, and of which the rows are then changed behind the gateway's back. */
async function faultsAfter(change: string): Promise<string[]> {
  const id = await app.createInvoice()
  await app.relay()
  await database.rows(change, [id])
  const found = await app.tagih.reading.auditEvents(defaultMerchantId, Infinity)
  return found.faults.filter(({ invoiceId }) => invoiceId === id).map(({ fault }) => fault)
}

test('invoices of every kind agree with their events', async () => {
  const open = await app.createInvoice()
  await app.send('PATCH', `/invoices/${open}`, { body: { notes: 'Ring twice' } })
  const cancelled = await app.createInvoice()
  expect(expectInvoice(await app.send('POST', `/invoices/${cancelled}/cancel`), 200).status).toBe('cancelled')
  const paid = await app.createInvoice()
  const { provider_invoice_id } = expectInvoice(await app.send('GET', `/invoices/${paid}`), 200)
  app.tagih.sandbox?.pay('winpay', String(provider_invoice_id))
  expect(expectInvoice(await app.send('POST', `/invoices/${paid}/refresh`), 200).status).toBe('paid')
  await app.relay()
  await expectEventsToAgree(app.databaseUrl)
  app.clock.moveBy(401 * dayMs)
  while (await eraseWhatIsOld(app.tagih.retention));
  const erased = await database.rows('select status from invoices where erased_at is not null order by status')
  expect(erased).toEqual([{ status: 'cancelled' }, { status: 'paid' }])
  await expectEventsToAgree(app.databaseUrl)
})

describe('it is seen that', () => {
  const where = 'where id = $1'
  const ofIt = 'where invoice_id = $1'
  const copy = `insert into events (merchant_id, invoice_id, sequence, id, type, data, created_at)
    select merchant_id, invoice_id, sequence + 2, 'evt_planted_' || invoice_id, type, data, created_at from events ${ofIt}`

  test.each([
    [
      'a status has no event',
      `update invoices set status = 'expired' ${where}`,
      'status is expired and the newest event says open',
    ],
    ['money has no event', `update invoices set amount_paid = 5 ${where}`, 'amount_paid is 5.00 and the newest event says 0.00'],
    ['a change has no event', `update invoices set version = 3 ${where}`, 'version is 3 and the newest event says 2'],
    ['an event is missing', `update invoices set last_sequence = 2 ${where}`, '1 events from 1 to 1 where 1 to 2 belong'],
    ['an event is beyond the last change', copy, '2 events from 1 to 3 where 1 to 1 belong'],
    [
      'events stand in the feed in another order',
      `with bare as (update invoices set last_sequence = 2 where id = $1)
        insert into events (merchant_id, invoice_id, sequence, id, type, data, created_at, position)
        select merchant_id, invoice_id, 2, 'evt_early_' || invoice_id, type, data, created_at, 0 from events ${ofIt}`,
      'its events stand in the feed in another order than their sequence',
    ],
  ])('%s', async (_, change, fault) => {
    expect(await faultsAfter(change)).toEqual([fault])
  })

  test('nobody was told of an invoice at all', async () => {
    const id = await app.createInvoice()
    await database.rows('delete from events where invoice_id = $1', [id])
    await database.rows('update invoices set last_sequence = 0 where id = $1', [id])
    const { faults } = await app.tagih.reading.auditEvents(defaultMerchantId, 1)
    expect(faults).toEqual([{ invoiceId: id, fault: 'it is open and no event says so' }])
    await expect(expectEventsToAgree(app.databaseUrl)).rejects.toThrow('no event says so')
  })
})

test('tagih doctor names such an invoice, and ends with 1', async () => {
  const id = await app.createInvoice()
  await database.rows(`update invoices set status = 'expired' where id = $1`, [id])
  const tagih = await openCommands({ DATABASE_URL: app.databaseUrl, ENCRYPTION_KEY: encryptionKey, SANDBOX: 'true' })
  const { code, stdout, stderr } = await tagih.run('doctor', '--all')
  await tagih.close()
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
  expect(stdout).toMatch(new RegExp(`events of ${id} +.*status is expired and the newest event says open`))
})
