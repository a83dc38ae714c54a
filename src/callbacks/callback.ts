import type { CallbackId, InvoiceId, MerchantId } from '../core/ids.ts'

/**
 * `received`: to be applied. `applied`: what it brought, if anything, is written. `quarantined`: no invoice is known that it speaks of. `ignored`: none has
 * appeared in all that time. `failed`: it could not be read, or nobody could tell whether it is true; a person should look.
 */
export const callbackStates = ['received', 'applied', 'quarantined', 'ignored', 'failed'] as const
export type CallbackState = (typeof callbackStates)[number]

export interface NewCallback {
  merchantId: MerchantId
  id: CallbackId
  provider: string
  providerAccount: string
  dedupe: Buffer
  authenticity: 'verified' | 'unsigned'
  headers: Readonly<Record<string, string>>
  body: Buffer
  receivedAt: Date
}

/** A callback that this process has taken, to apply it. */
export interface DueCallback {
  merchantId: MerchantId
  id: CallbackId
  provider: string
  providerAccount: string
  authenticity: 'verified' | 'unsigned'
  body: Buffer
  state: CallbackState
  receivedAt: Date
  triedSince: Date
  /** How often somebody has taken it since then, this time included. */
  tries: number
  epoch: number
}

/** What a try came to, as it is written. */
export interface TriedCallback {
  state: CallbackState
  /** Null leaves what is known. */
  invoiceId: InvoiceId | null
  /** Null: it has ended. */
  nextTryAt: Date | null
  error: string | null
  /** The first try of another kind: since when, and one; else as before. */
  tries: number
  triedSince: Date
}

/** A callback as operators see it: never what it said. */
export interface ShownCallback {
  id: string
  merchant_id: string
  provider: string
  provider_account: string
  received_at: string
  authenticity: string
  state: string
  invoice_id: string | null
  seen: number
  tries: number
  next_try_at: string | null
  last_error: string | null
}

/** The same with how it ended, and with what it said where that is asked for; never its headers, which may prove who calls by a secret. */
export interface ReadCallback extends ShownCallback {
  finished_at: string | null
  body: Buffer | null
}
