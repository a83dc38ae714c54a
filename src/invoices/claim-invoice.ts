import { randomInt } from 'node:crypto'
import { newAttemptId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import { Problem } from '../core/problems.ts'
import { addMs, dayMs } from '../core/time.ts'
import { isUnavailable } from '../db/pool.ts'
import { isUniqueViolation } from '../db/postgres-errors.ts'
import type { Choice } from '../routing/choose-account.ts'
import { leaseMarginMs, type NewAttempt } from './attempt.ts'
import type { Claimed } from './claim-statement.ts'
import { endingOf } from './create-ending.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import { writeEnding } from './write-ending.ts'

/** How long a number stays with a bill that is finished: a payer may still have it in an e-mail. */
const numberRestDays = 90
const drawsMax = 5

interface Request {
  key: string
  route: string
  fingerprint: Buffer
}

/** The attempt, once invoice, key and attempt are committed. */
export type ClaimedInvoice = { kind: 'won'; attempt: NewAttempt } | Exclude<Claimed, { kind: 'won' }>

export async function claimInvoice(
  dependencies: InvoiceDependencies,
  request: Request,
  invoice: Invoice,
  { account, candidates }: Choice,
): Promise<ClaimedInvoice> {
  const { store, providerTimeoutMs } = dependencies
  const { numbers } = account.connector
  const wanted = numbers?.wanted(invoice) ?? null
  const numberRestedSince = wanted === null ? null : restedSince(dependencies)
  const sendDeadline = addMs(invoice.createdAt, providerTimeoutMs)
  // Token, one call, and once more of both after a token that was refused: four calls at most follow the deadline's start.
  const leaseUntil = addMs(sendDeadline, 4 * providerTimeoutMs + leaseMarginMs)
  for (let draw = 0; draw < drawsMax; draw += 1) {
    const number = numbers === undefined ? null : (wanted ?? numbers.draw((below) => randomInt(below)))
    const attempt = { id: newAttemptId(), candidates, number, epoch: 1, sendDeadline, leaseUntil }
    try {
      const claimed = await store.claim({ invoice, ...request, attempt, numberRestedSince })
      return claimed.kind === 'won' ? { kind: 'won', attempt } : claimed
    } catch (error) {
      // The whole claim was undone: the key had been used by another kind of request, or the number is another bill's.
      if (isUniqueViolation(error, 'idempotency_keys_pkey')) return { kind: 'lost' }
      if (isUnavailable(error)) {
        if (await wasClaimed(dependencies, invoice)) return { kind: 'won', attempt }
        takeBackLater(dependencies, invoice, attempt, request.key)
      }
      if (!isUniqueViolation(error, 'va_numbers_pkey')) throw error
      if (numbers !== undefined && wanted !== null) throw await numberProblem(dependencies, invoice, wanted, numbers.pointer)
    }
  }
  throw new Problem('unavailable', 'No free virtual account number was found.', { retryAfterSeconds: 1 })
}

/** Whether the claim was committed although its answer was lost on the way from the database. */
async function wasClaimed({ store }: InvoiceDependencies, { merchantId, id }: Invoice): Promise<boolean> {
  return (await store.read(merchantId, id).catch(() => null)) !== null
}

/**
 * The merchant hears 503, nothing is sent, and yet the claim may be there, or come late: once the database tells of it, key and reference are given
 * back, for this process knows that nothing was sent.
 */
function takeBackLater(dependencies: InvoiceDependencies, invoice: Invoice, attempt: NewAttempt, key: string): void {
  const verdict = { kind: 'not_sent', reason: 'the database did not say in time that it was recorded' } as const
  const ended = { invoice, attempt, key, verdict, trace: [], ending: endingOf(invoice, verdict, '') }
  dependencies.unwritten.keep({
    until: attempt.leaseUntil,
    write: async () => (await wasClaimed(dependencies, invoice)) && (await writeEnding(dependencies, ended)) !== null,
  })
}

function restedSince({ clock }: Pick<InvoiceDependencies, 'clock'>): Date {
  return addMs(clock.now(), -numberRestDays * dayMs)
}

async function numberProblem(
  dependencies: InvoiceDependencies,
  invoice: Invoice,
  number: string,
  pointer: string,
): Promise<Problem> {
  const holder = await dependencies.numbers.holder({ ...invoice, number }, restedSince(dependencies))
  return new Problem('va_number_in_use', 'Another bill has this number, or had it less than 90 days ago.', {
    ...(holder === null ? {} : { invoiceId: holder }),
    errors: [{ pointer, detail: 'Choose another number, or leave it out.' }],
  })
}
