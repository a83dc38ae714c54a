import type { Statement } from '../db/statement.ts'

const isNewMinute = `(budget.minute < $5 or budget.minute > $5::timestamptz + interval '5 minutes')`
const usedBefore = `case when ${isNewMinute} then 0 else budget.used end`
const grant = `least(excluded.granted, $6 - ${usedBefore})`

/**
 * Takes invoices of one provider that are due, at most what is left of its looks in this minute. The row of the budget is counted under
 * its lock, so that all instances together keep within it; taken ones are anybody's again when the lease is over. An instance whose clock
 * is a little behind counts in the minute that others have begun; one whose clock was far ahead does not block them.
 * $1 provider, $2 now, $3 lease until, $4 at most, $5 the minute, $6 the budget.
 */
export const takeDueChecks: Statement = {
  name: 'take-due-checks',
  text: `
with due as materialized (
  select merchant_id, id, next_check_at from invoices
  where provider = $1 and next_check_at <= $2 order by next_check_at limit $4 for update skip locked
), wanted as (
  select count(*)::int as looks from due
), budget as (
  insert into check_budgets as budget (provider, minute, used, granted)
  select $1, $5::timestamptz, least(looks, $6::int), least(looks, $6::int) from wanted where looks > 0
  on conflict (provider) do update set
    minute = case when ${isNewMinute} then $5 else budget.minute end, used = ${usedBefore} + ${grant}, granted = ${grant}
  where budget.used < $6 or ${isNewMinute}
  returning granted
), taken as (
  select merchant_id, id from due order by next_check_at limit coalesce((select granted from budget), 0)
)
update invoices set next_check_at = $3 from taken
where invoices.merchant_id = taken.merchant_id and invoices.id = taken.id
returning invoices.merchant_id, invoices.id`,
}

/** Leaves a taken invoice to its next time, unless what was written meanwhile has planned it anew. */
export const postponeCheck: Statement = {
  name: 'postpone-check',
  text: 'update invoices set next_check_at = $4 where merchant_id = $1 and id = $2 and next_check_at = $3',
}

/** Open invoices that nobody has planned: written before there was a schedule, or by an instance that does not know it yet. */
export const planUnplanned: Statement = {
  name: 'plan-unplanned',
  text: `
with unplanned as (
  select merchant_id, id from invoices where next_check_at is null and status in ('open', 'partially_paid') limit $2 for update skip locked
)
update invoices set next_check_at = $1 from unplanned
where invoices.merchant_id = unplanned.merchant_id and invoices.id = unplanned.id
returning invoices.id`,
}

/** How much is open, from partial indexes; counted no further than $3. */
export const countOpenWork: Statement = {
  name: 'count-open-work',
  text: `
select
  (select count(*)::int from (select 1 from invoices where status = 'unknown' limit $3) as one) as unknown,
  (select count(*)::int from (select 1 from invoices where provider = any($1::text[]) and next_check_at <= $2 limit $3) as one) as due_checks,
  (select count(*)::int from (select 1 from exceptions where code = 'needs_review' and settled_at is null limit $3) as one) as needs_review`,
}
