import type { MerchantId } from '../core/ids.ts'
import type { InvoiceFilter, Place } from './invoice-filter.ts'
import { readColumns } from './statements.ts'

export interface ListStatement {
  text: string
  values: unknown[]
  /** The last invoice that is looked at for this page; null when every one that is looked at is served. */
  end: { text: string; values: unknown[] } | null
}

const newestFirst = 'order by created_at desc, id desc'

/**
 * What has an index is read from it in order, status by status. What has none is looked for among the next `lookedAtMax` of those and no
 * further: a filter that few invoices fit costs the same among ten thousand as among millions.
 */
export function toListStatement(
  merchantId: MerchantId,
  filter: InvoiceFilter,
  after: Place | null,
  lookedAtMax: number,
): ListStatement {
  const values: unknown[] = [merchantId]
  const bind = (value: unknown) => `$${values.push(value)}`
  const inOrder = ['merchant_id = $1', 'listed', ...conditionsInOrder(filter, after, bind)]
  const statuses = filter.status.length === 0 ? [''] : filter.status.map((status) => ` and status = ${bind(status)}`)
  const valuesInOrder = [...values]
  const among = conditionsAmong(filter, bind)
  const wanted = filter.limit + 1
  const lookedAt = (columns: string, limit: number) =>
    inTurn(
      statuses.map(
        (status) => `select ${columns} from invoices where ${inOrder.join(' and ')}${status} ${newestFirst} limit ${limit}`,
      ),
      limit,
    )
  if (among.length === 0) return { text: lookedAt(readColumns, wanted), values, end: null }
  return {
    text: `select * from (${lookedAt(readColumns, lookedAtMax)}) as invoices where ${among.join(' and ')} ${newestFirst} limit ${wanted}`,
    values,
    end: {
      text: `select created_at, id from (${lookedAt('created_at, id', lookedAtMax)}) as looked ${newestFirst} offset ${lookedAtMax - 1} limit 1`,
      values: valuesInOrder,
    },
  }
}

function inTurn(selects: readonly string[], limit: number): string {
  const [first, ...more] = selects
  if (first !== undefined && more.length === 0) return first
  return `select * from (${selects.map((select) => `(${select})`).join(' union all ')}) as each ${newestFirst} limit ${limit}`
}

type Bind = (value: unknown) => string

function conditionsInOrder(filter: InvoiceFilter, after: Place | null, bind: Bind): string[] {
  const { reference, idempotencyKey, customerEmail, customerPhone, createdFrom, createdTo, exception } = filter
  return [
    // Said twice, once for each of the two partial indexes on references.
    ...given(
      reference,
      bind,
      (it) => `((reference = ${it} and status <> 'failed') or (reference = ${it} and status = 'failed'))`,
    ),
    ...given(idempotencyKey, bind, (it) => `idempotency_key = ${it}`),
    ...given(customerEmail, bind, (it) => `customer_email = ${it}`),
    ...given(customerPhone, bind, (it) => `customer_phone = ${it}`),
    ...given(createdFrom, bind, (it) => `created_at >= ${it}`),
    ...given(createdTo, bind, (it) => `created_at <= ${it}`),
    ...(exception === undefined ? [] : [`exceptions <> '{}'`]),
    ...(after === null ? [] : [`(created_at, id) < (${bind(after.createdAt)}, ${bind(after.id)})`]),
  ]
}

const searched = ['reference', `details ->> 'title'`, `details #>> '{customer,name}'`, 'customer_email', 'provider_invoice_id']

function conditionsAmong({ provider, exception, q }: InvoiceFilter, bind: Bind): string[] {
  const pattern = q === undefined ? undefined : `%${q.replace(/[\\%_]/g, '\\$&')}%`
  return [
    ...given(provider, bind, (it) => `provider = ${it}`),
    ...given(exception, bind, (it) => `${it} = any(exceptions)`),
    ...given(pattern, bind, (it) => `(${searched.map((place) => `${place} ilike ${it}`).join(' or ')})`),
  ]
}

function given(value: unknown, bind: Bind, condition: (parameter: string) => string): string[] {
  return value === undefined ? [] : [condition(bind(value))]
}
