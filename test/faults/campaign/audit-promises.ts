import type { History, Violation } from './history.ts'

/** A change that was answered 200 has been made, and stays. */
export function auditConfirmed({ orders, invoices }: History): Violation[] {
  const ordered = new Map(orders.map((order) => [order.reference, order]))
  return invoices.flatMap(({ reference, status, mark }): Violation[] => {
    const say = (words: string) => ({ promise: 'a confirmed change stays', subject: reference, words })
    const { mark: wanted, cancelled } = ordered.get(reference)?.confirmed ?? {}
    return [
      ...(wanted === undefined || wanted === mark ? [] : [say(`its mark was confirmed, and it is ${mark ?? 'gone'}`)]),
      ...(cancelled !== true || status === 'cancelled' ? [] : [say(`its cancel was confirmed, and it is ${status}`)]),
    ]
  })
}

/** I10: once nothing breaks any more, nothing stays open, and no change stays unconfirmed. */
export function auditDrain({ invoices, stuck }: History): Violation[] {
  const promise = 'open work drains to zero'
  const open = invoices.flatMap(({ id, reference, status, exceptions }): Violation[] => {
    const unconfirmed = exceptions.filter((code) => code.endsWith('_unconfirmed'))
    const isOpen = status === 'pending' || status === 'unknown'
    if (!isOpen && unconfirmed.length === 0) return []
    return [{ promise, subject: reference, words: `${id} is ${[status, ...unconfirmed].join(', ')}` }]
  })
  return [...open, ...stuck.map((words) => ({ promise, subject: 'recovery', words }))]
}

/** No answer that a well-behaved merchant should never get, no 500 but our own, no process that ends by itself. */
export function auditManners({ unexpected, crashes, internalErrors, thrown }: History): Violation[] {
  return [
    ...unexpected.map((words) => ({ promise: 'no answer that nobody deserves', subject: 'answer', words })),
    ...crashes.map((words) => ({ promise: 'no process ends by itself', subject: 'process', words })),
    ...(internalErrors <= thrown
      ? []
      : [
          {
            promise: 'no 500',
            subject: 'answers',
            words: `${internalErrors} were a 500, and the campaign threw ${thrown} errors`,
          },
        ]),
  ]
}
