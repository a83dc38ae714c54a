import type { Statement } from '../db/statement.ts'

const columns = 'id, url, events, description, enabled, disabled_reason, failing_since, created_at, updated_at'

/** An endpoint with its first secret. What is written from now on is sent to it: the sequence of `events.written` is asked where that begins. */
export const createEndpoint: Statement = {
  name: 'create-endpoint',
  text: `
with endpoint as (
  insert into webhook_endpoints (merchant_id, id, url, events, description, enabled, written_after, created_at, updated_at)
  values ($1, $2, $3, $4, $5, $6, nextval('events_written'), $7, $7)
  returning merchant_id, ${columns}
), secret as (
  insert into webhook_secrets (merchant_id, endpoint_id, id, secret_sealed, created_at) select merchant_id, id, $8, $9, created_at from endpoint
)
select ${columns} from endpoint`,
}

export const listEndpoints: Statement = {
  name: 'list-endpoints',
  text: `select ${columns} from webhook_endpoints where merchant_id = $1 and deleted_at is null order by created_at desc, id desc`,
}

export const readEndpoint: Statement = {
  name: 'read-endpoint',
  text: `select ${columns} from webhook_endpoints where merchant_id = $1 and id = $2 and deleted_at is null`,
}

/** Deleted ones too. */
export const readEndpoints: Statement = {
  name: 'read-endpoints',
  text: `select ${columns}, deleted_at from webhook_endpoints where merchant_id = $1 and id = any($2::text[]) order by created_at, id`,
}

/** A null parameter leaves a member as it is, but the description is told apart by $8. Switched on, an endpoint begins with a clean sheet. */
export const updateEndpoint: Statement = {
  name: 'update-endpoint',
  text: `
update webhook_endpoints set url = coalesce($3, url), events = coalesce($4, events),
  description = case when $8::boolean then $5 else description end, enabled = coalesce($6, enabled),
  disabled_reason = case when $6::boolean is null then disabled_reason end,
  failing_since = case when $6::boolean then null else failing_since end,
  failures = case when $6::boolean then 0 else failures end,
  paused_until = case when $6::boolean or $3 <> url then null else paused_until end,
  updated_at = $7
where merchant_id = $1 and id = $2 and deleted_at is null
returning ${columns}`,
}

/** Hidden and silent at once, its secrets gone; what it was sent stays on record, and what is pending is cancelled in portions. */
export const deleteEndpoint: Statement = {
  name: 'delete-endpoint',
  text: `
with endpoint as (
  update webhook_endpoints set deleted_at = $3, enabled = false, updated_at = $3
  where merchant_id = $1 and id = $2 and deleted_at is null
  returning merchant_id, id
), secrets as (
  delete from webhook_secrets using endpoint
  where webhook_secrets.merchant_id = endpoint.merchant_id and webhook_secrets.endpoint_id = endpoint.id
)
select id from endpoint`,
}

/** A new secret beside the present one, which signs until $6; what has stopped signing is removed. $1 merchant, $2 endpoint, $3 id, $4 sealed, $5 now. */
export const rotateSecret: Statement = {
  name: 'rotate-secret',
  text: `
with endpoint as (
  update webhook_endpoints set updated_at = $5 where merchant_id = $1 and id = $2 and deleted_at is null
  returning merchant_id, ${columns}
), removed as (
  delete from webhook_secrets where merchant_id = $1 and endpoint_id = $2 and expires_at <= $5
), expiring as (
  update webhook_secrets set expires_at = $6 from endpoint
  where webhook_secrets.merchant_id = endpoint.merchant_id and webhook_secrets.endpoint_id = endpoint.id and webhook_secrets.expires_at is null
), added as (
  insert into webhook_secrets (merchant_id, endpoint_id, id, secret_sealed, created_at) select merchant_id, id, $3, $4, $5 from endpoint
)
select ${columns} from endpoint`,
}

/** The secrets that sign at $3, the newest first. */
export const activeSecrets: Statement = {
  name: 'active-secrets',
  text: `
select id, secret_sealed from webhook_secrets
where merchant_id = $1 and endpoint_id = $2 and (expires_at is null or expires_at > $3)
order by expires_at desc nulls first, created_at desc, id desc`,
}
