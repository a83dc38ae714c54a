import { parseAmount, sum, times, zero, type Money } from '../core/money.ts'

interface RequestFault {
  path: (string | number)[]
  message: string
}

type Text = string | null | undefined

/** The members of a request that make up its sums, as they come over the wire. */
interface Sums {
  amount?: Text
  amount_due?: Text
  items?: { quantity: number; unit_price: string }[] | null | undefined
  shipping_amount?: Text
  minimum_payment?: Text
  payment_type?: Text
}

interface Checked extends Sums {
  customer: { email?: Text; phone?: Text }
  starts_at?: Text
  expires_at?: Text
  metadata?: Record<string, string> | null | undefined
}

const metadataCharactersMax = 1000

/** What is wrong in a request whose members are each well-formed. Depends on nothing but the request. */
export function findRequestFaults(request: Checked): RequestFault[] {
  return [...sumFaults(request), ...partialFaults(request), ...otherFaults(request)]
}

/** Items plus shipping; null when there are no items. An amount that is not well-formed is somebody else's fault to tell. */
function sumOfItems(request: Pick<Sums, 'items' | 'shipping_amount'>): Money | null {
  const items = request.items ?? []
  if (items.length === 0) return null
  return sum([...items.map((item) => times(money(item.unit_price), item.quantity)), money(request.shipping_amount)])
}

/** The total: as given, or summed. Null when neither is there. */
export function totalOf(request: Sums): Money | null {
  return request.amount == null ? sumOfItems(request) : money(request.amount)
}

function money(text: Text): Money {
  return text == null ? zero : (parseAmount(text) ?? zero)
}

const amountMax = parseAmount('9999999999999999.99') ?? zero

function sumFaults(request: Sums): RequestFault[] {
  const total = totalOf(request)
  if (total === null) return [{ path: ['amount'], message: 'Give amount, or items from which it is summed.' }]
  const summed = sumOfItems(request)
  if (summed !== null && summed !== total) {
    return [
      {
        path: ['amount'],
        message: 'The items and shipping_amount do not add up to this; correct one of them or leave amount out.',
      },
    ]
  }
  if (total === zero) return [{ path: ['items'], message: 'The items add up to zero; an invoice must be above zero.' }]
  if (total > amountMax) return [{ path: ['items'], message: 'The items add up to more than 16 digits.' }]
  if (money(request.shipping_amount) >= total) {
    return [
      {
        path: ['shipping_amount'],
        message: 'It leaves nothing for the goods: it must be less than the amount, of which it is part.',
      },
    ]
  }
  if (request.amount_due != null && money(request.amount_due) > total) {
    return [{ path: ['amount_due'], message: 'It is more than the amount.' }]
  }
  return []
}

function partialFaults(request: Sums): RequestFault[] {
  if (request.minimum_payment == null) return []
  if (request.payment_type !== 'partial') {
    return [{ path: ['minimum_payment'], message: 'It needs payment_type "partial".' }]
  }
  const due = request.amount_due == null ? totalOf(request) : money(request.amount_due)
  return due !== null && money(request.minimum_payment) > due
    ? [{ path: ['minimum_payment'], message: 'It is more than what is due.' }]
    : []
}

function otherFaults({ customer, starts_at, expires_at, metadata }: Checked): RequestFault[] {
  const faults: RequestFault[] = []
  if (customer.email == null && customer.phone == null) {
    faults.push({ path: ['customer'], message: 'Give at least one of email and phone.' })
  }
  if (starts_at != null && expires_at != null && new Date(starts_at) >= new Date(expires_at)) {
    faults.push({ path: ['starts_at'], message: 'It must be before expires_at.' })
  }
  const characters = Object.entries(metadata ?? {}).reduce((count, [name, value]) => count + name.length + value.length, 0)
  if (characters > metadataCharactersMax) {
    faults.push({
      path: ['metadata'],
      message: `It holds ${characters} characters; at most ${metadataCharactersMax} fit, names included.`,
    })
  }
  return faults
}
