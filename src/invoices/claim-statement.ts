import type { Invoice } from '../core/invoice.ts'
import { presentDetails, presentPaymentMeans } from '../core/invoice-wire.ts'
import { toAmount } from '../core/money.ts'
import type { Seal } from '../core/seal.ts'
import { rowsAt, toArrays } from '../db/row-arrays.ts'
import type { Statement } from '../db/statement.ts'
import type { NewAttempt } from './attempt.ts'
import { answeringEvent, fromKeyRow, keyColumns, type KeyRow, type KnownKey } from './known-key.ts'

export interface Claim {
  invoice: Invoice
  key: string
  route: string
  fingerprint: Buffer
  attempt: NewAttempt
  /** The number may be taken over from a bill that was finished by then, or never came to be; null: it must be new. */
  numberRestedSince: Date | null
}

/** `known`: what the key was used for before. `lost`: key or reference was taken by somebody else in the same moment. */
export type Claimed = { kind: 'won' } | { kind: 'known'; known: KnownKey } | { kind: 'lost' }

/** What a draft does not have yet is the same for each: the statement says it. */
const draftColumns = [
  ['merchant_id', 'text'],
  ['id', 'text'],
  ['reference', 'text'],
  ['idempotency_key', 'text'],
  ['currency', 'text'],
  ['amount', 'numeric'],
  ['amount_due', 'numeric'],
  ['provider', 'text'],
  ['provider_account', 'text'],
  ['customer_email', 'text'],
  ['customer_phone', 'text'],
  ['details', 'jsonb'],
  ['payment', 'jsonb'],
  ['starts_at', 'timestamptz'],
  ['expires_at', 'timestamptz'],
  ['created_at', 'timestamptz'],
] as const

const columns = [
  ...draftColumns,
  ['route', 'text'],
  ['fingerprint', 'bytea'],
  ['attempt_id', 'text'],
  ['candidates', 'jsonb'],
  ['number', 'text'],
  ['send_deadline', 'timestamptz'],
  ['lease_until', 'timestamptz'],
  ['rested_since', 'timestamptz'],
] as const

const drafted = draftColumns.map(([name]) => name).join(', ')

/**
 * Claim: the keys, invoices, attempts and numbers of several requests in one statement, so in one round trip and one commit.
 *
 * A key that is known already is answered with what it was used for. Of the others the invoice row itself carries the key, so that one
 * `on conflict do nothing` asks for key and reference at once and waits for whoever holds either; no row back means lost. Two unique indexes
 * deadlock between statements of several rows however they are sorted, so each key and reference is first locked by its hash, in order.
 * A key that another kind of request takes in the same moment, or a number that another bill has, breaks a primary key and undoes the whole statement.
 * A number that was asked for is taken over from a bill that is long finished or never came to be; one that was drawn never is.
 */
const often = `
with input as materialized (
  select * from ${rowsAt(1, columns)} as input
), known as materialized (
  select input.id, ${keyColumns}
  from input
    cross join lateral (
      select * from idempotency_keys where merchant_id = input.merchant_id and key = input.idempotency_key limit 1
    ) as key
    left join ${answeringEvent}
), new as materialized (
  select * from input where not exists (select 1 from known where known.id = input.id)
), locked as materialized (
  select pg_advisory_xact_lock(hash) from (
    select distinct hashtextextended(merchant_id || unique_text, 0) as hash
    from new cross join lateral (values (' key ' || idempotency_key), (' reference ' || reference)) as uniques (unique_text)
    order by hash
  ) as hashes
), invoice as (
  insert into invoices (${drafted}, updated_at, status, version, listed, amount_paid, provider_data, exceptions, last_sequence)
  select ${drafted}, created_at, 'pending', 1, true, 0, '{}', '{}', 0 from new where (select count(*) from locked) > 0
  on conflict do nothing
  returning merchant_id, id
), won as materialized (
  select new.* from invoice join new using (id)
), key as (
  insert into idempotency_keys (merchant_id, key, route, fingerprint, invoice_id, locked_until, created_at)
  select merchant_id, idempotency_key, route, fingerprint, id, lease_until, created_at from won
), attempt as (
  insert into attempts (merchant_id, invoice_id, id, provider, provider_account, phase, candidates, number, epoch, send_deadline, lease_until, next_check_at, started_at)
  select merchant_id, id, attempt_id, provider, provider_account, 'sending', candidates, number, 1, send_deadline, lease_until, lease_until, created_at
  from won
)`

/** Where the gateway gives the payer a number. */
const withNumbers = `taken as (
  update va_numbers number set invoice_id = won.id from won, invoices holder
  where won.rested_since is not null and number.number = won.number
    and number.merchant_id = won.merchant_id and number.provider = won.provider and number.provider_account = won.provider_account
    and holder.merchant_id = number.merchant_id and holder.id = number.invoice_id
    and holder.finished_at is not null and (holder.finished_at <= won.rested_since or holder.status = 'failed')
  returning won.id
), number as (
  insert into va_numbers (merchant_id, provider, provider_account, number, invoice_id)
  select merchant_id, provider, provider_account, number, id from won
  where number is not null and not exists (select 1 from taken where taken.id = won.id)
)`

const answered = `
select input.id, won.id is not null as won, known.route, known.fingerprint, known.invoice_id, known.locked_until, known.status, known.body_sealed, known.answered
from input left join won using (id) left join known using (id)`

const claim: Statement = { name: 'claim-invoices', text: often + answered }
const claimWithNumbers: Statement = { name: 'claim-invoices-with-numbers', text: `${often}, ${withNumbers}${answered}` }

/** The statement for these claims, with its parameters. */
export function toClaim(claims: readonly Claim[]): { statement: Statement; values: Buffer[] } {
  const hasNumbers = claims.some(({ attempt: { number } }) => number !== null)
  return { statement: hasNumbers ? claimWithNumbers : claim, values: toArrays(columns, claims.map(toCells)) }
}

function toCells({ invoice, route, fingerprint, attempt, numberRestedSince }: Claim) {
  return {
    merchant_id: invoice.merchantId,
    id: invoice.id,
    reference: invoice.reference,
    idempotency_key: invoice.idempotencyKey,
    currency: invoice.currency,
    amount: toAmount(invoice.amount),
    amount_due: toAmount(invoice.amountDue),
    provider: invoice.provider,
    provider_account: invoice.providerAccount,
    customer_email: invoice.customer.email,
    customer_phone: invoice.customer.phone,
    details: JSON.stringify(presentDetails(invoice)),
    payment: JSON.stringify(presentPaymentMeans(invoice.payment)),
    starts_at: invoice.startsAt,
    expires_at: invoice.expiresAt,
    created_at: invoice.createdAt,
    ...{ route, fingerprint, attempt_id: attempt.id, candidates: JSON.stringify(attempt.candidates), number: attempt.number },
    send_deadline: attempt.sendDeadline,
    lease_until: attempt.leaseUntil,
    rested_since: numberRestedSince,
  }
}

/** What was known of the key is beside it; nothing but the ids when nothing was. */
export type ClaimedRow = { id: string; won: boolean } & (KeyRow | { route: null })

export function toClaimed(seal: Seal, { invoice: { merchantId }, key }: Claim, row: ClaimedRow): Claimed {
  if (row.won) return { kind: 'won' }
  return row.route === null ? { kind: 'lost' } : { kind: 'known', known: fromKeyRow(seal, { merchantId, key }, row) }
}
