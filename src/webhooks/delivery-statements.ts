import type { Statement } from '../db/statement.ts'

/**
 * Takes deliveries that are due, so that no endpoint keeps another waiting: each endpoint that has something pending is a lane, found by
 * stepping from one to the next through the index, however long the queue of any of them is. From each lane at most $4 are under way, or
 * one when its last try failed, and the first of every lane comes before the second of any. Two instances that take in the same moment may together have a few more.
 *
 * A taken one is due again when its lease is over: what a dead instance took is sent again, with the same id of the event.
 * The limit of a thousand is for the plan, so that it counts on few and looks each of them up.
 * $1 now, $2 lease until, $3 at most, $4 at once per endpoint.
 */
export const take: Statement = {
  name: 'take-deliveries',
  text: `
with recursive lane as (
  (select merchant_id, endpoint_id from deliveries where state = 'pending' order by merchant_id, endpoint_id limit 1)
  union all
  select following.merchant_id, following.endpoint_id from lane cross join lateral (
    select merchant_id, endpoint_id from deliveries
    where state = 'pending' and (merchant_id, endpoint_id) > (lane.merchant_id, lane.endpoint_id)
    order by merchant_id, endpoint_id limit 1
  ) following
), due as (
  select first.merchant_id, first.endpoint_id, first.id, first.next_try_at
  from lane join webhook_endpoints endpoint on endpoint.merchant_id = lane.merchant_id and endpoint.id = lane.endpoint_id
  cross join lateral (
    select merchant_id, endpoint_id, id, next_try_at from deliveries
    where merchant_id = lane.merchant_id and endpoint_id = lane.endpoint_id and state = 'pending' and next_try_at <= $1
    order by next_try_at, sequence
    limit greatest(0, case when endpoint.failing_since is null then $4::int else 1 end - (
      select count(*) from deliveries busy
      where busy.merchant_id = lane.merchant_id and busy.endpoint_id = lane.endpoint_id and busy.lease_until > $1
    ))
    for update skip locked
  ) first
  where endpoint.enabled and (endpoint.paused_until is null or endpoint.paused_until <= $1)
), chosen as (
  select merchant_id, id from (
    select merchant_id, id, next_try_at, row_number() over (partition by merchant_id, endpoint_id order by next_try_at) as place
    from due order by place, next_try_at limit 1000
  ) fairly
  order by place, next_try_at limit $3
), taken as (
  update deliveries set tries = tries + 1, lease_until = $2, next_try_at = $2 from chosen
  where deliveries.merchant_id = chosen.merchant_id and deliveries.id = chosen.id
  returning deliveries.merchant_id, deliveries.id, deliveries.endpoint_id, deliveries.invoice_id, deliveries.sequence, deliveries.tries
)
select taken.merchant_id, taken.id, taken.endpoint_id, taken.tries, endpoint.url,
  events.id as event_id, events.type, events.sequence, events.created_at, events.data
from taken
join webhook_endpoints endpoint on endpoint.merchant_id = taken.merchant_id and endpoint.id = taken.endpoint_id
join events on events.merchant_id = taken.merchant_id and events.invoice_id = taken.invoice_id and events.sequence = taken.sequence`,
}

/**
 * Writes what came of a try: on the delivery, if the try is still its present one, and on its endpoint; the try itself stays on record in any case.
 * $1 merchant, $2 delivery, $3 number of the try, $4 state, $5 next try, $6 now, $7 started, $8 duration, $9 status, $10 reason, $11 answer,
 * $12 succeeded, $13 gone, $14 paused until, $15 failing for too long if since then, $16 failures that it takes at least.
 */
export const settle: Statement = {
  name: 'settle-delivery',
  text: `
with settled as (
  update deliveries set state = $4, next_try_at = $5, lease_until = null, finished_at = case when $4 = 'pending' then null else $6::timestamptz end
  where merchant_id = $1 and id = $2 and tries = $3 and state = 'pending' and lease_until is not null
  returning merchant_id, endpoint_id
), attempt as (
  insert into delivery_attempts (merchant_id, delivery_id, number, started_at, duration_ms, http_status, reason, answer_sealed)
  values ($1, $2, $3, $7, $8, $9, $10, $11) on conflict do nothing
), present as (
  select endpoint.merchant_id, endpoint.id, case
    when $12::boolean or not endpoint.enabled then null
    when $13::boolean then 'gone'
    when endpoint.failing_since <= $15 and endpoint.failures + 1 >= $16 then 'failing' end as disabling
  from settled join webhook_endpoints endpoint on endpoint.merchant_id = settled.merchant_id and endpoint.id = settled.endpoint_id
  where endpoint.deleted_at is null and (not $12 or endpoint.failing_since is not null)
  for no key update of endpoint
), endpoint as (
  update webhook_endpoints set
    failing_since = case when not $12 then coalesce(failing_since, $7::timestamptz) end,
    failures = case when $12 then 0 else failures + 1 end,
    paused_until = greatest(paused_until, $14::timestamptz),
    enabled = enabled and disabling is null,
    disabled_reason = coalesce(disabling, disabled_reason),
    updated_at = case when disabling is null then updated_at else $6 end
  from present
  where webhook_endpoints.merchant_id = present.merchant_id and webhook_endpoints.id = present.id
)
select (select disabling from present) as disabled`,
}

