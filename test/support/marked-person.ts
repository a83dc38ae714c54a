import { randomInt, randomUUID } from 'node:crypto'
import { addressMembers } from '../../src/core/invoice.ts'

/** A word that is nowhere else, so that every trace of a person whose data it is in can be found; 20 letters and digits. */
export function newMark(): string {
  return `mark${randomUUID().replaceAll('-', '').slice(0, 16)}`
}

export interface MarkedRequest extends Record<string, unknown> {
  customer: { reference: string; name: string; email: string; phone: string; address: Record<string, string> }
}

/** Everything that a merchant may say of a person, or in words of its own, with the mark in it. A phone number holds digits only. */
export function markedRequest(mark: string): MarkedRequest {
  return {
    customer: {
      ...{ reference: `cust-${mark}`, name: `Delina ${mark}`, email: `${mark}@example.com`, phone: `08${newDigits()}` },
      address: Object.fromEntries(addressMembers.map((member) => [member, mark])),
    },
    ...{ title: `Order of ${mark}`, description: `For ${mark}`, notes: `Call ${mark}` },
    ...{ metadata: { who: mark } },
    ...{ return_url: `https://shop.example/${mark}`, image_url: `https://img.example/${mark}` },
    document_url: `https://doc.example/${mark}`,
  }
}

function newDigits(): string {
  return String(randomInt(10 ** 11, 10 ** 12 - 1))
}
