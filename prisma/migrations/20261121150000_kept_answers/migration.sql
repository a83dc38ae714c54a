-- What a create was answered is the text of the invoice in its event: kept once, byte for byte, and erased with it.
-- Code that does not know this keeps its answers as before; for keys without one it answers from the invoice.

-- As text: jsonb would order the members anew. The table is written again, and nobody can use it meanwhile.
alter table events alter column data type json using data::json;

-- The event whose invoice was the answer, with status 201; null when the answer is kept in body_sealed, or there is none.
alter table idempotency_keys add column answer_sequence integer;
