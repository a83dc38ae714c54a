import { createHash } from 'node:crypto'
import type { Connector } from '../connectors/connector.ts'
import { asMerchantId, type MerchantId } from '../core/ids.ts'
import type { Seal } from '../core/seal.ts'
import type { UsableAccount } from '../routing/choose-account.ts'

/** A row of `provider_accounts`, as far as an account is opened from it. */
export interface AccountRow {
  merchantId: string
  provider: string
  name: string
  credentialsSealed: Uint8Array
  settings: unknown
}

/** Where a secret of an account is kept; what was sealed for one place does not open in another. */
export function sealPlace(merchantId: string, provider: string, name: string, what: 'credentials' | 'callback'): string {
  return `provider-account/${merchantId}/${provider}/${name}/${what}`
}

/** What the database looks an account up by; it does not hold the token itself. */
export function hashCallbackToken(provider: string, token: string) {
  return new Uint8Array(createHash('sha256').update(`${provider}/${token}`).digest())
}

/** Null when this release has no such connector. Throws when the account was sealed with another key. */
export function openStored(row: AccountRow, connectors: readonly Connector[], seal: Seal): UsableAccount | null {
  const { provider, name, settings } = row
  const connector = connectors.find(({ manifest }) => manifest.name === provider)
  if (connector === undefined) return null
  const credentials = openCredentials(row, seal)
  if (credentials === null) throw new Error(`The account ${provider}/${name} was sealed with another ENCRYPTION_KEY.`)
  return openAccount(connector, asMerchantId(row.merchantId), name, { credentials, settings })
}

/** The secret part of its callback path. */
export function openCallbackToken(
  { merchantId, provider, name, callbackTokenSealed }: AccountRow & { callbackTokenSealed: Uint8Array },
  seal: Seal,
): string {
  return seal.open(sealPlace(merchantId, provider, name, 'callback'), callbackTokenSealed).toString()
}

/** Null when they were sealed with another key. */
export function openCredentials({ merchantId, provider, name, credentialsSealed }: AccountRow, seal: Seal): unknown {
  let text: string
  try {
    text = seal.open(sealPlace(merchantId, provider, name, 'credentials'), credentialsSealed).toString()
  } catch {
    return null
  }
  return JSON.parse(text)
}

export function openAccount(
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
