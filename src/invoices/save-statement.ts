import { nextCheckAt } from '../core/check-schedule.ts'
import { newEventId } from '../core/ids.ts'
import type { ExceptionCode, Invoice } from '../core/invoice.ts'
import { invoiceText } from '../core/invoice-wire.ts'
import { presentPayment } from '../core/payment-wire.ts'
import type { Seal } from '../core/seal.ts'
import type { OperationTrace } from '../connectors/call.ts'
import { rowsAt, toArrays, type Column } from '../db/row-arrays.ts'
import type { Statement } from '../db/statement.ts'
import type { AttemptResult } from './attempt.ts'
import { sealPlaces } from './idempotency.ts'
import { changingCells, changingColumns, toStoredChange } from './invoice-rows.ts'
import { toPaymentRow } from './payment-rows.ts'
import type { Save } from './save.ts'

const rowColumns = [
  ['merchant_id', 'text'],
  ['id', 'text'],
  ['expected', 'int'],
  ...changingColumns,
  ['sets_change', 'boolean'],
  ['change', 'jsonb'],
  ['sets_check', 'boolean'],
  ['next_check_at', 'timestamptz'],
  ['knows_change', 'boolean'],
  ['attempt_id', 'text'],
  ['epoch', 'int'],
  ['outcome', 'text'],
  ['provider_code', 'text'],
  ['provider_message', 'text'],
  ['attempt_finished_at', 'timestamptz'],
  ['attempt_next_check_at', 'timestamptz'],
  ['not_found', 'int'],
  ['resolution', 'jsonb'],
  ['key', 'text'],
  ['key_free', 'boolean'],
  ['key_status', 'int'],
  ['key_body', 'bytea'],
  ['key_sequence', 'int'],
] as const

const eventColumns = [
  ['invoice_id', 'text'],
  ['sequence', 'int'],
  ['id', 'text'],
  ['type', 'text'],
  ['data', 'json'],
  ['created_at', 'timestamptz'],
] as const

const operationColumns = [
  ['merchant_id', 'text'],
  ['invoice_id', 'text'],
  ['attempt_id', 'text'],
  ['id', 'text'],
  ['kind', 'text'],
  ['method', 'text'],
  ['path', 'text'],
  ['bytes_sent', 'boolean'],
  ['http_status', 'int'],
  ['outcome', 'text'],
  ['duration_ms', 'int'],
  ['started_at', 'timestamptz'],
] as const

const answerColumn = ['answer', 'bytea'] as const

const assignments = changingColumns.map(([name]) => `${name} = ${assigned(name)}`).join(', ')

/**
 * A key that was given back or forgotten meanwhile may be another invoice's by now: no writer brings it back. What is big is sent only when it is
 * not as it was, and is null otherwise: behind the version that the writer knew, it is what the row holds.
 */
function assigned(column: string): string {
  if (column === 'details' || column === 'payment' || column === 'provider_data')
    return `coalesce(input.${column}, invoices.${column})`
  return column === 'idempotency_key'
    ? 'case when invoices.idempotency_key is not null then input.idempotency_key end'
    : `input.${column}`
}

const namesOf = (columns: readonly Column[]) => columns.map(([name]) => name).join(', ')
const eventsAt = rowColumns.length + 1
const operationsAt = eventsAt + eventColumns.length
const paymentsAt = operationsAt + operationColumns.length + 1
const exceptionsAt = paymentsAt + 1

const begin = `
with input as materialized (
  select * from ${rowsAt(1, rowColumns)} as input
), `

const held = `held as (
  select input.id from input join idempotency_keys on idempotency_keys.merchant_id = input.merchant_id and idempotency_keys.key = input.key
  where input.key_free and locked_until is not null
  for update of idempotency_keys
), `

const holdsItsKey = 'and (not coalesce(input.key_free, false) or exists (select 1 from held where held.id = input.id))'

/**
 * Save: everything that one change of an invoice brings, for several invoices in one statement and one commit: the row behind its version, its payments, its
 * events, the exceptions that it raises and settles, the calls that were made, the attempt behind its epoch, and the answer for its key. When version or epoch are not what the writer knew, nothing is
 * written but the calls: what was sent stays on record, also when it no longer counts, but no answer about a person who was erased. A key is given back only while its owner still has it: once
 * somebody was told of the invoice, it stays.
 */
