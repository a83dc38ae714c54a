-- Events get a place in the feed of all events, and endpoints of merchants are told of them.
-- Code that does not know this yet writes events as before: the sequence counts them all the same, and the relay finds them.

-- Counts events in the order in which they were written. Old rows stay without a number, so that the table is not written again.
create sequence events_written;
alter table events add column written bigint;
alter table events alter column written set default nextval('events_written');
alter sequence events_written owned by events.written;

-- The place in the feed; null until the event is relayed.
alter table events add column position bigint;

create index events_unrelayed on events (written nulls first) where position is null;
create unique index events_position on events (merchant_id, position) where position is not null;
create index events_created on events (merchant_id, created_at);

-- One row: the last place that was given. Whoever gives places holds it.
create table event_feed (
  only_one boolean primary key default true check (only_one),
  position bigint not null
);
insert into event_feed (position) values (0);

create table webhook_endpoints (
  merchant_id text not null,
  id text not null,
  url text not null,
  -- Types of events, or '*'.
  events text[] not null,
  description text,
  enabled boolean not null,
  -- Why the gateway has switched it off; null when it is on, or its owner did it.
  disabled_reason text check (disabled_reason in ('gone', 'failing')),
  -- Events that were written after this number are sent to it.
  written_after bigint not null,
  -- Since when no try has succeeded, and how many have failed since.
  failing_since timestamptz(3),
  failures integer not null default 0,
  -- Until when it has asked to be left alone.
  paused_until timestamptz(3),
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  -- A deleted one is kept for what was sent to it; its secrets are not.
  deleted_at timestamptz(3),
  primary key (merchant_id, id)
);

create table webhook_secrets (
  merchant_id text not null,
  endpoint_id text not null,
  id text not null,
  -- AES-256-GCM, bound to this row.
  secret_sealed bytea not null,
  created_at timestamptz(3) not null,
  -- Until when it still signs; null for the present one.
  expires_at timestamptz(3),
  primary key (merchant_id, endpoint_id, id),
  foreign key (merchant_id, endpoint_id) references webhook_endpoints (merchant_id, id)
);

create table deliveries (
  merchant_id text not null,
  id text not null,
  endpoint_id text not null,
  invoice_id text not null,
  sequence integer not null,
  event_id text not null,
  -- True: sent again because somebody asked for it.
  replayed boolean not null,
  state text not null check (state in ('pending', 'delivered', 'failed', 'cancelled')),
  -- Counts up with each try and names it: a result is written only by the owner of the present one.
  tries integer not null default 0,
  -- When it is due; while it is being tried, when that try is given up for lost. Null when it is not pending.
  next_try_at timestamptz(3),
  -- Until when a try may be under way; null while there is none.
  lease_until timestamptz(3),
  created_at timestamptz(3) not null,
  finished_at timestamptz(3),
  primary key (merchant_id, id),
  foreign key (merchant_id, endpoint_id) references webhook_endpoints (merchant_id, id),
  foreign key (merchant_id, invoice_id, sequence) references events (merchant_id, invoice_id, sequence)
);

-- An event goes to an endpoint by itself once; a replay is a row of its own.
create unique index deliveries_once on deliveries (merchant_id, endpoint_id, event_id) where not replayed;
create index deliveries_pending on deliveries (merchant_id, endpoint_id, next_try_at, sequence) where state = 'pending';
create index deliveries_under_way on deliveries (merchant_id, endpoint_id) where lease_until is not null;
create index deliveries_newest on deliveries (merchant_id, endpoint_id, created_at desc, id desc);

create table delivery_attempts (
  merchant_id text not null,
  delivery_id text not null,
  number integer not null,
  started_at timestamptz(3) not null,
  duration_ms integer not null,
  -- Null when there was no answer; then the reason says why.
  http_status integer,
  reason text,
  -- The first kilobyte of the answer, sealed.
  answer_sealed bytea,
  primary key (merchant_id, delivery_id, number),
  foreign key (merchant_id, delivery_id) references deliveries (merchant_id, id)
);
