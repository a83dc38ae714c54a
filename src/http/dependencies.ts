import type { z } from 'zod'
import type { ApiKeys } from '../access/api-keys.ts'
import type { Merchants } from '../access/merchants.ts'
import type { ProviderAccounts } from '../accounts/provider-accounts.ts'
import type { IntakeDependencies } from '../callbacks/receive-callback.ts'
import type { InvoiceDependencies } from '../invoices/dependencies.ts'
import type { Reading } from '../invoices/reading.ts'
import type { ProviderDescription } from '../accounts/describe-providers.ts'
import type { MerchantId } from '../core/ids.ts'
import type { Problem } from '../core/problems.ts'
import type { WebhookDependencies } from '../webhooks/manage-endpoints.ts'
import type { Metrics } from './metrics.ts'

/** What the HTTP border stands on; made once in app.ts. */
export interface HttpDependencies {
  invoices: InvoiceDependencies
  /** Operators' and merchants' reading, without a provider being asked. */
  reading: Reading
  webhooks: WebhookDependencies
  /** What providers tell unasked. */
  callbacks: IntakeDependencies
  keys: ApiKeys
  merchants: Merchants
  accounts: ProviderAccounts
  metrics: Metrics
  /** `provider_options`, with the schema of each connector. */
  providerOptions: z.ZodObject
  describeProviders: (merchantId: MerchantId, forOperators: boolean) => Promise<ProviderDescription[]>
  readiness: { isReady(): Promise<boolean>; isDraining(): boolean }
  translate: (error: unknown) => Problem | null
  limits: { ratePerSecond: number; trustProxy: string[] }
}
