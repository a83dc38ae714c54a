import { asInvoiceId, type InvoiceId, type MerchantId } from '../core/ids.ts'
import type { Seal } from '../core/seal.ts'
import { sealPlaces } from './idempotency.ts'

/** What is known of a key that was used before. */
export interface KnownKey {
  route: string
  fingerprint: Buffer
  invoiceId: InvoiceId | null
  /** Until when the request that claimed it may still be running; null once it has ended. */
  lockedUntil: Date | null
  answer: { status: number; body: string } | null
}

/** One row of `idempotency_keys`. */
export interface KeyRow {
  route: string
  fingerprint: Buffer
  invoice_id: string | null
  locked_until: Date | null
  status: number | null
  body_sealed: Buffer | null
  /** The invoice as its create was answered, where the answer is not kept apart from its event. */
  answered: string | null
}

/** To be read from `idempotency_keys key`, left joined with {@link answeringEvent}. */
export const keyColumns =
  "key.route, key.fingerprint, key.invoice_id, key.locked_until, key.status, key.body_sealed, (event.data -> 'invoice')::text as answered"

/** With a limit, so that it can only be looked up by its key, whatever the server thinks of the table. */
export const answeringEvent = `lateral (
  select data from events
  where events.merchant_id = key.merchant_id and events.invoice_id = key.invoice_id and events.sequence = key.answer_sequence
  limit 1
) as event on true`

export function fromKeyRow(seal: Seal, { merchantId, key }: { merchantId: MerchantId; key: string }, row: KeyRow): KnownKey {
  const { route, fingerprint, invoice_id, locked_until, status, body_sealed, answered } = row
  const body = body_sealed === null ? null : seal.open(sealPlaces.key(merchantId, key), body_sealed).toString()
  return {
    ...{ route, fingerprint, invoiceId: invoice_id === null ? null : asInvoiceId(invoice_id), lockedUntil: locked_until },
    answer: answered !== null ? { status: 201, body: answered } : status === null || body === null ? null : { status, body },
  }
}
