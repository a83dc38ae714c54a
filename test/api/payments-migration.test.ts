import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import pg from 'pg'
import { migrationsDirectory } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createTestDatabase } from '../support/postgres.ts'

const before = ['20261120000000_start', '20261121000000_reconciliation']

const invoice = `
insert into invoices (merchant_id, id, status, version, reference, listed, currency, amount, amount_due, amount_paid, provider,
  provider_account, details, payment, provider_data, exceptions, last_sequence, expires_at, created_at, updated_at, paid_at)
values ('mer_a', $1, $2, 3, $1, true, 'IDR', 260000, 260000, $3, 'winpay', 'default', '{}', '{}', '{}', '{}', 2,
  '2026-11-21T00:00:00Z', '2026-11-20T00:00:00Z', '2026-11-20T02:00:00Z', $4)`

test('what was paid before there were payments is one payment without a name, and what was not paid has none', async () => {
  const database = await createTestDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'tagih-migrations-'))
  const client = new pg.Client({ connectionString: database.url })
  try {
    await client.connect()
    await client.query('drop schema public cascade')
    await client.query('create schema public')
    for (const name of before) await cp(join(migrationsDirectory, name), join(directory, name), { recursive: true })
    await migrate(database.url, directory)
    await client.query(invoice, ['inv_01paid', 'paid', '260000', '2026-11-20T01:00:00Z'])
    await client.query(invoice, ['inv_02part', 'partially_paid', '60000.67', null])
    await client.query(invoice, ['inv_03open', 'open', '0', null])
    await migrate(database.url, migrationsDirectory)
    const { rows } = await client.query(
      'select id, invoice_id, provider_payment_id, amount, status, received_at from payments order by id',
    )
    expect(rows).toEqual([
      {
        ...{ id: 'pay_01paid', invoice_id: 'inv_01paid', provider_payment_id: null, amount: '260000.00', status: 'received' },
        received_at: new Date('2026-11-20T01:00:00Z'),
      },
      {
        ...{ id: 'pay_02part', invoice_id: 'inv_02part', provider_payment_id: null, amount: '60000.67', status: 'received' },
        received_at: new Date('2026-11-20T02:00:00Z'),
      },
    ])
  } finally {
    await client.end()
    await database.drop()
    await rm(directory, { recursive: true, force: true })
  }
})
