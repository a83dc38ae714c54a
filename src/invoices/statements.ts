import type { Statement } from '../db/statement.ts'
import { changingColumns } from './invoice-rows.ts'

/**
 * Claim: key, invoice, attempt and number in one statement, so in one round trip and one commit. The invoice row itself carries the
 * key, so that one `on conflict do nothing` asks for key and reference at once and waits for whoever holds either; no row back means lost.
 * A key that another kind of request used, or a number that another bill has, breaks a primary key and undoes the whole statement.
 * A number that was asked for is taken over from a bill that is long finished or never came to be; one that was drawn never is.
 */
const fixedColumns = ['merchant_id', 'id', 'reference', 'currency', 'provider', 'provider_account', 'created_at'] as const

const claimColumns = [...fixedColumns, ...changingColumns.map(([name]) => name)]
const at = (index: number) => `$${index}`
const firstFree = claimColumns.length + 1

export const claim: Statement = {
  name: 'claim-invoice',
  text: `
with invoice as (
  insert into invoices (${claimColumns.join(', ')})
  values (${claimColumns.map((_, index) => at(index + 1)).join(', ')})
  on conflict do nothing
  returning merchant_id, id, idempotency_key, provider, provider_account, created_at
), key as (
  insert into idempotency_keys (merchant_id, key, route, fingerprint, invoice_id, locked_until, created_at)
  select merchant_id, idempotency_key, ${at(firstFree)}, ${at(firstFree + 1)}, id, ${at(firstFree + 6)}, created_at from invoice
), taken as (
  update va_numbers number set invoice_id = invoice.id from invoice, invoices holder
  where ${at(firstFree + 7)}::timestamptz is not null and number.number = ${at(firstFree + 4)}
    and number.merchant_id = invoice.merchant_id and number.provider = invoice.provider and number.provider_account = invoice.provider_account
    and holder.merchant_id = number.merchant_id and holder.id = number.invoice_id
    and holder.finished_at is not null and (holder.finished_at <= ${at(firstFree + 7)} or holder.status = 'failed')
  returning number.number
), number as (
  insert into va_numbers (merchant_id, provider, provider_account, number, invoice_id)
  select merchant_id, provider, provider_account, ${at(firstFree + 4)}, id from invoice
  where ${at(firstFree + 4)}::text is not null and not exists (select 1 from taken)
)
insert into attempts (merchant_id, invoice_id, id, provider, provider_account, phase, candidates, number, epoch, send_deadline, lease_until, next_check_at, started_at)
select merchant_id, id, ${at(firstFree + 2)}, provider, provider_account, 'sending', ${at(firstFree + 3)}, ${at(firstFree + 4)}, 1, ${at(firstFree + 5)}, ${at(firstFree + 6)}, ${at(firstFree + 6)}, created_at
from invoice
returning invoice_id`,
}

/**
 * Save: everything that one change of an invoice brings, in one statement and one commit: the row behind its version, its payments, its
 * events, the exceptions that it raises and settles, the calls that were made, the attempt behind its epoch, and the answer for its key. When version or epoch are not what the writer knew, nothing is
 * written but the calls: what was sent stays on record, also when it no longer counts, but no answer about a person who was erased. A key is given back only while its owner still has it: once
 * somebody was told of the invoice, it stays.
 */
const assignments = changingColumns
  .map(([name, type], index) => `${name} = ${assigned(name, `${at(index + 4)}::${type}`)}`)
  .join(', ')
const extra = changingColumns.length + 4

/** A key that was given back or forgotten meanwhile may be another invoice's by now: no writer brings it back. */
function assigned(column: string, value: string): string {
  return column === 'idempotency_key' ? `case when idempotency_key is not null then ${value} end` : value
}

