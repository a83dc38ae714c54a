import { expect } from '@jest/globals'
import { z } from 'zod'
import { asMerchantId } from '../../src/core/ids.ts'
import { openPool } from '../../src/db/pool.ts'
import { openDatabase } from '../../src/db/statement.ts'
import { auditEvents } from '../../src/invoices/audit-events.ts'
import { openEventAuditStore } from '../../src/invoices/event-audit-store.ts'

const merchants = z.array(z.object({ merchant_id: z.string() }))

/** No change of any invoice lacks its event, and no event lacks its change; there must be invoices to look at. */
export async function expectEventsToAgree(databaseUrl: string): Promise<void> {
  const pool = openPool({ url: databaseUrl, max: 1, onError: () => undefined })
  try {
    const database = openDatabase(pool, true)
    const found = merchants.parse(await database.query('select distinct merchant_id from invoices', []))
    expect(found).not.toEqual([])
    for (const { merchant_id } of found) {
      const { faults } = await auditEvents(openEventAuditStore(database), asMerchantId(merchant_id), Infinity)
      expect(faults).toEqual([])
    }
  } finally {
    await pool.end()
  }
}
