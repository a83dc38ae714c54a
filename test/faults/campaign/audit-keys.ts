import type { History, KeyAnswer, OrderNote, Violation } from './history.ts'

const promise = 'the same key is the same invoice for ever'

/** I8: what a key was once answered 201 or 202 for is its invoice; a refusal that is proved to have created nothing binds nothing. */
export function auditKeys({ orders, invoices }: History): Violation[] {
  const listed = new Map(invoices.map((invoice) => [invoice.id, invoice]))
  return orders.flatMap(({ key, reference, answers }): Violation[] => {
    const say = (words: string): Violation[] => [{ promise, subject: key, words }]
    const ids = [...new Set(answers.filter(isAcknowledged).map(({ invoiceId }) => invoiceId))]
    const [id, ...more] = ids
    if (id === undefined) return []
    if (id === null || more.length > 0) return say(`it was answered with ${ids.join(', ')}`)
    const invoice = listed.get(id)
    if (invoice === undefined) return say(`its invoice ${id} is not listed any more`)
    if (invoice.reference !== reference) return say(`its invoice ${id} has the reference ${invoice.reference}`)
    const strange = answersAfter(answers).filter((answer) => !fits(answer, id))
    if (strange.length > 0) return say(`after ${id} it was answered ${JSON.stringify(strange)}`)
    const last = answers.at(-1)
    const wanted = invoice.status === 'failed' ? 422 : 201
    return last?.status === wanted ? [] : say(`${id} is ${invoice.status}, and its key is answered ${last?.status ?? 'nothing'}`)
  })
}

function isAcknowledged({ status }: KeyAnswer): boolean {
  return status === 201 || status === 202
}

/** The answers to what was asked when the merchant had been told of the invoice. */
function answersAfter(answers: readonly KeyAnswer[]): readonly KeyAnswer[] {
  const told = Math.min(...answers.filter(isAcknowledged).map(({ endedMs }) => endedMs))
  return answers.filter(({ status, startedMs }) => status < 300 || startedMs > told)
}

/** Once acknowledged: the invoice, the refusal it came to, or no answer for the moment. */
function fits({ status, invoiceId, code }: KeyAnswer, id: string): boolean {
  if (status < 300) return invoiceId === id
  if (code === 'provider_rejected') return invoiceId === id
  return code === 'idempotency_key_in_use' || code === 'unavailable' || code === 'internal_error'
}

/** Every order came to something in the end: with nothing broken, its key is answered 201, or 422 for good. */
export function auditOrders({ orders }: History): Violation[] {
  return orders.flatMap(({ key, answers, expiresAt }: OrderNote): Violation[] => {
    const last = answers.at(-1)
    if (last?.status === 201 || last?.code === 'provider_rejected') return []
    // It was never taken down, and now its end has passed.
    if (expiresAt !== null && last?.code === 'invalid_request' && !answers.some(isAcknowledged)) return []
    const words = `its last answer is ${last === undefined ? 'none' : `${last.status} ${last.code ?? ''}`}`
    return [{ promise: 'every request comes to an answer', subject: key, words }]
  })
}