/** Pending deliveries of deleted endpoints, a portion at a time. $1 now, $2 at most. */
export const cancelDeleted: Statement = {
  name: 'cancel-deliveries',
  text: `
with pending as (
  select deliveries.merchant_id, deliveries.id
  from webhook_endpoints endpoint join deliveries on deliveries.merchant_id = endpoint.merchant_id and deliveries.endpoint_id = endpoint.id
  where endpoint.deleted_at is not null and deliveries.state = 'pending' limit $2 for update of deliveries skip locked
)
update deliveries set state = 'cancelled', next_try_at = null, lease_until = null, finished_at = $1 from pending
where deliveries.merchant_id = pending.merchant_id and deliveries.id = pending.id
returning deliveries.id`,
}

/** How much is open, from partial indexes; counted no further than $1. */
export const countOpen: Statement = {
  name: 'count-open-deliveries',
  text: `
select
  (select count(*)::int from (select 1 from events where position is null limit $1) as one) as unrelayed_events,
  (select count(*)::int from (select 1 from deliveries where state = 'pending' limit $1) as one) as pending_deliveries`,
}

/** Deliveries of one endpoint, newest first, behind a delivery when $4 and $5 name one, and of one state when $3 does. $6 at most. */
export const list: Statement = {
  name: 'list-deliveries',
  text: `
select delivery.id, delivery.endpoint_id, delivery.event_id, events.type, delivery.invoice_id, delivery.sequence, delivery.replayed,
  delivery.state, delivery.tries, delivery.next_try_at, delivery.created_at, delivery.finished_at
from deliveries delivery
join events on events.merchant_id = delivery.merchant_id and events.invoice_id = delivery.invoice_id and events.sequence = delivery.sequence
where delivery.merchant_id = $1 and delivery.endpoint_id = $2 and ($3::text is null or delivery.state = $3)
  and ($4::timestamptz is null or (delivery.created_at, delivery.id) < ($4, $5::text))
order by delivery.created_at desc, delivery.id desc limit $6`,
}

export const read: Statement = {
  name: 'read-delivery',
  text: `
select delivery.id, delivery.endpoint_id, delivery.event_id, events.type, delivery.invoice_id, delivery.sequence, delivery.replayed,
  delivery.state, delivery.tries, delivery.next_try_at, delivery.created_at, delivery.finished_at
from deliveries delivery
join events on events.merchant_id = delivery.merchant_id and events.invoice_id = delivery.invoice_id and events.sequence = delivery.sequence
join webhook_endpoints endpoint on endpoint.merchant_id = delivery.merchant_id and endpoint.id = delivery.endpoint_id
where delivery.merchant_id = $1 and delivery.id = $2 and endpoint.deleted_at is null`,
}

/** All that was sent, or is to be sent, of one invoice's events, oldest first; to deleted endpoints too. */
export const ofInvoice: Statement = {
  name: 'list-deliveries-of-invoice',
  text: `
select delivery.id, delivery.endpoint_id, delivery.event_id, events.type, delivery.invoice_id, delivery.sequence, delivery.replayed,
  delivery.state, delivery.tries, delivery.next_try_at, delivery.created_at, delivery.finished_at
from deliveries delivery
join events on events.merchant_id = delivery.merchant_id and events.invoice_id = delivery.invoice_id and events.sequence = delivery.sequence
where delivery.merchant_id = $1 and delivery.invoice_id = $2
order by delivery.sequence, delivery.created_at, delivery.id`,
}

/** How many deliveries wait for each endpoint, counted no further than $2. */
export const countWaiting: Statement = {
  name: 'count-waiting-deliveries',
  text: `
select endpoint.id as endpoint_id, (
  select count(*)::int from (
    select 1 from deliveries
    where deliveries.merchant_id = endpoint.merchant_id and deliveries.endpoint_id = endpoint.id and state = 'pending' limit $2
  ) as one
) as waiting
from webhook_endpoints endpoint where endpoint.merchant_id = $1 and endpoint.deleted_at is null`,
}

export const attempts: Statement = {
  name: 'list-delivery-attempts',
  text: `
select delivery_id, number, started_at, duration_ms, http_status, reason, answer_sealed from delivery_attempts
where merchant_id = $1 and delivery_id = any($2::text[]) order by delivery_id, number`,
}

/** Makes a delivery due now, whatever its state; one that is being tried at this moment is left to it. */
export const retry: Statement = {
  name: 'retry-delivery',
  text: `
update deliveries set state = 'pending', next_try_at = $3, lease_until = null, finished_at = null
from webhook_endpoints endpoint
where deliveries.merchant_id = $1 and deliveries.id = $2 and (deliveries.lease_until is null or deliveries.lease_until <= $3)
  and endpoint.merchant_id = deliveries.merchant_id and endpoint.id = deliveries.endpoint_id and endpoint.deleted_at is null
returning deliveries.id`,
}
