import { defaultMerchantId } from '../../src/access/merchants.ts'
import type { Provider } from '../../src/sandbox/simulator.ts'
import { readStored } from './schedule.ts'
import type { TestApp } from './test-app.ts'

/** What reaches a provider without the gateway's knowing: a create that was long under way, or a person at the provider's dashboard. */
export async function createAtProvider(app: Pick<TestApp, 'tagih'>, provider: Provider, id: string): Promise<void> {
  const { account, invoice, caller } = await partsOf(app, provider, id)
  const { number } = await app.tagih.invoices.store.readAttempt(invoice)
  const { verdict } = await caller.call(account, 'create', account.operations.create, { invoice, number })
  if (verdict.kind !== 'done') throw new Error('it was not created')
}

export async function cancelPastTheGateway(app: Pick<TestApp, 'tagih'>, provider: Provider, id: string): Promise<void> {
  const { account, invoice, caller } = await partsOf(app, provider, id)
  const { cancel } = account.operations
  if (cancel === undefined) throw new Error('the provider has no cancel')
  const { verdict } = await caller.call(account, 'cancel', cancel, { invoice, page: 0 })
  if (verdict.kind !== 'done') throw new Error('it was not cancelled')
}

async function partsOf({ tagih }: Pick<TestApp, 'tagih'>, provider: Provider, id: string) {
  const { accounts, caller } = tagih.invoices
  const account = (await accounts.usable(defaultMerchantId)).find((one) => one.provider === provider)
  if (account === undefined) throw new Error('the provider has no account')
  return { account, caller, invoice: await readStored({ tagih }, id) }
}
