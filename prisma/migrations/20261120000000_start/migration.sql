-- The tables of the gateway. Merchants, keys and accounts are small and copied to every node of a distributed database;
-- everything that grows has the merchant first in every key, so that it can be partitioned or distributed by it.

create table merchants (
  id text primary key,
  name text not null,
  created_at timestamptz(3) not null
);

create table api_keys (
  merchant_id text not null references merchants (id),
  id text not null,
  name text not null,
  -- SHA-256 of the key, which is random enough to need no salt.
  hash bytea not null unique,
  -- The first characters, by which a person tells keys apart.
  hint text not null,
  scopes text[] not null,
  created_at timestamptz(3) not null,
  expires_at timestamptz(3),
  revoked_at timestamptz(3),
  primary key (merchant_id, id)
);

create table provider_accounts (
  merchant_id text not null references merchants (id),
  provider text not null,
  name text not null,
  -- AES-256-GCM, bound to this row.
  credentials_sealed bytea not null,
  settings jsonb not null,
  callback_token_sealed bytea not null,
  callback_token_hash bytea not null unique,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  primary key (merchant_id, provider, name)
);

create table invoices (
  merchant_id text not null,
  id text not null,
  status text not null check (status in ('pending', 'unknown', 'open', 'partially_paid', 'paid', 'expired', 'cancelled', 'failed')),
  version integer not null,
  reference text not null,
  idempotency_key text,
  -- False: proved never to exist, its key and reference given back; operators see its attempt, lists do not show it.
  listed boolean not null,
  currency text not null,
  amount numeric(18, 2) not null check (amount > 0),
  amount_due numeric(18, 2) not null check (amount_due > 0),
  amount_paid numeric(18, 2) not null,
  provider text not null,
  provider_account text not null,
  provider_invoice_id text,
  customer_email text,
  customer_phone text,
  details jsonb not null,
  payment jsonb not null,
  provider_data jsonb not null,
  exceptions text[] not null,
  failure jsonb,
  -- An update or a cancel that is under way or whose answer was lost: its kind, until when it may be running, what is wanted.
  change jsonb,
  last_sequence integer not null,
  starts_at timestamptz(3),
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  checked_at timestamptz(3),
  paid_at timestamptz(3),
  -- Since when nothing more is expected of it (paid, expired, cancelled, failed).
  finished_at timestamptz(3),
  primary key (merchant_id, id)
);

-- These two decide who wins: one insert with `on conflict do nothing` asks both at once.
create unique index invoices_idempotency_key on invoices (merchant_id, idempotency_key) where idempotency_key is not null;
create unique index invoices_reference on invoices (merchant_id, reference) where status <> 'failed';
create index invoices_failed_reference on invoices (merchant_id, reference) where status = 'failed';

create index invoices_newest on invoices (merchant_id, created_at desc, id desc);
create index invoices_status on invoices (merchant_id, status, created_at desc, id desc);
create index invoices_customer_email on invoices (merchant_id, customer_email, created_at desc, id desc) where customer_email is not null;
create index invoices_customer_phone on invoices (merchant_id, customer_phone, created_at desc, id desc) where customer_phone is not null;
create index invoices_exceptions on invoices (merchant_id, created_at desc, id desc) where exceptions <> '{}';

create table idempotency_keys (
  merchant_id text not null,
  key text not null,
  route text not null,
  -- SHA-256 of method, route and the normalised request.
  fingerprint bytea not null,
  -- Null for requests that create no invoice.
  invoice_id text,
  -- Until when the request that claimed the key may still be running; null once it has ended.
  locked_until timestamptz(3),
  -- The answer that is replayed; null while there is none that is final.
  status integer,
  body_sealed bytea,
  created_at timestamptz(3) not null,
  primary key (merchant_id, key)
);

create table attempts (
  merchant_id text not null,
  invoice_id text not null,
  id text not null,
  provider text not null,
  provider_account text not null,
  phase text not null check (phase in ('sending', 'finished')),
  outcome text check (outcome in ('NOT_SENT', 'REJECTED', 'CREATED', 'DUPLICATE', 'UNKNOWN')),
  provider_code text,
  provider_message text,
  -- Each provider that was considered, and why it was or was not chosen.
  candidates jsonb not null,
  -- What a person decided about an outcome that nobody could prove: who, when, why.
  resolution jsonb,
  -- The number that the gateway allocated for the payer, where the provider has us choose it.
  number text,
  -- Counts up with each owner; a result is written only by the owner of the present epoch.
  epoch integer not null,
  send_deadline timestamptz(3) not null,
  lease_until timestamptz(3) not null,
  started_at timestamptz(3) not null,
  finished_at timestamptz(3),
  -- When somebody should ask the provider what became of it; null once that is known, or when only a person can tell.
  next_check_at timestamptz(3),
  checks integer not null default 0,
  -- How often it was not found after the time in which it could still have appeared.
  not_found integer not null default 0,
  primary key (merchant_id, invoice_id, id),
  foreign key (merchant_id, invoice_id) references invoices (merchant_id, id)
);

create index attempts_due on attempts (next_check_at) where next_check_at is not null;

create table operations (
  merchant_id text not null,
  invoice_id text not null,
  attempt_id text not null,
  id text not null,
  kind text not null,
  method text not null,
  path text not null,
  -- False only when it is certain that nothing left.
  bytes_sent boolean not null,
  http_status integer,
  outcome text not null,
  duration_ms integer not null,
  answer_sealed bytea,
  started_at timestamptz(3) not null,
  primary key (merchant_id, invoice_id, id),
  foreign key (merchant_id, invoice_id, attempt_id) references attempts (merchant_id, invoice_id, id)
);

create table events (
  merchant_id text not null,
  invoice_id text not null,
  -- Gap-free per invoice, from 1.
  sequence integer not null,
  id text not null,
  type text not null,
  data jsonb not null,
  created_at timestamptz(3) not null,
  primary key (merchant_id, invoice_id, sequence),
  foreign key (merchant_id, invoice_id) references invoices (merchant_id, id)
);

-- Numbers that payers pay to. A row is never deleted: the gateway allocates no number twice in an account.
create table va_numbers (
  merchant_id text not null,
  provider text not null,
  provider_account text not null,
  number text not null,
  invoice_id text not null,
  primary key (merchant_id, provider, provider_account, number)
);
