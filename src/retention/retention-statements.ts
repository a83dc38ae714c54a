import type { Statement } from '../db/statement.ts'

// Everything that is ever erased is erased by one of these. Each takes a portion of what nobody else holds, the oldest first, by an index that the
// rows have left when it is done. Portions are numbers in the text, so that the plans count on so few and look each of them up.

/** Invoices come with their events, and are held while these are written. */
export const invoicesAtOnce = 50
export const rowsAtOnce = 500

const takenColumns = 'merchant_id, id, provider, details, payment, provider_data, failure'
/** Whoever changes it at the provider will write what was changed; a change that was left behind says nothing of what is finished. */
const nobodyChangesIt = (now: string) => `(change is null or (change ->> 'until')::timestamptz <= ${now})`

/** Finished invoices, locked until the transaction ends. $1 finished by, $2 now. */
export const takeFinished: Statement = {
  name: 'take-erasable-invoices',
  text: `
select ${takenColumns} from invoices
where finished_at <= $1 and erased_at is null and ${nobodyChangesIt('$2')}
order by finished_at limit ${invoicesAtOnce} for update skip locked`,
}

/** The same of one customer, however long they are finished. $1 merchant, $2 the customer's reference, $3 now. */
export const takeFinishedOfCustomer: Statement = {
  name: 'take-erasable-invoices-of-customer',
  text: `
select ${takenColumns} from invoices
where merchant_id = $1 and details #>> '{customer,reference}' = $2 and finished_at is not null and erased_at is null and ${nobodyChangesIt('$3')}
limit ${invoicesAtOnce} for update skip locked`,
}

/** What is still known of a customer. */
export const listOfCustomer: Statement = {
  name: 'list-invoices-of-customer',
  text: `
select id, status from invoices where merchant_id = $1 and details #>> '{customer,reference}' = $2
order by created_at, id`,
}

/** Run after the invoices are locked, so that no event of theirs is missing. $1 merchants and $2 ids of invoices, in pairs. */
export const readEvents: Statement = {
  name: 'read-erasable-events',
  text: `
select events.merchant_id, events.invoice_id, sequence, data, provider
from unnest($1::text[], $2::text[]) as taken (merchant_id, id)
join invoices on invoices.merchant_id = taken.merchant_id and invoices.id = taken.id
join events on events.merchant_id = taken.merchant_id and events.invoice_id = taken.id`,
}

/**
 * Writes invoices and events without persons, and erases what hangs on them. Whoever read an invoice before writes behind its next version, and so
 * cannot bring back what was erased. The answer of the key that created it can be given again from the invoice; the other keys are forgotten, for
 * their requests would now be answered otherwise.
 * $1 invoices, $2 events, $3 now.
 */
export const erase: Statement = {
  name: 'erase-invoices',
  text: `
with erased as (
  update invoices set details = entry.details, payment = entry.payment, provider_data = entry.provider_data,
    failure = case when invoices.failure is not null then entry.failure end, customer_email = null, customer_phone = null, change = null,
    version = version + 1, erased_at = $3
  from jsonb_to_recordset($1::jsonb) as entry (merchant_id text, id text, details jsonb, payment jsonb, provider_data jsonb, failure jsonb)
  where invoices.merchant_id = entry.merchant_id and invoices.id = entry.id
  returning invoices.merchant_id, invoices.id, invoices.idempotency_key
), event as (
  update events set data = entry.data
  from jsonb_to_recordset($2::jsonb) as entry (merchant_id text, invoice_id text, sequence int, data jsonb)
  where events.merchant_id = entry.merchant_id and events.invoice_id = entry.invoice_id and events.sequence = entry.sequence
), attempt as (
  update attempts set provider_message = null, resolution = resolution - 'note' from erased
  where attempts.merchant_id = erased.merchant_id and attempts.invoice_id = erased.id
), operation as (
  update operations set answer_sealed = null from erased
  where operations.merchant_id = erased.merchant_id and operations.invoice_id = erased.id and answer_sealed is not null
), exception as (
  update exceptions set note = null from erased
  where exceptions.merchant_id = erased.merchant_id and exceptions.invoice_id = erased.id and note is not null
), callback as (
  update callbacks set headers_sealed = null, body_sealed = null from erased
  where callbacks.merchant_id = erased.merchant_id and callbacks.invoice_id = erased.id and finished_at is not null and body_sealed is not null
), webhook as (
  update delivery_attempts set answer_sealed = null
  from erased join deliveries on deliveries.merchant_id = erased.merchant_id and deliveries.invoice_id = erased.id
  where delivery_attempts.merchant_id = deliveries.merchant_id and delivery_attempts.delivery_id = deliveries.id and answer_sealed is not null
), own_key as (
  update idempotency_keys set status = null, body_sealed = null, answer_sequence = null from erased
  where idempotency_keys.merchant_id = erased.merchant_id and idempotency_keys.key = erased.idempotency_key
), other_key as (
  delete from idempotency_keys using erased
  where idempotency_keys.merchant_id = erased.merchant_id and invoice_id is null and substring(route from 'inv_[0-9a-z]+') = erased.id
)
select id from erased`,
}

