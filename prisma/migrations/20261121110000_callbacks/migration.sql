-- What providers tell us unasked is kept before it is acknowledged, and applied afterwards. Code that does not know this table leaves it alone.

create table callbacks (
  merchant_id text not null,
  id text not null,
  provider text not null,
  -- Through whose path it came.
  provider_account text not null,
  -- SHA-256 of what makes a message the same message: how it was proved, the provider's id of it, and its bytes.
  dedupe bytea not null,
  authenticity text not null check (authenticity in ('verified', 'unsigned')),
  -- AES-256-GCM, bound to this row.
  headers_sealed bytea not null,
  body_sealed bytea not null,
  received_at timestamptz(3) not null,
  -- How often the very same has come.
  seen integer not null default 1,
  state text not null check (state in ('received', 'applied', 'quarantined', 'ignored', 'failed')),
  invoice_id text,
  tries integer not null default 0,
  -- Since when it is being tried: when it came, or when somebody had it run again.
  tried_since timestamptz(3) not null,
  -- When somebody should try next, and while somebody does, when another may; null once it has ended.
  next_try_at timestamptz(3),
  -- Counts up with each owner; what a try came to is written only by the owner of the present epoch.
  epoch integer not null default 0,
  -- Codes and words of ours; nothing of a person.
  last_error text,
  finished_at timestamptz(3),
  primary key (merchant_id, id),
  unique (merchant_id, provider, provider_account, dedupe)
);

-- What is due is applied provider by provider, across merchants.
create index callbacks_due on callbacks (provider, next_try_at) where next_try_at is not null;
create index callbacks_stuck on callbacks (state) where state in ('quarantined', 'ignored', 'failed');
create index callbacks_newest on callbacks (merchant_id, received_at desc, id desc);

-- Callbacks name the provider's invoice first.
create index invoices_provider_invoice on invoices (merchant_id, provider, provider_invoice_id) where provider_invoice_id is not null;

-- For a day after credentials were replaced, the provider may still sign with those that went before.
alter table provider_accounts add column previous_credentials_sealed bytea;
alter table provider_accounts add column credentials_changed_at timestamptz(3);
