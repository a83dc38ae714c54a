-- Open invoices are compared with their provider by a schedule, and each difference is a row with a state.
-- Code that does not know this yet leaves next_check_at alone; what it opens is found by the index on those without one.

alter table invoices add column next_check_at timestamptz(3);

-- What is due is asked for provider by provider, across merchants.
create index invoices_due on invoices (provider, next_check_at) where next_check_at is not null;
create index invoices_unplanned on invoices (merchant_id, id) where next_check_at is null and status in ('open', 'partially_paid');
create index invoices_unknown on invoices (created_at) where status = 'unknown';

create table exceptions (
  merchant_id text not null,
  invoice_id text not null,
  code text not null,
  raised_at timestamptz(3) not null,
  -- What was seen that does not fit; nothing of a person.
  details jsonb,
  -- Null while it is among the invoice's exceptions.
  settled_at timestamptz(3),
  -- Of a person who settled it: why, and with which API key.
  note text,
  settled_by text,
  primary key (merchant_id, invoice_id, code, raised_at),
  foreign key (merchant_id, invoice_id) references invoices (merchant_id, id)
);

create index exceptions_open on exceptions (code) where settled_at is null;

insert into exceptions (merchant_id, invoice_id, code, raised_at)
select merchant_id, id, unnest(exceptions), updated_at from invoices where exceptions <> '{}';

-- How many looks each provider has had in a minute, for all instances together.
create table check_budgets (
  provider text primary key,
  minute timestamptz(3) not null,
  used integer not null,
  -- What the latest take was given.
  granted integer not null
);