/** $1 finished by. */
export const eraseCallbacks: Statement = {
  name: 'erase-callbacks',
  text: `
with old as (
  select merchant_id, id from callbacks where finished_at <= $1 and body_sealed is not null
  order by finished_at limit ${rowsAtOnce} for update skip locked
)
update callbacks set headers_sealed = null, body_sealed = null from old
where callbacks.merchant_id = old.merchant_id and callbacks.id = old.id
returning state`,
}

/** Answers of providers; not while nobody knows what became of the invoice, for they are the evidence. $1 called by. */
export const eraseAnswers: Statement = {
  name: 'erase-answers',
  text: `
with old as (
  select operations.merchant_id, operations.invoice_id, operations.id
  from operations join invoices on invoices.merchant_id = operations.merchant_id and invoices.id = operations.invoice_id
  where operations.started_at <= $1 and answer_sealed is not null and invoices.status not in ('pending', 'unknown')
  order by operations.started_at limit ${rowsAtOnce} for update of operations skip locked
)
update operations set answer_sealed = null from old
where operations.merchant_id = old.merchant_id and operations.invoice_id = old.invoice_id and operations.id = old.id
returning operations.id`,
}

/** Answers of endpoints, also to tries of what is still pending. $1 tried by. */
export const eraseWebhookAnswers: Statement = {
  name: 'erase-webhook-answers',
  text: `
with old as (
  select merchant_id, delivery_id, number from delivery_attempts where started_at <= $1 and answer_sealed is not null
  order by started_at limit ${rowsAtOnce} for update skip locked
)
update delivery_attempts set answer_sealed = null from old
where delivery_attempts.merchant_id = old.merchant_id and delivery_attempts.delivery_id = old.delivery_id and delivery_attempts.number = old.number
returning delivery_attempts.number`,
}

/** Deliveries that have ended, with their tries; their events stay. $1 finished by. */
export const forgetDeliveries: Statement = {
  name: 'forget-deliveries',
  text: `
with old as (
  select merchant_id, id from deliveries where finished_at <= $1 order by finished_at limit ${rowsAtOnce} for update skip locked
), tries as (
  delete from delivery_attempts using old where delivery_attempts.merchant_id = old.merchant_id and delivery_attempts.delivery_id = old.id
)
delete from deliveries using old where deliveries.merchant_id = old.merchant_id and deliveries.id = old.id
returning deliveries.id`,
}

/** Keys that created an invoice, once it is finished; the invoice gives its key back with them. $1 used by. */
export const forgetKeysOfInvoices: Statement = {
  name: 'forget-keys-of-invoices',
  text: `
with old as (
  select merchant_id, id, idempotency_key from invoices
  where created_at <= $1 and finished_at is not null and idempotency_key is not null
  order by created_at limit ${rowsAtOnce} for update skip locked
), key as (
  delete from idempotency_keys using old
  where idempotency_keys.merchant_id = old.merchant_id and idempotency_keys.key = old.idempotency_key
)
update invoices set idempotency_key = null from old
where invoices.merchant_id = old.merchant_id and invoices.id = old.id
returning invoices.id`,
}

/** Keys of all other requests, but those that are still running. $1 used by, $2 now. */
export const forgetOtherKeys: Statement = {
  name: 'forget-other-keys',
  text: `
with old as (
  select merchant_id, key from idempotency_keys
  where created_at <= $1 and invoice_id is null and (locked_until is null or locked_until <= $2)
  order by created_at limit ${rowsAtOnce} for update skip locked
)
delete from idempotency_keys using old
where idempotency_keys.merchant_id = old.merchant_id and idempotency_keys.key = old.key
returning idempotency_keys.key`,
}
