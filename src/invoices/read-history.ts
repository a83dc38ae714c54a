import type { InvoiceId, MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import type { Json } from '../core/json.ts'
import type { Database } from '../db/statement.ts'
import type { Attempt, Operation, PrismaClient } from '../generated/prisma/client.ts'
import * as sql from './statements.ts'

interface EventRow {
  id: string
  type: string
  sequence: number
  created_at: Date
  data: Json
}

/** The invoice's events by sequence, as the API shows them. Not by Prisma, which reads names as JSON.parse does (see readJson). */
export async function readEvents(database: Database, merchantId: MerchantId, invoiceId: InvoiceId) {
  const events = await database.run<EventRow>(sql.readEvents, [merchantId, invoiceId])
  return events.map(({ id, type, sequence, created_at, data }) => ({
    ...{ id, type, sequence, invoice_id: invoiceId, created_at: presentInstant(created_at), data },
  }))
}

/** Attempts and calls alike. */
export const oldestFirst = [{ startedAt: 'asc' as const }, { id: 'asc' as const }]

/** The attempts with their calls, oldest first, and why each provider was or was not chosen. */
export async function readAttempts(prisma: PrismaClient, merchantId: MerchantId, invoiceId: InvoiceId) {
  const attempts = await prisma.attempt.findMany({
    where: { merchantId, invoiceId },
    orderBy: oldestFirst,
    include: { operations: { orderBy: oldestFirst, omit: { answerSealed: true } } },
  })
  return attempts.map((attempt) => presentAttempt(attempt, attempt.operations.map(presentOperation)))
}

/** As the API shows it; of its calls as much as the caller shows. */
export function presentAttempt<Shown>(attempt: Attempt, operations: Shown[]) {
  return {
    id: attempt.id,
    provider: attempt.provider,
    provider_account: attempt.providerAccount,
    phase: attempt.phase,
    outcome: attempt.outcome,
    provider_code: attempt.providerCode,
    provider_message: attempt.providerMessage,
    started_at: presentInstant(attempt.startedAt),
    finished_at: presentInstant(attempt.finishedAt),
    operations,
    candidates: attempt.candidates,
    resolution: attempt.resolution,
  }
}

export function presentOperation(operation: Omit<Operation, 'answerSealed'>) {
  const { kind, method, path, bytesSent, httpStatus, durationMs } = operation
  return { kind, method, path, bytes_sent: bytesSent, http_status: httpStatus, duration_ms: durationMs }
}
