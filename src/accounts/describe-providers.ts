import type { Connector } from '../connectors/connector.ts'
import type { CanonicalMember, Carriage } from '../connectors/manifest.ts'
import type { MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import type { Health, HealthWatch } from './health.ts'
import type { ProviderAccounts } from './provider-accounts.ts'

export interface ProviderDescription {
  name: string
  title: string
  documentation: string
  capabilities: Capabilities
  carries: Record<CanonicalMember, Carriage>
  accounts: { name: string; health: ReturnType<typeof presentHealth>; callback_url?: string | null }[]
}

interface Capabilities {
  currencies: ['IDR']
  decimals: number
  payment_types: readonly string[]
  payable_by: readonly string[]
  update: readonly string[] | null
  cancel: boolean
  refresh: boolean
  find_by_reference: boolean
  allocates_virtual_account_numbers: boolean
}

/** A connector's manifest as the API shows it. */
function describeConnector({ manifest }: Connector) {
  const capabilities: Capabilities = {
    currencies: ['IDR'],
    decimals: manifest.decimals,
    payment_types: manifest.paymentTypes,
    payable_by: manifest.payableBy,
    update: manifest.updates,
    cancel: manifest.cancels,
    refresh: manifest.finds !== null,
    find_by_reference: manifest.findsByReference !== null,
    allocates_virtual_account_numbers: manifest.allocatesNumbers,
  }
  const { name, title, documentation, carries } = manifest
  return { name, title, documentation, capabilities, carries }
}

/** Every connector with the merchant's accounts; the callback URL is a secret path and only for operators. */
export function openProviderDescriptions(
  connectors: readonly Connector[],
  accounts: ProviderAccounts,
  health: HealthWatch,
  publicUrl: string,
) {
  return async (merchantId: MerchantId, forOperators: boolean): Promise<ProviderDescription[]> => {
    const usable = await accounts.usable(merchantId)
    return Promise.all(
      connectors.map(async (connector) => {
        const provider = connector.manifest.name
        const own = usable.filter((account) => account.provider === provider)
        const described = own.map(async ({ name, key }) => {
          const shown = { name, health: presentHealth(health.of(key)) }
          if (!forOperators) return shown
          const token = await accounts.callbackToken(merchantId, provider, name)
          return { ...shown, callback_url: token === null ? null : `${publicUrl}/callbacks/${provider}/${token}` }
        })
        return { ...describeConnector(connector), accounts: await Promise.all(described) }
      }),
    )
  }
}

function presentHealth({ status, lastAnswerAt, lastFailureAt }: Health) {
  return { status, last_answer_at: presentInstant(lastAnswerAt), last_failure_at: presentInstant(lastFailureAt) }
}
