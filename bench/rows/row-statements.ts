/**
 * Rows of invoices that have been through their life, each a function of its number $n: nine of ten are the bench's own merchant's, and the
 * newest hundredth is open. One of 200 had to be looked at by a person, and one of ten of these still has to be. Details are those of a real
 * invoice that the gateway has just made; the data of events and the text of answers, which no search looks at, are short.
 * $1 is how many, $2 the instant of the newest.
 */
const life = `
  select n, 'inv_00' || lpad(n::text, 24, '0') as id, 'LOAD-' || n as reference,
    case when n % 10 = 0 then 'mer_bench_' || (n / 10) % 9 else (select merchant_id from sample) end as merchant_id,
    $2::timestamptz - ($1::bigint - n) * interval '400 days' / $1 as created_at,
    case when n > $1::bigint - $1::bigint / 100 then 'open' when n % 100 < 60 then 'paid' when n % 100 < 97 then 'expired'
      when n % 100 < 99 then 'cancelled' else 'failed' end as status
  from generate_series(1, $1::bigint) as n`

const sample = `sample as (select * from invoices where id not like 'inv_00%' limit 1)`
const rows = `with ${sample}, life as (${life})`
const ended = `case when status <> 'open' then created_at + interval '1 hour' end`

export const otherMerchants = `insert into merchants (id, name, created_at) select 'mer_bench_' || n, 'Other', now() from generate_series(0, 8) as n`

export const loads: readonly string[] = [
  `${rows} insert into invoices (merchant_id, id, status, version, reference, idempotency_key, listed, currency, amount, amount_due, amount_paid,
    provider, provider_account, provider_invoice_id, customer_email, customer_phone, details, payment, provider_data, exceptions, failure,
    last_sequence, expires_at, created_at, updated_at, checked_at, paid_at, finished_at, next_check_at)
  select life.merchant_id, life.id, life.status, 2, life.reference, life.reference, true, 'IDR', 260000, 260000,
    case when life.status = 'paid' then 260000 else 0 end, 'winpay', 'default', 'load-' || n, 'customer.' || n / 10 || '@example.com',
    '0823' || lpad((n / 10)::text, 8, '0'), sample.details, sample.payment, sample.provider_data,
    case when n % 2000 = 1 then '{needs_review}'::text[] else '{}' end, null, case when life.status = 'paid' then 2 else 1 end,
    case when life.status = 'open' then now() + interval '30 days' else life.created_at + interval '1 day' end, life.created_at, life.created_at,
    null, case when life.status = 'paid' then life.created_at + interval '1 hour' end, ${ended.replaceAll(/status|created_at/g, 'life.$&')},
    case when life.status = 'open' then now() + interval '1 day' + n % 1000 * interval '1 second' end
  from life, sample`,
  `${rows} insert into idempotency_keys (merchant_id, key, route, fingerprint, invoice_id, created_at)
  select merchant_id, reference, 'POST /invoices', sha256(reference::bytea), id, created_at from life`,
  `${rows} insert into attempts (merchant_id, invoice_id, id, provider, provider_account, phase, outcome, candidates, epoch, send_deadline,
    lease_until, started_at, finished_at)
  select merchant_id, id, 'att_' || substr(id, 5), 'winpay', 'default', 'finished', case when status = 'failed' then 'REJECTED' else 'CREATED' end,
    '[]', 1, created_at + interval '15 seconds', created_at + interval '80 seconds', created_at, created_at from life`,
  `${rows} insert into operations (merchant_id, invoice_id, attempt_id, id, kind, method, path, bytes_sent, http_status, outcome, duration_ms, started_at)
  select merchant_id, id, 'att_' || substr(id, 5), 'op_' || substr(id, 5), 'create', 'POST', '/api/create', true, 201, 'done', 200, created_at from life`,
  `${rows} insert into events (merchant_id, invoice_id, sequence, id, type, data, created_at, written, position)
  select merchant_id, life.id, sequence, 'evt_' || substr(life.id, 5) || sequence, case sequence when 1 then 'invoice.opened' else 'invoice.paid' end,
    jsonb_build_object('invoice', jsonb_build_object('id', life.id, 'reference', reference), 'payment', null), created_at,
    100 + 2 * n + sequence, 100 + 2 * n + sequence
  from life, generate_series(1, case when status = 'paid' then 2 else 1 end) as sequence`,
  `${rows} insert into payments (merchant_id, invoice_id, id, provider_payment_id, amount, status, paid_at, received_at)
  select merchant_id, id, 'pay_' || substr(id, 5), 'load-' || n, 260000, 'received', created_at, created_at from life where status = 'paid'`,
  `${rows} insert into exceptions (merchant_id, invoice_id, code, raised_at, settled_at)
  select merchant_id, id, 'needs_review', created_at, case when n % 2000 <> 1 then created_at + interval '1 day' end from life where n % 200 = 1`,
  `${rows} insert into callbacks (merchant_id, id, provider, provider_account, dedupe, authenticity, headers_sealed, body_sealed, received_at,
    state, invoice_id, tried_since, finished_at)
  select merchant_id, 'cbk_' || substr(id, 5), 'winpay', 'default', sha256(id::bytea), 'unsigned', '', '', created_at, 'applied', id, created_at, created_at
  from life where n % 5 = 0`,
  `${rows}, endpoint as (select merchant_id, id from webhook_endpoints limit 1)
  insert into deliveries (merchant_id, id, endpoint_id, invoice_id, sequence, event_id, replayed, state, tries, created_at, finished_at)
  select life.merchant_id, 'dlv_' || substr(life.id, 5), endpoint.id, life.id, 1, 'evt_' || substr(life.id, 5) || 1, false, 'delivered', 1, created_at, created_at
  from life join endpoint using (merchant_id) where n % 5 = 1`,
  `${rows}, endpoint as (select merchant_id from webhook_endpoints limit 1)
  insert into delivery_attempts (merchant_id, delivery_id, number, started_at, duration_ms, http_status)
  select life.merchant_id, 'dlv_' || substr(life.id, 5), 1, created_at, 20, 200 from life join endpoint using (merchant_id) where n % 5 = 1`,
]

/** The counters stand where they would stand if these rows had come one by one. */
export const afterLoad: readonly string[] = [
  `select setval('events_written', 2 * $1::bigint + 1000)`,
  `update event_feed set position = 2 * $1::bigint + 1000`,
]
