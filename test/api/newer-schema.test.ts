import { expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { migrationsDirectory } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { expectInvoice } from '../support/answer-shapes.ts'
import { createTestDatabase } from '../support/postgres.ts'
import { openRowReader } from '../support/read-rows.ts'
import { checkAll, readPlan } from '../support/schedule.ts'
import { invoiceRequest, openTestApp, type TestApp } from '../support/test-app.ts'

/** Everything that a request does with the rows of an invoice, each statement on a connection that may know it already. */
async function useEverything(app: TestApp): Promise<void> {
  const idempotencyKey = randomUUID()
  const body = invoiceRequest({ provider: 'winpay' })
  const first = await app.send('POST', '/invoices', { body, idempotencyKey })
  const { id } = expectInvoice(first, 201)
  expect((await app.send('POST', '/invoices', { body, idempotencyKey })).status).toBe(201)
  expect((await app.send('POST', '/invoices', { body })).status).toBe(409)
  expectInvoice(await app.send('GET', `/invoices/${id}`), 200)
  expectInvoice(await app.send('PATCH', `/invoices/${id}`, { body: { title: 'New' } }), 200)
  expectInvoice(await app.send('POST', `/invoices/${id}/refresh`), 200)
  for (const path of ['/invoices', `/invoices/${id}/events`, `/invoices/${id}/attempts`])
    expect((await app.send('GET', path)).status).toBe(200)
  await checkAll(app)
}

test('a running gateway goes on when a newer release adds a column to every table', async () => {
  const app = await openTestApp()
  const reader = await openRowReader(app.databaseUrl)
  try {
    await useEverything(app)
    const tables = await reader.rows(`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`)
    for (const { name } of tables) await reader.rows(`alter table ${String(name)} add column of_a_newer_release text`)
    // Several times, so that connections meet statements that they planned before.
    for (let time = 0; time < 3; time += 1) await useEverything(app)
  } finally {
    await reader.close()
    await app.close()
  }
})

test('the migration to the schedule keeps what is open: its exceptions become rows, and it is looked at', async () => {
  const database = await createTestDatabase()
  const environment = { ENCRYPTION_KEY: Buffer.alloc(32, 6).toString('base64') }
  const before = await openTestApp(environment, database.url)
  const created = await before.send('POST', '/invoices', { body: invoiceRequest({ provider: 'netzme' }) })
  const { id } = expectInvoice(created, 201)
  await before.close()
  const reader = await openRowReader(database.url)
  const name = '20261121000000_reconciliation'
  await reader.rows(`drop table exceptions, check_budgets`)
  await reader.rows('drop index invoices_unknown')
  await reader.rows('alter table invoices drop column next_check_at')
  await reader.rows('delete from _prisma_migrations where migration_name = $1', [name])
  await reader.rows(`update invoices set exceptions = '{needs_review,not_payable}'`)
  expect(await migrate(database.url, migrationsDirectory)).toEqual([name])
  const rows = await reader.rows('select invoice_id, code, settled_at from exceptions order by code')
  expect(rows).toEqual(['needs_review', 'not_payable'].map((code) => ({ invoice_id: id, code, settled_at: null })))
  const after = await openTestApp(environment, database.url)
  try {
    expect(await after.tagih.invoices.checks.planUnplanned(after.clock.now(), 10)).toBe(1)
    expect(await checkAll(after)).toBe(1)
    expect(await readPlan(reader, id)).toBeInstanceOf(Date)
  } finally {
    await reader.close()
    await after.close()
    await database.drop()
  }
})
