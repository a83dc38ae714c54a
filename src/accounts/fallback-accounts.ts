import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { asMerchantId, type MerchantId } from '../core/ids.ts'

interface FallbackAccount {
  credentials: unknown
  settings: unknown
}

/** Accounts that are not in the database: a simulator's, for a provider that the merchant has no account of. */
export interface FallbackAccounts {
  open(merchantId: MerchantId, provider: string): FallbackAccount | null
  /** The secret part of its callback path: the same at every start and in every process that has the key. */
  callbackToken(merchantId: MerchantId, provider: string): string
  /** Whose path it is; null for a token that was not made with this key for this provider. */
  merchantOf(provider: string, token: string): MerchantId | null
}

/** No other token has a dot in it. */
const tokenForm = /^sbx[.](mer_\w+)[.]([\w-]{43})$/

/** @param key of the installation; the tokens are made with one that is derived from it. */
export function openFallbackAccounts(key: Buffer, open: FallbackAccounts['open']): FallbackAccounts {
  const own = Buffer.from(hkdfSync('sha256', key, '', 'callback paths of fallback accounts', 32))
  const prove = (provider: string, merchantId: string) =>
    createHmac('sha256', own).update(`${provider}/${merchantId}`).digest('base64url')
  return {
    open,
    callbackToken: (merchantId, provider) => `sbx.${merchantId}.${prove(provider, merchantId)}`,
    merchantOf(provider, token) {
      const [, merchantId = '', proof = ''] = tokenForm.exec(token) ?? []
      const isOurs = merchantId !== '' && timingSafeEqual(Buffer.from(proof), Buffer.from(prove(provider, merchantId)))
      return isOurs ? asMerchantId(merchantId) : null
    },
  }
}
