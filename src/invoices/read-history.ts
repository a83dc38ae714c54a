import type { InvoiceId, MerchantId } from '../core/ids.ts'
import { presentInstant } from '../core/invoice-wire.ts'
import type { PrismaClient } from '../generated/prisma/client.ts'

/** The invoice's events by sequence, as the API shows them. */
export async function readEvents(prisma: PrismaClient, merchantId: MerchantId, invoiceId: InvoiceId) {
  const events = await prisma.event.findMany({ where: { merchantId, invoiceId }, orderBy: { sequence: 'asc' } })
  return events.map(({ id, type, sequence, createdAt, data }) => ({
    ...{ id, type, sequence, invoice_id: invoiceId, created_at: presentInstant(createdAt), data },
  }))
}

/** The attempts with their calls, oldest first, and why each provider was or was not chosen. */
export async function readAttempts(prisma: PrismaClient, merchantId: MerchantId, invoiceId: InvoiceId) {
  const attempts = await prisma.attempt.findMany({
    where: { merchantId, invoiceId },
    orderBy: [{ startedAt: 'asc' }, { id: 'asc' }],
    include: { operations: { orderBy: [{ startedAt: 'asc' }, { id: 'asc' }], omit: { answerSealed: true } } },
  })
  return attempts.map((attempt) => ({
    id: attempt.id,
    provider: attempt.provider,
    provider_account: attempt.providerAccount,
    phase: attempt.phase,
    outcome: attempt.outcome,
    provider_code: attempt.providerCode,
    provider_message: attempt.providerMessage,
    started_at: presentInstant(attempt.startedAt),
    finished_at: presentInstant(attempt.finishedAt),
    operations: attempt.operations.map(({ kind, method, path, bytesSent, httpStatus, durationMs }) => ({
      ...{ kind, method, path, bytes_sent: bytesSent, http_status: httpStatus, duration_ms: durationMs },
    })),
    candidates: attempt.candidates,
    resolution: attempt.resolution,
  }))
}
