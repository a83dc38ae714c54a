import type { Operation, ProviderInvoice, UpdateInput } from '../connectors/connector.ts'
import { canonicalMembers } from '../connectors/manifest.ts'
import type { Invoice } from '../core/invoice.ts'
import { Problem } from '../core/problems.ts'
import { findMisfit } from '../routing/check-capabilities.ts'
import type { UsableAccount } from '../routing/choose-account.ts'
import type { ChangeableMember } from './merge-patch.ts'

/** Which of the changed members the provider must know; the others stay with the gateway. */
export function toldMembers({ connector }: UsableAccount, changed: readonly ChangeableMember[]): ChangeableMember[] {
  const { carries } = connector.manifest
  const kept: readonly string[] = canonicalMembers.filter((member) => carries[member] === 'kept')
  return changed.filter((member) => !kept.includes(member))
}

/** Throws what can be known before anything is sent: no update there, a member that it cannot change, a status in which it changes nothing. */
export function allowedUpdate(
  account: UsableAccount,
  invoice: Invoice,
  wanted: Invoice,
  changed: readonly ChangeableMember[],
): Operation<UpdateInput, ProviderInvoice> {
  const { connector, operations } = account
  const { title, updates } = connector.manifest
  const invoiceId = invoice.id
  const faultsOf = (members: readonly ChangeableMember[], detail: string) =>
    members.map((member) => ({ pointer: `/${member.replaceAll('.', '/')}`, detail }))
  if (operations.update === undefined || updates === null) {
    const errors = faultsOf(changed, `${title} was told this and cannot be told otherwise.`)
    throw new Problem('operation_not_supported', `${title} has no update.`, { errors, invoiceId })
  }
  const known: readonly string[] = updates
  const fixed = changed.filter((member) => !known.includes(member))
  if (fixed.length > 0) {
    const errors = faultsOf(fixed, `${title} cannot change this.`)
    throw new Problem('provider_cannot_carry', `${title} cannot change: ${fixed.join(', ')}.`, { errors, invoiceId })
  }
  if (invoice.status !== 'open' && invoice.status !== 'partially_paid') {
    throw new Problem('invoice_state_conflict', `The invoice is ${invoice.status}; the provider changes only open ones.`, {
      invoiceId,
    })
  }
  const misfit = findMisfit(connector, wanted)
  if (misfit !== null) throw misfit
  return operations.update
}
