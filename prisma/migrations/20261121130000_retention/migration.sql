-- What is old is erased, and money facts stay. Code that does not know this erases nothing and goes on with what is left.

-- When the personal data of a finished invoice was erased: its customer, the merchant's own words, what the provider said.
alter table invoices add column erased_at timestamptz(3);

-- Null once erased. The row stays, so that the same message sent again is still that row.
alter table callbacks alter column headers_sealed drop not null;
alter table callbacks alter column body_sealed drop not null;

-- What is old enough is found by these, and has left them once it is erased.
create index invoices_erasable on invoices (finished_at) where finished_at is not null and erased_at is null;
create index invoices_keyed on invoices (created_at) where finished_at is not null and idempotency_key is not null;
create index idempotency_keys_other on idempotency_keys (created_at) where invoice_id is null;
create index callbacks_readable on callbacks (finished_at) where finished_at is not null and body_sealed is not null;
create index operations_answered on operations (started_at) where answer_sealed is not null;
create index deliveries_finished on deliveries (finished_at) where finished_at is not null;
create index delivery_attempts_answered on delivery_attempts (started_at) where answer_sealed is not null;

-- All invoices of a person; and the keys of requests about one invoice, whose kept answers show it.
create index invoices_customer_reference on invoices (merchant_id, (details #>> '{customer,reference}'))
  where details #>> '{customer,reference}' is not null;
create index idempotency_keys_about on idempotency_keys (merchant_id, substring(route from 'inv_[0-9a-z]+')) where invoice_id is null;