const often = (freesKeys: boolean) => `${begin}${freesKeys ? held : ''}owned as (
  select input.id from input join attempts on attempts.merchant_id = input.merchant_id and attempts.invoice_id = input.id and attempts.id = input.attempt_id
  where attempts.epoch = input.epoch and (attempts.phase = 'sending' or attempts.outcome = 'UNKNOWN') ${freesKeys ? holdsItsKey : ''}
  for update of attempts
), saved as (
  update invoices set ${assignments}, change = case when input.sets_change then input.change else invoices.change end,
    next_check_at = case when input.sets_check
      then least(input.next_check_at, case when not input.knows_change then (invoices.change ->> 'until')::timestamptz end)
      else invoices.next_check_at end
  from input
  where invoices.merchant_id = input.merchant_id and invoices.id = input.id and invoices.version = input.expected
    and (input.attempt_id is null or exists (select 1 from owned where owned.id = input.id))
  returning invoices.merchant_id, invoices.id, input.attempt_id, input.outcome, input.provider_code, input.provider_message, input.attempt_finished_at,
    input.attempt_next_check_at, input.not_found, input.resolution, input.key, input.key_free, input.key_status, input.key_body, input.key_sequence
), event as (
  insert into events (merchant_id, invoice_id, sequence, id, type, data, created_at)
  select saved.merchant_id, saved.id, event.sequence, event.id, event.type, event.data, event.created_at
  from ${rowsAt(eventsAt, eventColumns)} as event
  join saved on saved.id = event.invoice_id
), operation as (
  insert into operations (${namesOf(operationColumns)}, answer_sealed)
  select ${operationColumns.map(([name]) => `operation.${name}`).join(', ')}, case when invoices.erased_at is null then answer end
  from ${rowsAt(operationsAt, [...operationColumns, answerColumn])} as operation
  left join invoices on invoices.merchant_id = operation.merchant_id and invoices.id = operation.invoice_id
  on conflict do nothing
), attempt as (
  update attempts set phase = 'finished', outcome = saved.outcome, provider_code = saved.provider_code,
    provider_message = saved.provider_message, finished_at = saved.attempt_finished_at, next_check_at = saved.attempt_next_check_at,
    not_found = saved.not_found, resolution = saved.resolution
  from saved
  where attempts.merchant_id = saved.merchant_id and attempts.invoice_id = saved.id and attempts.id = saved.attempt_id
), key as (
  update idempotency_keys set locked_until = null, status = saved.key_status, body_sealed = saved.key_body, answer_sequence = saved.key_sequence
  from saved
  where idempotency_keys.merchant_id = saved.merchant_id and idempotency_keys.key = saved.key and not saved.key_free
)`

/** What most changes do not bring. A statement prepares to write all that it names, used or not, and that is most of what a small one costs. */
const seldom = `payment as (
  insert into payments (merchant_id, invoice_id, id, provider_payment_id, amount, fee, net_amount, channel, status, paid_at, received_at, reversed_at)
  select saved.merchant_id, saved.id, payment.id, provider_payment_id, amount, fee, net_amount, channel, status, paid_at, received_at, reversed_at
  from json_to_recordset($${paymentsAt}::json) as payment
    (invoice_id text, id text, provider_payment_id text, amount numeric, fee numeric, net_amount numeric, channel text, status text, paid_at timestamptz, received_at timestamptz, reversed_at timestamptz)
  join saved on saved.id = payment.invoice_id
  on conflict (merchant_id, invoice_id, id) do update set provider_payment_id = excluded.provider_payment_id, amount = excluded.amount,
    fee = excluded.fee, net_amount = excluded.net_amount, channel = excluded.channel, status = excluded.status,
    paid_at = excluded.paid_at, reversed_at = excluded.reversed_at
), raised as (
  insert into exceptions (merchant_id, invoice_id, code, raised_at, details)
  select saved.merchant_id, saved.id, exception.code, exception.at, exception.details
  from json_to_recordset($${exceptionsAt}::json) as exception (invoice_id text, code text, at timestamptz, settles boolean, details jsonb)
  join saved on saved.id = exception.invoice_id
  where not exception.settles
  on conflict (merchant_id, invoice_id, code, raised_at) do update set details = excluded.details, settled_at = null, note = null, settled_by = null
), settled as (
  update exceptions set settled_at = exception.at, note = exception.note, settled_by = exception.settled_by
  from json_to_recordset($${exceptionsAt}::json) as exception (invoice_id text, code text, at timestamptz, settles boolean, note text, settled_by text)
  join saved on saved.id = exception.invoice_id
  where exceptions.merchant_id = saved.merchant_id and exceptions.invoice_id = saved.id and exceptions.code = exception.code
    and exception.settles and exceptions.settled_at is null
), freed as (
  delete from idempotency_keys using saved
  where idempotency_keys.merchant_id = saved.merchant_id and idempotency_keys.key = saved.key and saved.key_free
)`

const save: Statement = { name: 'save-invoices', text: `${often(false)}\nselect id from saved` }
const saveAll: Statement = { name: 'save-invoices-all', text: `${often(true)}, ${seldom}\nselect id from saved` }

