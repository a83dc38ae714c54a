import type { Statement } from '../db/statement.ts'
import { changingColumns } from './invoice-rows.ts'

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

const fixedColumns = [
  'merchant_id',
  'id',
  'reference',
  'currency',
  'provider',
  'provider_account',
  'created_at',
  'change',
  'erased_at',
]

/** By their names: a statement that is planned already and says `*` fails once a newer release has added a column. */
export const readColumns = [...fixedColumns, ...changingColumns.map(([name]) => name)].join(', ')

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

export const readEvents: Statement = {
  name: 'read-events',
  text: `
select id, type, sequence, created_at, data from events where merchant_id = $1 and invoice_id = $2 order by sequence`,
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
