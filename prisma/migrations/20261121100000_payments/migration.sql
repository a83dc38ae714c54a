-- Money is a row for each payment, and the invoice's amount_paid is their sum.
-- Code that does not know this yet raises amount_paid alone: whoever reads the payments next adds what they lack.

create table payments (
  merchant_id text not null,
  invoice_id text not null,
  id text not null,
  -- By the provider's rule of identity; null while it has told only that money came.
  provider_payment_id text,
  amount numeric(18, 2) not null check (amount > 0),
  -- What the provider keeps, and what is left; null where it does not tell.
  fee numeric(18, 2),
  net_amount numeric(18, 2),
  channel text,
  status text not null check (status in ('received', 'reversed')),
  -- When the payer paid, as the provider tells it.
  paid_at timestamptz(3),
  -- When we first heard of it.
  received_at timestamptz(3) not null,
  reversed_at timestamptz(3),
  primary key (merchant_id, invoice_id, id),
  unique (merchant_id, invoice_id, provider_payment_id),
  foreign key (merchant_id, invoice_id) references invoices (merchant_id, id)
);

-- What was paid before there were payments is one payment without a name; the first names that are told take its place.
insert into payments (merchant_id, invoice_id, id, amount, status, paid_at, received_at)
select merchant_id, id, 'pay_' || split_part(id, '_', 2), amount_paid, 'received', paid_at, coalesce(paid_at, updated_at)
from invoices where amount_paid > 0;
