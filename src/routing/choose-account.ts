import type { OpenAccount } from '../connectors/call.ts'
import type { Invoice } from '../core/invoice.ts'
import type { MerchantId } from '../core/ids.ts'
import { Problem } from '../core/problems.ts'
import { findMisfit } from './check-capabilities.ts'

/** An account that a merchant may use. */
export interface UsableAccount extends OpenAccount {
  merchantId: MerchantId
  provider: string
  name: string
  /** How long a create may still appear at the provider after it was sent. */
  horizonMinutes: number
}

export interface AccountDirectory {
  /** The merchant's accounts, in the order of the connectors, `default` first within a provider. */
  usable(merchantId: MerchantId): Promise<readonly UsableAccount[]>
}

export interface Choice {
  account: UsableAccount
  candidates: { provider: string; provider_account: string; chosen: boolean; reason: string }[]
}

interface Wish {
  provider: string | null
  providerAccount: string | null
}

/**
 * The account for an invoice: the one asked for, else the first configured one that can carry the request.
 * No other is tried afterwards. `draft` is the invoice as it would be.
 */
export function chooseAccount(accounts: readonly UsableAccount[], known: readonly string[], wish: Wish, draft: Invoice): Choice {
  const considered = accounts.filter((account) => isWished(account, wish))
  if (considered.length === 0)
    throw new Problem('invalid_request', 'No such provider account.', { errors: [fault(accounts, known, wish)] })
  const candidates: Choice['candidates'] = []
  let firstMisfit: Problem | null = null
  for (const account of wish.providerAccount === null ? firstOfEach(considered) : considered) {
    const misfit = findMisfit(account.connector, draft)
    const { provider, name } = account
    if (misfit === null) {
      const reason = wish.provider === null ? 'the first configured provider that can carry the request' : 'asked for'
      return { account, candidates: [...candidates, { provider, provider_account: name, chosen: true, reason }] }
    }
    firstMisfit ??= misfit
    candidates.push({ provider, provider_account: name, chosen: false, reason: misfit.message })
  }
  throw firstMisfit ?? new Problem('invalid_request', 'No provider is configured.')
}

function isWished({ provider, name }: UsableAccount, wish: Wish): boolean {
  return (
    (wish.provider === null || provider === wish.provider) && (wish.providerAccount === null || name === wish.providerAccount)
  )
}

function firstOfEach(accounts: readonly UsableAccount[]): UsableAccount[] {
  return accounts.filter((account, index) => accounts.findIndex(({ provider }) => provider === account.provider) === index)
}

function fault(accounts: readonly UsableAccount[], known: readonly string[], { provider, providerAccount }: Wish) {
  if (provider !== null && !known.includes(provider)) {
    return { pointer: '/provider', detail: `There is no such provider; there are ${known.join(', ')}.` }
  }
  if (provider !== null && !accounts.some((account) => account.provider === provider)) {
    return { pointer: '/provider', detail: 'This provider has no account; an admin adds one with PUT /provider-accounts.' }
  }
  if (providerAccount !== null) return { pointer: '/provider_account', detail: 'There is no account of this name.' }
  return { pointer: '/provider', detail: 'No provider has an account; an admin adds one with PUT /provider-accounts.' }
}
