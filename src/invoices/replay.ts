import type { MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import { presentProblem, problemContentType } from '../core/problem-wire.ts'
import { Problem } from '../core/problems.ts'
import { answerCreated, rejectedProblem, type Answer } from './answer.ts'
import type { InvoiceDependencies } from './dependencies.ts'
import type { KnownKey } from './idempotency-store.ts'

export interface KeyedRequest {
  key: string
  route: string
  fingerprint: Buffer
}

const replayed = { 'idempotent-replayed': 'true' }

/** What a key that was used before is answered with, by the contract's table; null when it is not known. */
export async function answerKnownKey(
  dependencies: Pick<InvoiceDependencies, 'keys' | 'store' | 'clock'>,
  merchantId: MerchantId,
  request: KeyedRequest,
  requestId: string,
): Promise<Answer | null> {
  const known = await dependencies.keys.read(merchantId, request.key)
  if (known === null) return null
  if (known.route !== request.route || !known.fingerprint.equals(request.fingerprint)) throw reused(known)
  if (known.answer !== null) return replay(known.answer)
  if (known.lockedUntil !== null && known.lockedUntil > dependencies.clock.now())
    throw inUse(known.lockedUntil, dependencies.clock.now())
  const invoice = known.invoiceId === null ? null : await dependencies.store.read(merchantId, known.invoiceId)
  return invoice === null ? null : answerFromInvoice(dependencies, merchantId, request.key, invoice, requestId)
}

function replay({ status, body }: { status: number; body: string }): Answer {
  const contentType = status >= 400 ? { 'content-type': problemContentType } : {}
  return { status, body, headers: { ...contentType, ...locationOf(status, body), ...replayed } }
}

/** A created invoice's Location is part of its answer; the id is the first member of the kept body. */
function locationOf(status: number, body: string): Record<string, string> {
  const id = /^\{"id":"(inv_[0-9a-z]+)"/.exec(body)?.[1]
  return status === 201 && id !== undefined ? { location: `/invoices/${id}` } : {}
}

/** The invoice as it is now while nobody knows; once it is resolved, that answer is kept from then on. */
async function answerFromInvoice(
  { keys }: Pick<InvoiceDependencies, 'keys'>,
  merchantId: MerchantId,
  key: string,
  invoice: Invoice,
  requestId: string,
): Promise<Answer> {
  const answer: Answer =
    invoice.status === 'failed'
      ? {
          status: 422,
          body: JSON.stringify(presentProblem(rejectedProblem(invoice, null), requestId)),
          headers: { 'content-type': problemContentType },
        }
      : answerCreated(invoice)
  if (answer.status !== 202) await keys.answer(merchantId, key, answer)
  return { ...answer, headers: { ...answer.headers, ...replayed } }
}

function reused({ invoiceId }: KnownKey): Problem {
  return new Problem('idempotency_key_reused', 'This Idempotency-Key was used for a different request.', {
    ...(invoiceId === null ? {} : { invoiceId }),
  })
}

function inUse(lockedUntil: Date, now: Date): Problem {
  const retryAfterSeconds = Math.min(5, Math.max(1, Math.ceil((lockedUntil.getTime() - now.getTime()) / 1_000)))
  return new Problem('idempotency_key_in_use', 'The first request with this Idempotency-Key is still running.', {
    retryAfterSeconds,
  })
}
