import { z } from 'zod'
import { asCallbackId, asMerchantId, type CallbackId, type InvoiceId, type MerchantId } from '../core/ids.ts'
import type { Seal } from '../core/seal.ts'
import type { Database } from '../db/statement.ts'
import {
  callbackStates,
  type CallbackState,
  type DueCallback,
  type NewCallback,
  type ReadCallback,
  type ShownCallback,
  type TriedCallback,
} from './callback.ts'
import * as sql from './callback-statements.ts'

export interface CallbackFilter {
  merchantId: MerchantId
  state: CallbackState | null
  /** Received at this moment or later. */
  since: Date
}

export interface CallbackStore {
  /** Committed when it resolves. False when the very same had come before: then it is only counted. */
  keep(callback: NewCallback): Promise<boolean>
  /** Takes at most `limit` callbacks of a provider whose time has come; nobody else acts for them before `leaseUntil`. */
  take(provider: string, now: Date, leaseUntil: Date, limit: number): Promise<DueCallback[]>
  /** Writes what a try came to; ignored when the callback is somebody else's by now. */
  leave(callback: DueCallback, tried: TriedCallback, now: Date): Promise<void>
  /** Newest first. */
  list(filter: CallbackFilter, limit: number): Promise<ShownCallback[]>
  /** Those that are known to be about one invoice, oldest first; what they said is null unless it is to be opened. */
  ofInvoice(merchantId: MerchantId, invoiceId: InvoiceId, opensBodies: boolean): Promise<ReadCallback[]>
  /** Has them run again from now on; with ids only those. Answers which. */
  runAgain(filter: CallbackFilter, ids: readonly CallbackId[] | null, now: Date): Promise<CallbackId[]>
  /** How many there are of each kind that a person should know of. */
  countStuck(): Promise<Record<string, number>>
}

/** Beyond this a gauge says enough. */
const countedMax = 10_000

const place = (merchantId: string, id: string, what: 'headers' | 'body') => `callback/${merchantId}/${id}/${what}`

const due = z.object({
  merchant_id: z.string(),
  id: z.string(),
  provider: z.string(),
  provider_account: z.string(),
  authenticity: z.enum(['verified', 'unsigned']),
  body_sealed: z.instanceof(Buffer),
  state: z.enum(callbackStates),
  received_at: z.date(),
  tried_since: z.date(),
  tries: z.int(),
  epoch: z.int(),
})

const instant = z.date().transform((date) => date.toISOString())

const shown = z.object({
  id: z.string(),
  merchant_id: z.string(),
  provider: z.string(),
  provider_account: z.string(),
  received_at: instant,
  authenticity: z.string(),
  state: z.string(),
  invoice_id: z.string().nullable(),
  seen: z.int(),
  tries: z.int(),
  next_try_at: instant.nullable(),
  last_error: z.string().nullable(),
})

const read = shown.extend({ finished_at: instant.nullable(), body_sealed: z.instanceof(Buffer).nullable() })

export function openCallbackStore(database: Database, seal: Seal): CallbackStore {
  return {
    async keep({ merchantId, id, provider, providerAccount, dedupe, authenticity, headers, body, receivedAt }) {
      const sealed = [
        seal.seal(place(merchantId, id, 'headers'), JSON.stringify(headers)),
        seal.seal(place(merchantId, id, 'body'), body),
      ]
      const values = [merchantId, id, provider, providerAccount, dedupe, authenticity, ...sealed, receivedAt]
      const [row] = await database.run<{ id: string }>(sql.keepCallback, values)
      return row?.id === id
    },

    async take(provider, now, leaseUntil, limit) {
      const rows = await database.run(sql.takeDueCallbacks, [provider, now, leaseUntil, limit])
      return rows.map((row) => toDueCallback(row, seal))
    },

    async leave({ merchantId, id, epoch }, { state, invoiceId, nextTryAt, error, tries, triedSince }, now) {
      await database.run(sql.leaveCallback, [merchantId, id, epoch, state, invoiceId, nextTryAt, error, tries, triedSince, now])
    },

    async list({ merchantId, state, since }, limit) {
      const rows = await database.run(sql.listCallbacks, [merchantId, state, since, limit])
      return rows.map((row) => shown.parse(row))
    },

    async ofInvoice(merchantId, invoiceId, opensBodies) {
      const rows = await database.run(sql.callbacksOfInvoice, [merchantId, invoiceId, opensBodies])
      return rows.map((row) => {
        const { body_sealed, ...callback } = read.parse(row)
        return { ...callback, body: body_sealed === null ? null : seal.open(place(merchantId, callback.id, 'body'), body_sealed) }
      })
    },

    async runAgain({ merchantId, state, since }, ids, now) {
      const rows = await database.run<{ id: string }>(sql.runAgain, [merchantId, ids, state, since, now])
      return rows.map(({ id }) => asCallbackId(id))
    },

    async countStuck() {
      const [row] = await database.run(sql.countStuck, [countedMax])
      return z.record(z.string(), z.int()).parse(row)
    },
  }
}

function toDueCallback(raw: unknown, seal: Seal): DueCallback {
  const row = due.parse(raw)
  return {
    merchantId: asMerchantId(row.merchant_id),
    id: asCallbackId(row.id),
    provider: row.provider,
    providerAccount: row.provider_account,
    authenticity: row.authenticity,
    body: seal.open(place(row.merchant_id, row.id, 'body'), row.body_sealed),
    state: row.state,
    receivedAt: row.received_at,
    triedSince: row.tried_since,
    tries: row.tries,
    epoch: row.epoch,
  }
}
