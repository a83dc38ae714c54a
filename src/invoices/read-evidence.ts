import type { InvoiceId, MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import type { Seal } from '../core/seal.ts'
import type { InvoiceException, Operation, PrismaClient } from '../generated/prisma/client.ts'
import { sealPlaces } from './idempotency.ts'
import { oldestFirst, presentAttempt, presentOperation } from './read-history.ts'

/** What the API shows of attempts and more: each call with its moment and, when it is asked for, what the provider answered. */
export async function readAttemptEvidence(
  { prisma, seal }: { prisma: PrismaClient; seal: Seal },
  { merchantId, id: invoiceId }: { merchantId: MerchantId; id: InvoiceId },
  opensAnswers: boolean,
) {
  const attempts = await prisma.attempt.findMany({
    where: { merchantId, invoiceId },
    orderBy: oldestFirst,
    include: { operations: { orderBy: oldestFirst } },
  })
  return attempts.map((attempt) => {
    const operations = attempt.operations.map((operation) => ({
      ...{ id: operation.id, started_at: presentInstant(operation.startedAt) },
      ...{ ...presentOperation(operation), outcome: operation.outcome },
      /** Null when there was none, or it is not to be opened. */
      answer: opensAnswers ? openAnswer(seal, merchantId, operation) : null,
    }))
    const { number, checks, notFound, nextCheckAt } = attempt
    const lookedFor = { number, checks, not_found: notFound, next_check_at: presentInstant(nextCheckAt) }
    return { ...presentAttempt(attempt, operations), ...lookedFor }
  })
}

function openAnswer(seal: Seal, merchantId: MerchantId, { invoiceId, id, answerSealed }: Operation): Buffer | null {
  return answerSealed === null ? null : seal.open(sealPlaces.operation(merchantId, invoiceId, id), answerSealed)
}

/** Every exception that there ever was, with who settled it and why; without a name, the gateway saw that it was over. */
export async function readExceptions(prisma: PrismaClient, merchantId: MerchantId, invoiceId: InvoiceId) {
  const raised = await prisma.invoiceException.findMany({
    where: { merchantId, invoiceId },
    orderBy: [{ raisedAt: 'asc' }, { code: 'asc' }],
  })
  return raised.map(presentException)
}

function presentException({ code, raisedAt, details, settledAt, settledBy, note }: InvoiceException) {
  const raised = { code, raised_at: presentInstant(raisedAt), details }
  return { ...raised, settled_at: presentInstant(settledAt), settled_by: settledBy, note }
}
