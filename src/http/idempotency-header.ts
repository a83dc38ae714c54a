import type { IncomingMessage } from 'node:http'
import { Problem } from '../core/problems.ts'
import { readIdempotencyKey } from '../invoices/idempotency.ts'

interface AsSent {
  raw: Pick<IncomingMessage, 'rawHeaders'>
}

/** Every field of the header as it was sent; Node joins repeated ones, so they are counted in the raw headers. */
function fieldsOf({ raw }: AsSent): string[] {
  return raw.rawHeaders.filter((_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === 'idempotency-key')
}

export function idempotencyKeyOf(request: AsSent): string | null {
  return readIdempotencyKey(fieldsOf(request))
}

export function requiredIdempotencyKeyOf(request: AsSent): string {
  const key = idempotencyKeyOf(request)
  if (key === null)
    throw new Problem(
      'idempotency_key_missing',
      'Send an Idempotency-Key, new for each invoice and the same for each retry of it.',
    )
  return key
}
