import type { MerchantId } from '../core/ids.ts'
import type { Invoice } from '../core/invoice.ts'
import { problemContentType } from '../core/problem-wire.ts'
import { Problem } from '../core/problems.ts'
import type { Clock } from '../core/time.ts'
import { answerAsItStands, type Answer } from './answer.ts'
import type { IdempotencyStore } from './idempotency-store.ts'
import type { InvoiceStore } from './invoice-store.ts'
import type { KnownKey } from './known-key.ts'

export interface ReplayDependencies {
  keys: IdempotencyStore
  store: Pick<InvoiceStore, 'read'>
  clock: Clock
}

export interface KeyedRequest {
  key: string
  route: string
  fingerprint: Buffer
}

const replayed = { 'idempotent-replayed': 'true' }

/** What a key that was used before is answered with, by the contract's table; null when it is not known. `read` is what was just read of it. */
export async function answerKnownKey(
  dependencies: ReplayDependencies,
  merchantId: MerchantId,
  request: KeyedRequest,
  requestId: string,
  read?: KnownKey,
): Promise<Answer | null> {
  const known = read ?? (await dependencies.keys.read(merchantId, request.key))
  if (known === null) return null
  if (known.route !== request.route || !known.fingerprint.equals(request.fingerprint)) throw reused(known)
  if (known.answer !== null) return replay(known.answer)
  if (known.lockedUntil !== null && known.lockedUntil > dependencies.clock.now())
    throw inUse(known.lockedUntil, dependencies.clock.now())
  const invoice = known.invoiceId === null ? null : await dependencies.store.read(merchantId, known.invoiceId)
  if (invoice === null) return null
  return (
    (await answerFromInvoice(dependencies, { key: request.key, known, invoice }, requestId)) ??
    answerKnownKey(dependencies, merchantId, request, requestId)
  )
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

interface Claimed {
  key: string
  known: KnownKey
  invoice: Invoice
}

/**
 * The invoice as it is now while nobody knows; whoever is told of it may rely on it, so from then on an owner that was paused cannot give the key back.
 * Once it is resolved, that answer is kept. Null when somebody else was first: then it is looked at again.
 */
async function answerFromInvoice(
  { keys }: ReplayDependencies,
  { key, known, invoice }: Claimed,
  requestId: string,
): Promise<Answer | null> {
  const answer = answerAsItStands(invoice, requestId)
  if (answer.status !== 202 && !(await keys.answer(invoice.merchantId, key, answer))) return null
  if (answer.status === 202 && known.lockedUntil !== null && !(await keys.release(invoice.merchantId, key))) return null
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
