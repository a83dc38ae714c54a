import { setTimeout as pause } from 'node:timers/promises'
import type { ProviderInvoice } from '../connectors/connector.ts'
import type { Called } from '../connectors/call.ts'
import { failpoint } from '../core/failpoints.ts'
import type { Invoice } from '../core/invoice.ts'
import { answerAsItStands, answerCreated, type Answer } from './answer.ts'
import type { NewAttempt } from './attempt.ts'
import { endingOf, judgeCreate } from './create-ending.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { writeEnding, type Ended, type Written } from './write-ending.ts'

interface Settlement {
  invoice: Invoice
  attempt: NewAttempt
  called: Called<ProviderInvoice>
  key: string
  requestId: string
}

/** Writes what came of the create, behind the attempt's epoch, and answers. A result for a lost epoch is logged, never applied. */
export async function settleAttempt(dependencies: InvoiceDependencies, settlement: Settlement): Promise<Answer> {
  const { invoice, attempt, called, key, requestId } = settlement
  const verdict = judgeCreate(invoice, called.verdict)
  const ending = endingOf(invoice, verdict, requestId)
  failpoint('before_result')
  const written = await writeWhileAwaited(dependencies, { invoice, attempt, key, verdict, trace: called.trace, ending })
  failpoint('after_result')
  // What is proved not to exist is told so, written or not; what may exist is told as the last thing that is written.
  if (ending.kind === 'void' && written?.invoice.listed !== true) throw ending.problem
  if (written === null) return answerCreated(invoice)
  if (written.answer !== null) return written.answer
  warn(dependencies, settlement, 'the answer to a create came after its attempt had passed to another owner')
  return answerAsItStands(written.invoice, requestId)
}

/** Between tries while the merchant waits: a database that is restarted is often back within a second. */
const waitsMs = [50, 100, 200, 400, 800]
const awaitedMs = 3_000

/** Null when the database stays away: then what is known is kept in memory and written later, for nobody else knows what the provider said. */
async function writeWhileAwaited(dependencies: InvoiceDependencies, ended: Ended): Promise<Written | null> {
  const { clock, unwritten } = dependencies
  const startedMs = clock.monotonicMs()
  for (const waitMs of waitsMs) {
    const written = await writeEnding(dependencies, ended)
    if (written !== null) return written
    if (clock.monotonicMs() - startedMs > awaitedMs) break
    await pause(waitMs)
  }
  warn(dependencies, ended, 'the answer to a create could not be written yet')
  unwritten.keep({ until: ended.attempt.leaseUntil, write: async () => (await writeEnding(dependencies, ended)) !== null })
  return null
}

function warn(
  dependencies: InvoiceDependencies,
  { invoice, attempt }: Pick<Ended, 'invoice' | 'attempt'>,
  message: string,
): void {
  dependencies.warn({ invoice_id: invoice.id, attempt_id: attempt.id }, message)
}
