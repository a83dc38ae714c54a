-- What there is about one invoice is found from the invoice. Code that does not know these indexes works as before.

create index callbacks_invoice on callbacks (merchant_id, invoice_id) where invoice_id is not null;
create index deliveries_invoice on deliveries (merchant_id, invoice_id, sequence);
