import { writeRequest } from './raw-request.ts'
import { apiKey, type TargetName } from '../servers/servers.ts'

/** Stands for the number of a request, eight digits, in {@link createTemplate}. */
const numberMark = '########'

/** What a merchant orders, the same for floor and gateway. */
export function orderOf(reference: string, number: string) {
  return {
    reference,
    title: 'Order',
    customer: { name: 'Delina Prasetya', email: `delina.${number}@example.com`, phone: '082342341' },
    items: [
      { name: 'Shoes', quantity: 1, unit_price: '250000' },
      { name: 'Laces', quantity: 2, unit_price: '5000' },
    ],
    return_url: 'https://shop.example/back',
    metadata: { cart: number },
  }
}

/** What becomes of it at the provider, which `direct` sends itself. */
function providersOrderOf(reference: string, number: string) {
  const { customer, items, return_url } = orderOf(reference, number)
  const products = items.map(({ name, quantity, unit_price }) => ({ name, qty: quantity, price: Number(unit_price) }))
  return { customer, invoice: { ref: reference, products }, back_url: return_url, interval: 1_440 }
}

export interface CreateRequest {
  path: string
  headers: Record<string, string>
  body: string
}

/** One create of a series: references and keys are `<series>-<number>`. */
export function createRequest(target: TargetName, series: string, number: string, key: string = apiKey): CreateRequest {
  const reference = `${series}-${number}`
  if (target === 'direct') {
    const signed = {
      'x-winpay-timestamp': '2026-11-20T21:00:00+07:00',
      'x-winpay-key': 'bench',
      'x-winpay-signature': '0'.repeat(64),
    }
    const headers = { accept: 'application/json', 'content-type': 'application/json', ...signed }
    return { path: '/api/create', headers, body: JSON.stringify(providersOrderOf(reference, number)) }
  }
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': reference }
  return { path: '/invoices', headers, body: JSON.stringify(orderOf(reference, number)) }
}

/** The whole HTTP request as text, with {@link numberMark} where its number goes. */
export function createTemplate(target: TargetName, series: string): string {
  return writeRequest({ method: 'POST', ...createRequest(target, series, numberMark) })
}

/** What every right answer to a create contains; `reference` stands before the reference. */
export function rightCreate(target: TargetName): { reference: string; also: string } {
  return target === 'direct'
    ? { reference: '"ref":"', also: '"responseCode":"2010300"' }
    : { reference: '"reference":"', also: '"status":"open"' }
}