export const save: Statement = {
  name: 'save-invoice',
  text: `
with held as (
  select 1 from idempotency_keys, jsonb_to_record(${at(extra + 3)}::jsonb) as answer (key text, free boolean)
  where idempotency_keys.merchant_id = $1 and idempotency_keys.key = answer.key and answer.free and locked_until is not null
  for update of idempotency_keys
), owned as (
  select 1 from attempts, jsonb_to_record(${at(extra + 2)}::jsonb) as result (id text, epoch int)
  where attempts.merchant_id = $1 and attempts.invoice_id = $2 and attempts.id = result.id and attempts.epoch = result.epoch
    and (attempts.phase = 'sending' or attempts.outcome = 'UNKNOWN')
    and (not coalesce((${at(extra + 3)}::jsonb ->> 'free')::boolean, false) or exists (select 1 from held))
  for update of attempts
), saved as (
  update invoices set ${assignments}, change = case when ${at(extra + 4)}::boolean then ${at(extra + 5)}::jsonb else change end,
    next_check_at = case when ${at(extra + 6)}::boolean
      then least(${at(extra + 7)}::timestamptz, case when not ${at(extra + 8)}::boolean then (change ->> 'until')::timestamptz end)
      else next_check_at end
  where merchant_id = $1 and id = $2 and version = $3 and (${at(extra + 2)}::jsonb is null or exists (select 1 from owned))
  returning merchant_id, id
), event as (
  insert into events (merchant_id, invoice_id, sequence, id, type, data, created_at)
  select saved.merchant_id, saved.id, event.sequence, event.id, event.type, event.data, event.created_at
  from saved, jsonb_to_recordset(${at(extra)}::jsonb) as event (sequence int, id text, type text, data jsonb, created_at timestamptz)
), payment as (
  insert into payments (merchant_id, invoice_id, id, provider_payment_id, amount, fee, net_amount, channel, status, paid_at, received_at, reversed_at)
  select saved.merchant_id, saved.id, payment.id, provider_payment_id, amount, fee, net_amount, channel, status, paid_at, received_at, reversed_at
  from saved, jsonb_to_recordset(${at(extra + 10)}::jsonb) as payment
    (id text, provider_payment_id text, amount numeric, fee numeric, net_amount numeric, channel text, status text, paid_at timestamptz, received_at timestamptz, reversed_at timestamptz)
  on conflict (merchant_id, invoice_id, id) do update set provider_payment_id = excluded.provider_payment_id, amount = excluded.amount,
    fee = excluded.fee, net_amount = excluded.net_amount, channel = excluded.channel, status = excluded.status,
    paid_at = excluded.paid_at, reversed_at = excluded.reversed_at
), operation as (
  insert into operations (merchant_id, invoice_id, attempt_id, id, kind, method, path, bytes_sent, http_status, outcome, duration_ms, answer_sealed, started_at)
  select $1, $2, operation.attempt_id, operation.id, kind, method, path, bytes_sent, http_status, outcome, duration_ms,
    case when not exists (select 1 from invoices where merchant_id = $1 and id = $2 and erased_at is not null) then decode(answer, 'base64') end,
    started_at
  from jsonb_to_recordset(${at(extra + 1)}::jsonb) as operation
    (attempt_id text, id text, kind text, method text, path text, bytes_sent boolean, http_status int, outcome text, duration_ms int, answer text, started_at timestamptz)
  on conflict do nothing
), attempt as (
  update attempts set phase = 'finished', outcome = result.outcome, provider_code = result.provider_code,
    provider_message = result.provider_message, finished_at = result.finished_at, next_check_at = result.next_check_at,
    not_found = result.not_found, resolution = result.resolution
  from jsonb_to_record(${at(extra + 2)}::jsonb) as result
    (id text, outcome text, provider_code text, provider_message text, finished_at timestamptz, next_check_at timestamptz, not_found int, resolution jsonb)
  where attempts.merchant_id = $1 and attempts.invoice_id = $2 and attempts.id = result.id and exists (select 1 from saved)
), raised as (
  insert into exceptions (merchant_id, invoice_id, code, raised_at, details)
  select saved.merchant_id, saved.id, exception.code, exception.at, exception.details
  from saved, jsonb_to_recordset(${at(extra + 9)}::jsonb) as exception (code text, at timestamptz, settles boolean, details jsonb)
  where not exception.settles
  on conflict (merchant_id, invoice_id, code, raised_at) do update set details = excluded.details, settled_at = null, note = null, settled_by = null
), settled as (
  update exceptions set settled_at = exception.at, note = exception.note, settled_by = exception.settled_by
  from saved, jsonb_to_recordset(${at(extra + 9)}::jsonb) as exception (code text, at timestamptz, settles boolean, note text, settled_by text)
  where exceptions.merchant_id = saved.merchant_id and exceptions.invoice_id = saved.id and exceptions.code = exception.code
    and exception.settles and exceptions.settled_at is null
), key as (
  update idempotency_keys set locked_until = null, status = answer.status, body_sealed = decode(answer.body, 'base64')
  from jsonb_to_record(${at(extra + 3)}::jsonb) as answer (key text, status int, body text, free boolean)
  where idempotency_keys.merchant_id = $1 and idempotency_keys.key = answer.key and not answer.free and exists (select 1 from saved)
), freed as (
  delete from idempotency_keys using jsonb_to_record(${at(extra + 3)}::jsonb) as answer (key text, free boolean)
  where idempotency_keys.merchant_id = $1 and idempotency_keys.key = answer.key and answer.free and exists (select 1 from saved)
)
select exists (select 1 from saved) as saved, exists (select 1 from owned) as owned`,
}

