import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Connector } from '../connectors/connector.ts'
import { toFaults } from '../core/faults.ts'
import type { MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import { isSameJson, type JsonObject } from '../core/json.ts'
import { Problem } from '../core/problems.ts'
import type { Seal } from '../core/seal.ts'
import type { Clock } from '../core/time.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { AccountDirectory, UsableAccount } from '../routing/choose-account.ts'
import { openCallbackAccounts, type CallbackAccounts } from './callback-accounts.ts'
import type { FallbackAccounts } from './fallback-accounts.ts'
import {
  hashCallbackToken,
  openAccount,
  openCallbackToken,
  openCredentials,
  openStored,
  sealPlace,
  type AccountRow,
} from './stored-account.ts'

export interface AccountWish {
  merchantId: MerchantId
  provider: string
  name: string
  credentials: unknown
  settings: unknown
  /** A fixed secret part of the callback path; random otherwise, and kept when the account is changed. */
  callbackToken?: string
}

export interface ProviderAccounts extends AccountDirectory, Pick<CallbackAccounts, 'byCallbackToken'> {
  /** Creates or replaces; true when it was created. Credentials are write-only. */
  put(wish: AccountWish): Promise<{ account: ReturnType<typeof presentAccount>; created: boolean }>
  list(merchantId: MerchantId): Promise<ReturnType<typeof presentAccount>[]>
  /** The secret part of an account's callback path; null when there is no such account. */
  callbackToken(merchantId: MerchantId, provider: string, name: string): Promise<string | null>
  /** That of the first stored account whose credentials are the ones looked for. Reads every account of the provider. */
  findCallbackToken(provider: string, isTheirs: (credentials: unknown) => boolean): Promise<string | null>
}

interface MerchantAccounts {
  usable: readonly UsableAccount[]
  /** Those of them that are not in the database. */
  fallbacks: readonly UsableAccount[]
}

/** How long an instance believes what it has read; an account that is changed elsewhere is seen after this. */
const believedMs = 5_000

interface Parts {
  prisma: PrismaClient
  seal: Seal
  clock: Clock
  connectors: readonly Connector[]
}

export function openProviderAccounts(parts: Parts, fallback: FallbackAccounts | null): ProviderAccounts {
  const { prisma, seal, clock } = parts
  const cache = new Map<MerchantId, { accounts: Promise<MerchantAccounts>; readAtMs: number }>()
  const callbacks = openCallbackAccounts({ ...parts, believedMs })

  async function accountsOf(merchantId: MerchantId): Promise<MerchantAccounts> {
    const nowMs = clock.monotonicMs()
    const cached = cache.get(merchantId)
    if (cached !== undefined && nowMs - cached.readAtMs < believedMs) return cached.accounts
    const accounts = readAccounts(parts, fallback, merchantId)
    cache.set(merchantId, { accounts, readAtMs: nowMs })
    accounts.catch(() => cache.delete(merchantId))
    return accounts
  }

  return {
    async byCallbackToken(provider, token) {
      const merchantId = fallback?.merchantOf(provider, token) ?? null
      if (merchantId === null) return callbacks.byCallbackToken(provider, token)
      const account = (await accountsOf(merchantId)).fallbacks.find((one) => one.provider === provider)
      return account === undefined ? null : { account, previous: null }
    },

    async usable(merchantId) {
      return (await accountsOf(merchantId)).usable
    },

    async put(wish) {
      const put = await putAccount(parts, wish)
      cache.delete(wish.merchantId)
      callbacks.forget()
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
      const { fallbacks } = await accountsOf(merchantId)
      if (fallbacks.some((account) => account.provider === provider && account.name === name))
        return fallback?.callbackToken(merchantId, provider) ?? null
      const row = await prisma.providerAccount.findUnique({ where: { merchantId_provider_name: { merchantId, provider, name } } })
      return row === null ? null : openCallbackToken(row, seal)
    },

    async findCallbackToken(provider, isTheirs) {
      const rows = await prisma.providerAccount.findMany({ where: { provider }, orderBy: { createdAt: 'asc' } })
      const row = rows.find((one) => isTheirs(openCredentials(one, seal)))
      return row === undefined ? null : openCallbackToken(row, seal)
    },
  }
}

async function readAccounts(
  { prisma, seal, connectors }: Parts,
  fallback: FallbackAccounts | null,
  merchantId: MerchantId,
): Promise<MerchantAccounts> {
  const rows = await prisma.providerAccount.findMany({ where: { merchantId } })
  const stored = rows.flatMap((row) => openStored(row, connectors, seal) ?? [])
  const fallbacks = connectors.flatMap((connector) => {
    const provider = connector.manifest.name
    const account = stored.some((known) => known.provider === provider) ? null : (fallback?.open(merchantId, provider) ?? null)
    return account === null ? [] : [openAccount(connector, merchantId, 'default', account)]
  })
  const order = (provider: string) => connectors.findIndex(({ manifest }) => manifest.name === provider)
  const rank = (account: UsableAccount) => `${order(account.provider)}/${account.name === 'default' ? 0 : 1}/${account.name}`
  return { usable: [...stored, ...fallbacks].sort((left, right) => (rank(left) < rank(right) ? -1 : 1)), fallbacks }
}

async function putAccount(parts: Parts, wish: AccountWish) {
  const { prisma, seal, clock, connectors } = parts
  const sealIn = (what: 'credentials' | 'callback', text: string) =>
    new Uint8Array(seal.seal(sealPlace(wish.merchantId, wish.provider, wish.name, what), text))
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
    update: { ...sealed, ...callback, ...(before === null ? {} : keepPrevious(parts, before, credentials)) },
  })
  return { account: presentAccount(row), created: before === null }
}

/** What goes before new credentials proves callbacks for a while longer; writing the same ones again changes nothing. */
function keepPrevious({ seal, clock }: Parts, before: AccountRow, credentials: JsonObject) {
  const known = openCredentials(before, seal)
  if (known !== null && isSameJson(plainObject.parse(known), credentials)) return {}
  const previousCredentialsSealed = known === null ? null : new Uint8Array(before.credentialsSealed)
  return { previousCredentialsSealed, credentialsChangedAt: clock.now() }
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

function presentAccount(row: Omit<AccountRow, 'credentialsSealed'> & { createdAt: Date; updatedAt: Date }) {
  return {
    merchant_id: row.merchantId,
    provider: row.provider,
    name: row.name,
    settings: plainObject.parse(row.settings),
    created_at: presentInstant(row.createdAt),
    updated_at: presentInstant(row.updatedAt),
  }
}
