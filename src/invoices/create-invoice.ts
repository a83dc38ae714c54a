import type { CreateInput, ProviderInvoice } from '../connectors/connector.ts'
import type { Called } from '../connectors/call.ts'
import { failpoint } from '../core/failpoints.ts'
import type { MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import { Problem } from '../core/problems.ts'
import { chooseAccount, type Choice } from '../routing/choose-account.ts'
import type { Answer } from './answer.ts'
import type { NewAttempt } from './attempt.ts'
import { claimInvoice } from './claim-invoice.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { draftInvoice } from './draft-invoice.ts'
import { fingerprintOf } from './idempotency.ts'
import type { InvoiceRequest } from './invoice-request.ts'
import { answerKnownKey } from './replay.ts'
import { settleAttempt } from './settle-attempt.ts'

const createRoute = 'POST /invoices'
const claimsMax = 3

export interface CreateCommand {
  merchantId: MerchantId
  key: string
  request: InvoiceRequest
  requestId: string
}

/**
 * One request, at most one invoice at one provider. Key, invoice and attempt are committed before a byte leaves; no transaction is open
 * during the call; whatever is not proved ends as `unknown`, never as an error.
 */
export async function createInvoice(dependencies: InvoiceDependencies, command: CreateCommand): Promise<Answer> {
  const request = { key: command.key, route: createRoute, fingerprint: fingerprintOf(createRoute, command.request) }
  for (let claim = 0; claim < claimsMax; claim += 1) {
    const plan = await planInvoice(dependencies, command).catch((error: unknown) => {
      if (error instanceof Problem) return error
      throw error
    })
    failpoint('before_claim')
    const claimed = plan instanceof Problem ? null : await claimInvoice(dependencies, request, plan.invoice, plan.choice)
    if (!(plan instanceof Problem) && claimed?.kind === 'won') return sendCreate(dependencies, command, plan, claimed.attempt)
    const read = claimed?.kind === 'known' ? claimed.known : undefined
    const known = await answerKnownKey(dependencies, command.merchantId, request, command.requestId, read)
    if (known !== null) return known
    if (plan instanceof Problem) throw plan
    const other = await dependencies.store.readByReference(command.merchantId, command.request.reference)
    if (other !== null && other.idempotencyKey !== command.key) throw referenceProblem(other)
    // Whoever had the key or the reference has just given it back, perhaps to the same request said again: decide once more.
  }
  throw new Problem('unavailable', 'The key or the reference is being given back by another request.', { retryAfterSeconds: 1 })
}

interface Plan {
  invoice: Invoice
  choice: Choice
}

/** Everything that depends on time, configuration and routing. A known key is answered before any of its problems. */
async function planInvoice(dependencies: InvoiceDependencies, { merchantId, key, request }: CreateCommand): Promise<Plan> {
  const { clock, accounts, providers, defaultExpiryMinutes } = dependencies
  const draft = draftInvoice(request, { merchantId, key, now: clock.now(), defaultExpiryMinutes })
  const wish = { provider: request.provider ?? null, providerAccount: request.provider_account ?? null }
  const choice = chooseAccount(await accounts.usable(merchantId), providers, wish, draft)
  return { choice, invoice: { ...draft, provider: choice.account.provider, providerAccount: choice.account.name } }
}

async function sendCreate(
  dependencies: InvoiceDependencies,
  { key, requestId }: CreateCommand,
  { invoice, choice: { account } }: Plan,
  attempt: NewAttempt,
): Promise<Answer> {
  failpoint('after_claim')
  const input: CreateInput = { invoice, number: attempt.number }
  const { admission, caller } = dependencies
  const called: Called<ProviderInvoice> = await admission.lend(() =>
    caller.call(account, 'create', account.operations.create, input, { sendBy: attempt.sendDeadline }),
  )
  return settleAttempt(dependencies, { invoice, attempt, called, key, requestId })
}

function referenceProblem(other: Invoice): Problem {
  return new Problem('reference_already_used', 'Another invoice has this reference.', {
    invoiceId: other.id,
    errors: [{ pointer: '/reference', detail: 'Use a new reference, or look at the invoice that has it.' }],
  })
}
