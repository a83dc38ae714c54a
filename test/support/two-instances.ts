import { z } from 'zod'
import { openRowReader, type RowReader } from './read-rows.ts'
import { openTestApp, type TestApp } from './test-app.ts'

/** Two processes of one deployment: one database, one key, and the same simulated Winpay. */
export interface TwoInstances {
  first: TestApp
  second: TestApp
  reader: RowReader
  close(): Promise<void>
}

export async function openTwoInstances(): Promise<TwoInstances> {
  const shared = { ENCRYPTION_KEY: Buffer.alloc(32, 3).toString('base64'), PROVIDER_TIMEOUT_MS: '15000' }
  const first = await openTestApp(shared)
  const second = await openTestApp({ ...shared, ...winpayOf(first), BOOTSTRAP_API_KEY: first.key }, first.databaseUrl)
  const reader = await openRowReader(first.databaseUrl)
  // The account that the second brought into the database is the first's too, once it has looked again.
  first.clock.moveBy(10_000)
  return {
    ...{ first, second, reader },
    async close() {
      await reader.close()
      await second.close()
      await first.close()
    },
  }
}

const winpayAccount = z.object({ base_url: z.string(), key: z.string(), secret_key: z.string() })

/** The environment that gives another instance the same simulated Winpay. */
function winpayOf({ tagih: { sandbox } }: TestApp): Record<string, string> {
  const { base_url, key, secret_key } = winpayAccount.parse(sandbox?.credentials('winpay', 'mer_default'))
  return { WINPAY_BASE_URL: base_url, WINPAY_KEY: key, WINPAY_SECRET_KEY: secret_key }
}