/** Marks an invoice as being changed at its provider, for one at a time; should its owner die, it is looked at when the change is over. */
export const beginChange: Statement = {
  name: 'begin-change',
  text: `
update invoices set change = $4, next_check_at = $6
where merchant_id = $1 and id = $2 and version = $3 and (change is null or (change ->> 'until')::timestamptz <= $5)
returning id`,
}

export const settledByPerson: Statement = {
  name: 'settled-by-person',
  text: `
select distinct code from exceptions
where merchant_id = $1 and invoice_id = $2 and code = any($3::text[]) and details = $4::jsonb and settled_by is not null`,
}

export const readAttempt: Statement = {
  name: 'read-attempt',
  text: `
select id, phase, outcome, number, epoch, lease_until from attempts
where merchant_id = $1 and invoice_id = $2 order by started_at desc, id desc limit 1`,
}

/**
 * Takes attempts whose time has come: those whose owner has not come back, and those whose outcome is unknown. Each is taken by one
 * instance, by counting up its epoch: whatever an earlier owner still writes is no longer the attempt's.
 */
export const takeDueAttempts: Statement = {
  name: 'take-due-attempts',
  text: `
with due as (
  select merchant_id, invoice_id, id from attempts where next_check_at <= $1 order by next_check_at limit $3 for update skip locked
)
update attempts set epoch = epoch + 1, phase = 'finished', outcome = coalesce(outcome, 'UNKNOWN'), finished_at = coalesce(finished_at, $1),
  lease_until = $2, next_check_at = $2, checks = checks + 1
from due where attempts.merchant_id = due.merchant_id and attempts.invoice_id = due.invoice_id and attempts.id = due.id
returning attempts.merchant_id, attempts.invoice_id, attempts.id, epoch, outcome, provider_code, provider_message, started_at, finished_at, checks, not_found`,
}

/** Leaves an attempt to its next time, or to nobody, if it is still the writer's. */
export const scheduleCheck: Statement = {
  name: 'schedule-check',
  text: 'update attempts set next_check_at = $5 where merchant_id = $1 and invoice_id = $2 and id = $3 and epoch = $4',
}

/** What a person decided. The next check stays planned: it finds the decision written, or goes on where a process died before writing it. */
export const recordResolution: Statement = {
  name: 'record-resolution',
  text: `
update attempts set resolution = $4, phase = 'finished', finished_at = coalesce(finished_at, $5), outcome = coalesce(outcome, 'UNKNOWN'), epoch = epoch + 1
where merchant_id = $1 and invoice_id = $2 and id = $3`,
}

/** By their names: a statement that is planned already and says `*` fails once a newer release has added a column. */
const readColumns = [...claimColumns, 'change', 'erased_at'].join(', ')

export const readInvoice: Statement = {
  name: 'read-invoice',
  text: `select ${readColumns} from invoices where merchant_id = $1 and id = $2`,
}

/** Oldest first. Every writer of payments writes the invoice's next version, so whoever reads them after the invoice saves behind its version. */
export const readPayments: Statement = {
  name: 'read-payments',
  text: `
select id, provider_payment_id, amount, fee, net_amount, channel, status, paid_at, received_at, reversed_at from payments
where merchant_id = $1 and invoice_id = $2 order by received_at, id`,
}

export const readByReference: Statement = {
  name: 'read-invoice-by-reference',
  text: `select ${readColumns} from invoices where merchant_id = $1 and reference = $2 and status <> 'failed'`,
}

/** Whose number it is, if that invoice still keeps it: unfinished, or finished (other than as never created) after the given instant. */
export const readNumberHolder: Statement = {
  name: 'read-number-holder',
  text: `
select invoice.id from va_numbers number join invoices invoice on invoice.merchant_id = number.merchant_id and invoice.id = number.invoice_id
where number.merchant_id = $1 and number.provider = $2 and number.provider_account = $3 and number.number = $4
  and (invoice.finished_at is null or (invoice.finished_at > $5 and invoice.status <> 'failed'))`,
}
