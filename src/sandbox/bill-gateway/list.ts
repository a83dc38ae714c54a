import type { Ledger } from '../ledger.ts'
import { createdOn, presentBill, presentPayments, type Bill } from './bill.ts'
import type { BillListQuery } from './request.ts'

export type BillLedger = Ledger<Bill['details']>

const pageSize = 15

function paginate<T>(oldestFirst: T[], { page, order }: BillListQuery): T[] {
  const ordered = order === 'asc' ? oldestFirst : oldestFirst.toReversed()
  return ordered.slice((page - 1) * pageSize, page * pageSize)
}

function isInRange(instant: string, { date }: BillListQuery): boolean {
  return date === undefined || (createdOn(instant) >= date[0] && createdOn(instant) <= date[1])
}

/** A substring of any of the searched members, as the provider's `q` looks for it. */
function isFound(bill: ReturnType<typeof presentBill>, q: string): boolean {
  const searched = [bill.va_number, bill.invoice_number, bill.name, bill.customer_name, bill.type, bill.status]
  return searched.some((text) => text?.toLowerCase().includes(q.toLowerCase()))
}

export function listBills(ledger: BillLedger, client: string, query: BillListQuery, now: Date) {
  const bills = ledger.all().filter((bill) => bill.client === client && isInRange(bill.createdAt, query))
  const shown = bills.map((bill) => presentBill(bill, now)).filter((bill) => isFound(bill, query.q))
  return paginate(shown, query)
}

export function listPayments(ledger: BillLedger, client: string, query: BillListQuery, now: Date) {
  const bills = ledger.all().filter((bill) => bill.client === client && bill.payments.length > 0)
  const payments = bills.flatMap((bill) => {
    const shown = presentBill(bill, now)
    const isWanted = isFound(shown, query.q) && shown.va_number.includes(query.va_number ?? '')
    return isWanted ? bill.payments.flatMap(presentPayments).map((payment) => ({ ...payment, bill: shown })) : []
  })
  const inTime = payments
    .filter(({ created_at, type }) => created_at !== null && isInRange(created_at, query) && (query.type ?? type) === type)
    .toSorted((left, right) => (left.created_at ?? '').localeCompare(right.created_at ?? ''))
  return paginate(inTime, query)
}
