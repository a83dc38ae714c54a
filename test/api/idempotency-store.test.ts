import { afterAll, beforeAll, describe } from '@jest/globals'
import type pg from 'pg'
import { newMerchantId, type MerchantId } from '../../src/core/ids.ts'
import { sealWith } from '../../src/core/seal.ts'
import { openPool } from '../../src/db/pool.ts'
import { openDatabase } from '../../src/db/statement.ts'
import { openIdempotencyStore, type IdempotencyStore } from '../../src/invoices/idempotency-store.ts'
import { testIdempotencyStore } from '../support/idempotency-store-guarantees.ts'
import { createTestDatabase } from '../support/postgres.ts'

describe('keys in the database', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let pool: pg.Pool
  let keys: IdempotencyStore
  let merchants: [MerchantId, MerchantId]
  beforeAll(async () => {
    database = await createTestDatabase()
    pool = openPool({ url: database.url, max: 2, onError: () => undefined })
    keys = openIdempotencyStore(openDatabase(pool, true), sealWith(Buffer.alloc(32, 7)))
    merchants = [newMerchantId(), newMerchantId()]
  })
  afterAll(async () => {
    await pool.end()
    await database.drop()
  })

  testIdempotencyStore(() => ({ keys, merchants }))
})
