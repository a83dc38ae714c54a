import type { MerchantId } from '../core/ids.ts'
import type { Database } from '../db/statement.ts'
import * as sql from './statements.ts'

/** One payable number in one provider account. */
export interface NumberPlace {
  merchantId: MerchantId
  provider: string
  providerAccount: string
  number: string
}

/** Who has which payable number; a number is taken by the claim of its invoice. */
export interface NumberStore {
  /** The invoice that still keeps a number: unfinished, or finished after `since`. */
  holder(account: NumberPlace, since: Date): Promise<string | null>
}

export function openNumberStore(database: Database): NumberStore {
  return {
    async holder({ merchantId, provider, providerAccount, number }, since) {
      const values = [merchantId, provider, providerAccount, number, since]
      const [row] = await database.run<{ id: string }>(sql.readNumberHolder, values)
      return row?.id ?? null
    },
  }
}
