import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Connector } from '../connectors/connector.ts'
import { toFaults } from '../core/faults.ts'
import { asMerchantId, type MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import type { JsonObject } from '../core/json.ts'
import { Problem } from '../core/problems.ts'
import type { Seal } from '../core/seal.ts'
import type { Clock } from '../core/time.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { AccountDirectory, UsableAccount } from '../routing/choose-account.ts'

export interface AccountWish {
  merchantId: MerchantId
  provider: string
  name: string
  credentials: unknown
  settings: unknown
  /** A fixed secret part of the callback path; random otherwise, and kept when the account is changed. */
  callbackToken?: string
}

/** An account that is not in the database: a simulator's, for a provider that the merchant has no account of. */
export type FallbackAccounts = (merchantId: MerchantId, provider: string) => { credentials: unknown; settings: unknown } | null

export interface ProviderAccounts extends AccountDirectory {
  /** Creates or replaces; true when it was created. Credentials are write-only. */
  put(wish: AccountWish): Promise<{ account: ReturnType<typeof presentAccount>; created: boolean }>
  list(merchantId: MerchantId): Promise<ReturnType<typeof presentAccount>[]>
  /** The secret part of an account's callback path; null for one that is not in the database. */
  callbackToken(merchantId: MerchantId, provider: string, name: string): Promise<string | null>
}

/** How long an instance believes what it has read; an account that is changed elsewhere is seen after this. */
const believedMs = 5_000

const place = (merchantId: string, provider: string, name: string, what: string) =>
  `provider-account/${merchantId}/${provider}/${name}/${what}`

interface Parts {
  prisma: PrismaClient
  seal: Seal
  clock: Clock
  connectors: readonly Connector[]
}

export function openProviderAccounts(parts: Parts, fallback: FallbackAccounts): ProviderAccounts {
  const { prisma, seal, clock, connectors } = parts
  const cache = new Map<MerchantId, { accounts: Promise<readonly UsableAccount[]>; readAtMs: number }>()
  const order = (provider: string) => connectors.findIndex(({ manifest }) => manifest.name === provider)

  async function readUsable(merchantId: MerchantId): Promise<readonly UsableAccount[]> {
    const rows = await prisma.providerAccount.findMany({ where: { merchantId } })
    const stored = rows.flatMap((row) => openStored(row, connectors, seal))
    const simulated = connectors.flatMap((connector) => {
      const provider = connector.manifest.name
      const account = stored.some((known) => known.provider === provider) ? null : fallback(merchantId, provider)
      return account === null ? [] : [openAccount(connector, merchantId, 'default', account)]
    })
    const rank = (account: UsableAccount) => `${order(account.provider)}/${account.name === 'default' ? 0 : 1}/${account.name}`
    return [...stored, ...simulated].sort((left, right) => (rank(left) < rank(right) ? -1 : 1))
  }

  return {
    async usable(merchantId) {
      const nowMs = clock.monotonicMs()
      const cached = cache.get(merchantId)
      if (cached !== undefined && nowMs - cached.readAtMs < believedMs) return cached.accounts
      const accounts = readUsable(merchantId)
      cache.set(merchantId, { accounts, readAtMs: nowMs })
      accounts.catch(() => cache.delete(merchantId))
      return accounts
    },

    async put(wish) {
      const put = await putAccount(parts, wish)
      cache.delete(wish.merchantId)
      return put
    },

    async list(merchantId) {
      const rows = await prisma.providerAccount.findMany({
        where: { merchantId },
        orderBy: [{ provider: 'asc' }, { name: 'asc' }],
      })
      return rows.map(presentAccount)
    },

    async callbackToken(merchantId, provider, name) {
      const row = await prisma.providerAccount.findUnique({ where: { merchantId_provider_name: { merchantId, provider, name } } })
      return row === null ? null : seal.open(place(merchantId, provider, name, 'callback'), row.callbackTokenSealed).toString()
    },
  }
}

async function putAccount({ prisma, seal, clock, connectors }: Parts, wish: AccountWish) {
  const sealIn = (what: string, text: string) =>
    new Uint8Array(seal.seal(place(wish.merchantId, wish.provider, wish.name, what), text))
  const { merchantId, provider, name } = wish
  const { credentials, settings } = check(connectors, wish)
  const key = { merchantId_provider_name: { merchantId, provider, name } }
  const before = await prisma.providerAccount.findUnique({ where: key })
  const now = clock.now()
  const sealed = { credentialsSealed: sealIn('credentials', JSON.stringify(credentials)), settings, updatedAt: now }
  const token = wish.callbackToken ?? (before === null ? randomBytes(24).toString('base64url') : null)
  const callback =
    token === null
      ? {}
      : { callbackTokenSealed: sealIn('callback', token), callbackTokenHash: hashCallbackToken(provider, token) }
  const fresh = { callbackTokenSealed: new Uint8Array(), callbackTokenHash: new Uint8Array(), ...callback }
  const row = await prisma.providerAccount.upsert({
    where: key,
    create: { merchantId, provider, name, createdAt: now, ...sealed, ...fresh },
    update: { ...sealed, ...callback },
  })
  return { account: presentAccount(row), created: before === null }
}

function hashCallbackToken(provider: string, token: string) {
  return new Uint8Array(createHash('sha256').update(`${provider}/${token}`).digest())
}

const plainObject: z.ZodType<JsonObject> = z.record(z.string(), z.json())

/** What is stored is what was given and found good; defaults stay with the code. */
function check(connectors: readonly Connector[], { provider, credentials, settings }: AccountWish) {
  const connector = connectors.find(({ manifest }) => manifest.name === provider)
  if (connector === undefined) throw new Problem('not_found', 'There is no such provider.')
  const parsedCredentials = connector.credentials.safeParse(credentials)
  const parsedSettings = connector.settings.safeParse(settings)
  const errors = [
    ...(parsedCredentials.success ? [] : toFaults(parsedCredentials.error, '/credentials')),
    ...(parsedSettings.success ? [] : toFaults(parsedSettings.error, '/settings')),
  ]
  if (errors.length > 0) throw new Problem('invalid_request', 'The account is not well-formed.', { errors })
  return { credentials: plainObject.parse(credentials), settings: plainObject.parse(settings) }
}

interface AccountRow {
  merchantId: string
  provider: string
  name: string
  credentialsSealed: Uint8Array
  settings: unknown
  createdAt: Date
  updatedAt: Date
}

function openStored(row: AccountRow, connectors: readonly Connector[], seal: Seal): UsableAccount[] {
  const connector = connectors.find(({ manifest }) => manifest.name === row.provider)
  if (connector === undefined) return []
  const credentials: unknown = JSON.parse(unseal(row, seal))
  return [openAccount(connector, asMerchantId(row.merchantId), row.name, { credentials, settings: row.settings })]
}

function unseal({ merchantId, provider, name, credentialsSealed }: AccountRow, seal: Seal): string {
  try {
    return seal.open(place(merchantId, provider, name, 'credentials'), credentialsSealed).toString()
  } catch {
    throw new Error(`The account ${provider}/${name} was sealed with another ENCRYPTION_KEY.`)
  }
}

function openAccount(
  connector: Connector,
  merchantId: MerchantId,
  name: string,
  account: { credentials: unknown; settings: unknown },
): UsableAccount {
  const provider = connector.manifest.name
  const fingerprint = createHash('sha256').update(JSON.stringify(account)).digest('base64url')
  return {
    key: `${merchantId}/${provider}/${name}/${fingerprint}`,
    merchantId,
    provider,
    name,
    connector,
    operations: connector.open(account),
    horizonMinutes: connector.horizonMinutes(account.settings),
  }
}

function presentAccount(row: Omit<AccountRow, 'credentialsSealed'>) {
  return {
    merchant_id: row.merchantId,
    provider: row.provider,
    name: row.name,
    settings: plainObject.parse(row.settings),
    created_at: presentInstant(row.createdAt),
    updated_at: presentInstant(row.updatedAt),
  }
}
