import type { MerchantId } from '../../src/core/ids.ts'
import type { IdempotencyStore } from '../../src/invoices/idempotency-store.ts'
import type { KnownKey } from '../../src/invoices/known-key.ts'

export interface KeysInMemory extends IdempotencyStore {
  /** Puts a key there as the claim of an invoice does. */
  put(merchantId: MerchantId, key: string, known: KnownKey): void
}

/** What the table of keys does, without a database; the guarantees of both are in idempotency-store-guarantees.ts. */
export function openKeysInMemory(): KeysInMemory {
  const rows = new Map<string, KnownKey>()
  const place = (merchantId: MerchantId, key: string) => `${merchantId} ${key}`
  return {
    put(merchantId, key, known) {
      rows.set(place(merchantId, key), known)
    },
    read: (merchantId, key) => Promise.resolve(rows.get(place(merchantId, key)) ?? null),
    claim({ merchantId, key, route, fingerprint, now, lockedUntil }) {
      const known = rows.get(place(merchantId, key))
      const mayTake = known === undefined || (isAbandoned(known, now) && isSame(known, { route, fingerprint }))
      if (mayTake) rows.set(place(merchantId, key), { route, fingerprint, invoiceId: null, lockedUntil, answer: null })
      return Promise.resolve(mayTake)
    },
    answer(merchantId, key, { status, body }) {
      const known = rows.get(place(merchantId, key))
      if (known === undefined || known.answer !== null) return Promise.resolve(false)
      rows.set(place(merchantId, key), { ...known, lockedUntil: null, answer: { status, body } })
      return Promise.resolve(true)
    },
    release(merchantId, key) {
      const known = rows.get(place(merchantId, key))
      if (known === undefined || known.lockedUntil === null) return Promise.resolve(false)
      rows.set(place(merchantId, key), { ...known, lockedUntil: null })
      return Promise.resolve(true)
    },
    free(merchantId, key) {
      const known = rows.get(place(merchantId, key))
      if (known?.answer === null && known.invoiceId === null) rows.delete(place(merchantId, key))
      return Promise.resolve()
    },
  }
}

function isAbandoned({ invoiceId, answer, lockedUntil }: KnownKey, now: Date): boolean {
  return invoiceId === null && answer === null && lockedUntil !== null && lockedUntil <= now
}

function isSame(known: KnownKey, { route, fingerprint }: Pick<KnownKey, 'route' | 'fingerprint'>): boolean {
  return known.route === route && known.fingerprint.equals(fingerprint)
}
