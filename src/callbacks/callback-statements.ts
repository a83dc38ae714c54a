import type { Statement } from '../db/statement.ts'

/** Keeps a callback, or counts that the very same has come again; either way it is there when this has answered. */
export const keepCallback: Statement = {
  name: 'keep-callback',
  text: `
insert into callbacks (merchant_id, id, provider, provider_account, dedupe, authenticity, headers_sealed, body_sealed, received_at, state, tried_since, next_try_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'received', $9, $9)
on conflict (merchant_id, provider, provider_account, dedupe) do update set seen = callbacks.seen + 1
returning id`,
}

/** Takes callbacks of one provider whose time has come. Each is taken by one instance, by counting up its epoch. */
export const takeDueCallbacks: Statement = {
  name: 'take-due-callbacks',
  text: `
with due as (
  select merchant_id, id from callbacks where provider = $1 and next_try_at <= $2 order by next_try_at limit $4 for update skip locked
)
update callbacks set epoch = epoch + 1, tries = tries + 1, next_try_at = $3
from due where callbacks.merchant_id = due.merchant_id and callbacks.id = due.id
returning callbacks.merchant_id, callbacks.id, provider, provider_account, authenticity, body_sealed, state, received_at, tried_since, tries, epoch`,
}

/** Of the person whose invoice was erased before this was applied; what could not be applied stays for a person to look at. */
const isErased = `$4 = 'applied' and exists (
    select 1 from invoices where merchant_id = $1 and id = coalesce($5, callbacks.invoice_id) and erased_at is not null)`

/** Writes what a try came to, if the callback is still the writer's. */
export const leaveCallback: Statement = {
  name: 'leave-callback',
  text: `
update callbacks set state = $4, invoice_id = coalesce($5, invoice_id), next_try_at = $6, last_error = $7, tries = $8, tried_since = $9,
  finished_at = case when $6::timestamptz is null then $10::timestamptz end,
  headers_sealed = case when ${isErased} then null else headers_sealed end, body_sealed = case when ${isErased} then null else body_sealed end
where merchant_id = $1 and id = $2 and epoch = $3`,
}

const shown =
  'id, merchant_id, provider, provider_account, received_at, authenticity, state, invoice_id, seen, tries, next_try_at, last_error'

export const listCallbacks: Statement = {
  name: 'list-callbacks',
  text: `
select ${shown} from callbacks where merchant_id = $1 and ($2::text is null or state = $2) and received_at >= $3
order by received_at desc, id desc limit $4`,
}

/** What is known to be about one invoice, oldest first. */
export const callbacksOfInvoice: Statement = {
  name: 'list-callbacks-of-invoice',
  text: `
select ${shown}, finished_at, case when $3::boolean then body_sealed end as body_sealed from callbacks
where merchant_id = $1 and invoice_id = $2 order by received_at, id`,
}

/**
 * Has callbacks run again, whatever became of them, but those whose body was erased; whoever is still at one of them no longer writes what it
 * came to.
 */
export const runAgain: Statement = {
  name: 'run-callbacks-again',
  text: `
update callbacks set state = 'received', next_try_at = $5, tries = 0, tried_since = $5, epoch = epoch + 1, last_error = null, finished_at = null
where merchant_id = $1 and ($2::text[] is null or id = any($2)) and ($3::text is null or state = $3) and received_at >= $4
  and body_sealed is not null
returning id`,
}

/** What a person should know of, from a partial index; counted no further than $1. */
export const countStuck: Statement = {
  name: 'count-stuck-callbacks',
  text: ['quarantined', 'ignored', 'failed']
    .map(
      (state) =>
        `(select count(*)::int from (select 1 from callbacks where state = '${state}' limit $1) as one) as callbacks_${state}`,
    )
    .join(', ')
    .replace(/^/, 'select '),
}
