import type { ProviderAccounts } from '../accounts/provider-accounts.ts'
import type { Clock } from '../core/time.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { hashApiKey, type ApiKeys } from './api-keys.ts'
import { defaultMerchantId } from './merchants.ts'
import { scopes } from './scopes.ts'

interface BootstrapConfig {
  production: boolean
  bootstrapApiKey: string | null
  accounts: { provider: string; credentials: Record<string, unknown>; settings: Record<string, unknown> }[]
  callbackPathToken: string | null
}

interface Parts {
  prisma: PrismaClient
  clock: Clock
  keys: ApiKeys
  accounts: ProviderAccounts
  config: BootstrapConfig
  /** Whether a key is made when there is none. */
  makesFirstKey: boolean
}

/**
 * What a start makes sure of: the default merchant, its key and the accounts of the environment. Answers the key that it made, if any;
 * safe when two instances start at once.
 */
export async function bootstrap({ prisma, clock, keys, accounts, config, makesFirstKey }: Parts): Promise<string | null> {
  await prisma.merchant.createMany({
    data: [{ id: defaultMerchantId, name: 'Default', createdAt: clock.now() }],
    skipDuplicates: true,
  })
  for (const account of config.accounts) {
    const callback = config.callbackPathToken === null ? {} : { callbackToken: config.callbackPathToken }
    await accounts.put({ merchantId: defaultMerchantId, name: 'default', ...account, ...callback })
  }
  const wanted = { merchantId: defaultMerchantId, name: 'bootstrap', scopes, expiresAt: null }
  if (config.bootstrapApiKey !== null) {
    const known = await prisma.apiKey.count({ where: { hash: new Uint8Array(hashApiKey(config.bootstrapApiKey)) } })
    if (known === 0) await keys.create(wanted, config.bootstrapApiKey).catch(ignoreTwin)
    return null
  }
  if (!makesFirstKey || config.production || (await prisma.apiKey.count({ where: { merchantId: defaultMerchantId } })) > 0)
    return null
  return (await keys.create(wanted)).key
}

/** Another instance that starts at the same moment may have made the same key. */
function ignoreTwin(error: unknown): void {
  if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'P2002') return
  throw error
}
