import { z } from 'zod'
import type { Invoice } from '../../core/invoice.ts'
import type { Fault } from '../../core/problems.ts'
import { baseUrl, horizonMinutes, keyText, publicKey } from '../config-parts.ts'
import type { EnvironmentVariable } from '../connector.ts'
import { readRsaPrivateKey } from '../signing.ts'

const headerText = z.string().regex(/^[!-~]+$/, 'must be visible ASCII without spaces')

const privateKey = keyText.refine((text) => readRsaPrivateKey(text)?.asymmetricKeyType === 'rsa', {
  error: 'must be an RSA private key, PKCS#1 or PKCS#8, with or without armour',
})

export const credentials = z.strictObject({
  base_url: baseUrl({ path: false }).default('https://tokoapisnap-stg.netzme.com'),
  client_id: headerText,
  /** The HMAC key as it stands: it looks like hex and is not decoded. */
  client_secret: z.string().min(1),
  private_key: privateKey,
  /** custIdMerchant */
  merchant_id: z.string().min(1),
  channel_id: headerText,
  /** The x-callback-token that Netzme sends; compared as it stands. */
  callback_token: z.string().min(1).optional(),
  /** Netzme's key, for accounts whose callbacks carry an asymmetric signature. */
  callback_public_key: publicKey.optional(),
})

export type Account = z.infer<typeof credentials>

const createVersion = z.enum(['v1.0', 'v2.0'])

const inquiryKeys = ['trx_id', 'invoice_id', 'partner_reference_no'] as const

export const settings = z.strictObject({
  token_version: z.enum(['v1', 'v2']).default('v1').describe('Version in the path of the access token'),
  api_version: createVersion
    .default('v1.0')
    .describe('Of `invoice/create` and `invoice/create-transaction`; an invoice’s own `api_version` goes before it'),
  inquiry_version: z.enum(['v1.0', 'v2.0']).default('v2.0').describe('Version in the path of the inquiry'),
  inquiry_keys: z
    .array(z.enum(inquiryKeys))
    .default(['trx_id'])
    .describe('By which of its ids an invoice is asked for, in this order; only the transaction id is documented'),
  shipping: z
    .enum(['combined', 'separate'])
    .default('combined')
    .describe(
      '`combined`: the whole sum in amount and basicAmount; `separate`: as in Netzme’s samples, goods there and shipping beside them',
    ),
  horizon_minutes: horizonMinutes,
})
export type Settings = z.infer<typeof settings>

export const options = z.strictObject({
  pay_methods: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(20)
    .optional()
    .describe('Methods among which the payer picks; for `invoice/create`'),
  pay_method: z
    .enum(['BANK_TRANSFER', 'NETZME', 'BCA', 'QRIS', 'RETAIL_OUTLET', 'OVO', 'NETZME_SEAMLESS', 'DANA', 'CREDIT_CARD'])
    .optional()
    .describe('The one method; uses `invoice/create-transaction`'),
  commission_percentage: z.int().min(0).max(100).optional().describe('Whole percent'),
  fee_type: z.enum(['on_buyer', 'on_seller']).optional().describe('Who bears the fee'),
  terminal_id: z.string().min(1).max(64).optional().describe('Terminal of a QRIS merchant'),
  api_version: createVersion.optional().describe('For this invoice, in place of the account’s'),
})
export type Options = z.infer<typeof options>

/** What the caller of `POST /invoices` asked for, for this provider alone. */
export function optionsOf(invoice: Invoice): Options {
  return options.parse(invoice.providerOptions['netzme'] ?? {})
}

export function check(invoice: Invoice): { requires: Fault[]; cannotCarry: Fault[] } {
  const { pay_method, pay_methods } = optionsOf(invoice)
  const cannotCarry: Fault[] = []
  if (pay_method !== undefined && pay_methods !== undefined) {
    const detail = 'Netzme takes either one method (pay_method) or several to pick from (pay_methods).'
    cannotCarry.push({ pointer: '/provider_options/netzme/pay_methods', detail })
  }
  if (pay_method !== undefined && !/^[\p{L}\p{M} ]+$/u.test(invoice.customer.name)) {
    const detail = 'With a pay_method Netzme takes a name of letters and spaces only.'
    cannotCarry.push({ pointer: '/customer/name', detail })
  }
  return { requires: [], cannotCarry }
}

function credential(name: string, member: keyof z.infer<typeof credentials>, purpose: string): EnvironmentVariable {
  return { name, into: 'credentials', member, purpose }
}

export const environment: readonly EnvironmentVariable[] = [
  credential('NETZME_BASE_URL', 'base_url', 'Scheme and host without a path; default is the provider’s staging'),
  credential('NETZME_CLIENT_ID', 'client_id', 'CLIENT_ID (X-CLIENT-KEY and X-PARTNER-ID)'),
  credential('NETZME_CLIENT_SECRET', 'client_secret', 'CLIENT_SECRET; signs every call'),
  credential(
    'NETZME_PRIVATE_KEY',
    'private_key',
    'Private_Key, PKCS#1 or PKCS#8, with or without armour; signs the token request',
  ),
  credential('NETZME_MERCHANT_ID', 'merchant_id', 'Merchant id (custIdMerchant), M_…'),
  credential('NETZME_CHANNEL_ID', 'channel_id', 'CHANNEL-ID, five digits'),
  credential('NETZME_CALLBACK_TOKEN', 'callback_token', 'x-callback-token that every callback must carry'),
  credential('NETZME_CALLBACK_PUBLIC_KEY', 'callback_public_key', 'Netzme’s public key, where callbacks are signed'),
  {
    name: 'NETZME_API_VERSION',
    into: 'settings',
    member: 'api_version',
    purpose: 'v1.0 (default) or v2.0, of invoice/create and invoice/create-transaction',
  },
]
