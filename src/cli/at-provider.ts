import type { Tagih } from '../app.ts'
import type { Config } from '../config.ts'
import type { InvoiceId, MerchantId } from '../core/ids.ts'
import { Problem } from '../core/problems.ts'
import { readInvoice } from '../invoices/read-invoice.ts'
import { ExpectedFailure } from './with-app.ts'

/** Does what needs the provider. The simulators run inside the server alone, so that to a command their accounts look as if they were gone. */
export async function atProvider<Result>(
  { invoices, accounts }: Tagih,
  { sandbox }: Config,
  { merchantId, id }: { merchantId: MerchantId; id: InvoiceId },
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!sandbox || !(error instanceof Problem) || error.code !== 'operation_not_supported') throw error
    const { provider, providerAccount } = await readInvoice(invoices, merchantId, id)
    const usable = await accounts.usable(merchantId)
    if (usable.some((account) => account.provider === provider && account.name === providerAccount)) throw error
    throw new ExpectedFailure(
      `The simulated ${provider} runs inside the server, where a command cannot reach it: use the API of the running gateway.`,
    )
  }
}