/** The statement for these changes, with its parameters. */
export function toSave(seal: Seal, saves: readonly Save[]): { statement: Statement; values: (Buffer | string)[] } {
  const operations = saves.flatMap(({ after, attemptId, operations: made }) =>
    made.map((one) => toOperationCells(seal, after, attemptId, one)),
  )
  const values = [
    ...toArrays(
      rowColumns,
      saves.map((one) => toCells(seal, one)),
    ),
    ...toArrays(eventColumns, saves.flatMap(toEventCells)),
    ...toArrays([...operationColumns, answerColumn], operations),
  ]
  const payments = saves.flatMap(({ after, payments: told }) =>
    told.map((one) => ({ invoice_id: after.id, ...toPaymentRow(one) })),
  )
  const exceptions = saves.flatMap(toExceptionRows)
  const isPlain = payments.length === 0 && exceptions.length === 0 && !saves.some(({ keyAnswer }) => keyAnswer?.free === true)
  return isPlain
    ? { statement: save, values }
    : { statement: saveAll, values: [...values, JSON.stringify(payments), JSON.stringify(exceptions)] }
}

function toCells(seal: Seal, one: Save) {
  const { before, after, result, change } = one
  const planned = nextCheckAt(after)
  return {
    ...{ merchant_id: before.merchantId, id: before.id, expected: before.version },
    ...changingCells(after, before),
    ...{ sets_change: change !== undefined, change: change == null ? null : JSON.stringify(toStoredChange(change)) },
    sets_check: change !== undefined || planned?.getTime() !== nextCheckAt(before)?.getTime(),
    next_check_at: planned,
    // A change that the writer has not seen was begun meanwhile: its end is looked at all the same.
    knows_change: change !== undefined || before.change !== null,
    ...toResultCells(result),
    ...toKeyCells(seal, one),
  }
}

function toExceptionRows({ before, after, seen, settledBy }: Save) {
  const at = after.updatedAt
  const invoice_id = after.id
  return [
    ...missing(after.exceptions, before.exceptions).map((code) => ({
      ...{ invoice_id, code, at, settles: false, details: seen ?? null },
    })),
    ...missing(before.exceptions, after.exceptions).map((code) => ({
      ...{ invoice_id, code, at, settles: true },
      ...(settledBy?.code === code ? { note: settledBy.note, settled_by: settledBy.by } : {}),
    })),
  ]
}

export function missing(from: readonly ExceptionCode[], others: readonly ExceptionCode[]): ExceptionCode[] {
  return from.filter((code) => !others.includes(code))
}

/** Each shows the invoice after all of this change, at a version of its own. */
function toEventCells({ after, events }: Save) {
  return events.map(({ type, payment }, index) => {
    const back = events.length - 1 - index
    const invoice = invoiceText(back === 0 ? after : { ...after, version: after.version - back })
    const data = `{"invoice":${invoice},"payment":${payment === null ? 'null' : JSON.stringify(presentPayment(payment))}}`
    const created_at = after.updatedAt
    return { invoice_id: after.id, sequence: after.lastSequence - back, id: newEventId(), type, data, created_at }
  })
}

function toOperationCells(seal: Seal, { merchantId, id: invoiceId }: Invoice, attemptId: string, operation: OperationTrace) {
  const { id, kind, method, path, bytesSent, httpStatus, outcome, durationMs, answer, startedAt } = operation
  return {
    ...{ merchant_id: merchantId, invoice_id: invoiceId, attempt_id: attemptId },
    ...{ id, kind, method, path, bytes_sent: bytesSent, http_status: httpStatus, outcome, duration_ms: durationMs },
    answer: answer === null ? null : seal.seal(sealPlaces.operation(merchantId, invoiceId, id), answer),
    started_at: startedAt,
  }
}

function toResultCells(result: AttemptResult | undefined) {
  return {
    attempt_id: result?.id ?? null,
    epoch: result?.epoch ?? null,
    outcome: result?.outcome ?? null,
    provider_code: result?.providerCode ?? null,
    provider_message: result?.providerMessage ?? null,
    attempt_finished_at: result?.finishedAt ?? null,
    attempt_next_check_at: result?.nextCheckAt ?? null,
    not_found: result?.notFound ?? null,
    resolution: result == null || result.resolution === null ? null : JSON.stringify(result.resolution),
  }
}

/** An answer that is the invoice of the last event is kept there and nowhere else. */
function toKeyCells(seal: Seal, { after, events, keyAnswer }: Save) {
  const nothing = { key: null, key_free: null, key_status: null, key_body: null, key_sequence: null }
  if (keyAnswer === undefined) return nothing
  if (keyAnswer.free) return { ...nothing, key: keyAnswer.key, key_free: true }
  const { key, status, body } = keyAnswer
  if (status === 201 && events.length > 0 && body === invoiceText(after))
    return { ...nothing, key, key_free: false, key_sequence: after.lastSequence }
  const sealed = body === null ? null : seal.seal(sealPlaces.key(after.merchantId, key), body)
  return { ...nothing, key, key_free: false, key_status: status, key_body: sealed }
}
