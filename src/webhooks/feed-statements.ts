import type { Statement } from '../db/statement.ts'

/** The id of a delivery that is made inside the database, for as many rows as there are. */
const newDeliveryIdInSql = `'dlv_' || replace(gen_random_uuid()::text, '-', '')`

/** So few that the feed is held for a moment only. */
export const relayedAtOnce = 500

/**
 * Gives events their places in the feed, and plans a delivery for each endpoint that wants them: one statement, one commit.
 *
 * Why a relay: a number that is drawn when an event is written is no place. The writer that drew 7 may commit after the one that drew 8,
 * and whoever has read up to 8 by then would never see 7. Here places are given to committed events only, by one relay at a time: the row of
 * `event_feed` is locked until the commit, so that a place can be seen only when all before it can be seen too. It needs neither the
 * numbers of transactions nor a wait for the slowest of them. A relay that finds another at work leaves it to that one.
 *
 * `written` counts in the order of writing, so within an invoice in the order of `sequence`, whatever the clocks of the writers say. The rows
 * are locked, which looks at each again as it is now: what another relay has placed since this statement began is left out.
 *
 * An endpoint that is switched off has its deliveries planned too: they wait for it.
 * The limit is a number in the text, so that the plan counts on so few and looks each of them up.
 * $1 now.
 */
export const relay: Statement = {
  name: 'relay-events',
  text: `
with feed as (
  select position from event_feed for update skip locked
), unrelayed as (
  select events.merchant_id, events.invoice_id, events.sequence, events.written, events.created_at from events, feed
  where events.position is null
  order by events.written nulls first, events.created_at, events.invoice_id, events.sequence limit ${relayedAtOnce}
  for update of events
), numbered as (
  select merchant_id, invoice_id, sequence,
    row_number() over (order by written nulls first, created_at, invoice_id, sequence) as place
  from unrelayed
), relayed as (
  update events set position = feed.position + numbered.place from numbered, feed
  where events.merchant_id = numbered.merchant_id and events.invoice_id = numbered.invoice_id and events.sequence = numbered.sequence
  returning events.merchant_id, events.invoice_id, events.sequence, events.id, events.type, events.written
), moved as (
  update event_feed set position = position + (select count(*) from numbered) where exists (select 1 from numbered)
), planned as (
  insert into deliveries (merchant_id, id, endpoint_id, invoice_id, sequence, event_id, replayed, state, next_try_at, created_at)
  select relayed.merchant_id, ${newDeliveryIdInSql}, endpoint.id, relayed.invoice_id, relayed.sequence, relayed.id, false, 'pending', $1, $1
  from relayed join webhook_endpoints endpoint on endpoint.merchant_id = relayed.merchant_id
  where endpoint.deleted_at is null and endpoint.written_after < relayed.written
    and ('*' = any(endpoint.events) or relayed.type = any(endpoint.events))
  on conflict do nothing
)
select count(*)::int as relayed from relayed`,
}

/** Events after a place, and those alone that have one. */
export const readFeed: Statement = {
  name: 'read-feed',
  text: `
select invoice_id, sequence, id, type, data, created_at, position from events
where merchant_id = $1 and position > $2 order by position limit $3`,
}

/** Plans events of a time again for one endpoint, by their places, a part of them at a time. $1 merchant, $2 endpoint, $3 from, $4 to, $5 after this place, $6 at most, $7 now. */
export const replay: Statement = {
  name: 'replay-events',
  text: `
with chosen as (
  select events.merchant_id, events.invoice_id, events.sequence, events.id, events.position
  from events join webhook_endpoints endpoint on endpoint.merchant_id = events.merchant_id
  where events.merchant_id = $1 and endpoint.id = $2 and endpoint.deleted_at is null
    and events.created_at >= $3 and events.created_at <= $4 and events.position > $5
    and ('*' = any(endpoint.events) or events.type = any(endpoint.events))
  order by events.position limit $6
), planned as (
  insert into deliveries (merchant_id, id, endpoint_id, invoice_id, sequence, event_id, replayed, state, next_try_at, created_at)
  select merchant_id, ${newDeliveryIdInSql}, $2, invoice_id, sequence, id, true, 'pending', $7, $7 from chosen
)
select count(*)::int as planned, max(position)::text as last_position from chosen`,
}
