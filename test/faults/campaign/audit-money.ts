import { nameOf, reversalsOf, storiesOf, type Story } from './books.ts'
import type { History, LedgerNote, LedgerPaymentNote, SeenPayment, Violation } from './history.ts'
import { sen, sumOf } from './rupiah.ts'

/** Each payment at the provider is one payment here, by its own name and sum; and nothing else is. */
export function auditPayments(history: History): Violation[] {
  return storiesOf(history).flatMap(({ invoice, entry }): Violation[] => {
    const listed = history.payments.get(invoice.id) ?? []
    const wrong = [...wrongSum(invoice.amountPaid, listed), ...wrongNames(listed, entry)]
    return wrong.map((words) => ({ promise: 'every payment is listed once', subject: invoice.reference, words }))
  })
}

function wrongSum(amountPaid: string, listed: readonly SeenPayment[]): string[] {
  const sum = sumOf(listed)
  return sum === sen(amountPaid) ? [] : [`its payments come to ${sum} sen, and the invoice says ${amountPaid}`]
}

/** What is listed without a name stands for what the provider has told without one: no more than the named ones lack. */
function wrongNames(listed: readonly SeenPayment[], entry: LedgerNote | undefined): string[] {
  const there = paymentsByName(entry)
  const named = listed.filter(({ name }) => name !== null)
  const twice = named.filter((one, index) => named.findIndex(({ name }) => name === one.name) !== index)
  const strange = named.filter(({ name, amount, isReversed }) => {
    const payment = there.get(name ?? '')
    return payment === undefined || sen(payment.amount) !== sen(amount) || payment.isReversed !== isReversed
  })
  const unnamed = listed.filter(({ name, isReversed }) => name === null && !isReversed)
  const unlisted = [...there].filter(([name, { isReversed }]) => !isReversed && !named.some((one) => one.name === name))
  const lacking = sumOf(unlisted.map(([, payment]) => payment))
  return [
    ...twice.map(({ id, name }) => `${id} is ${name ?? ''} a second time`),
    ...strange.map(({ id, name, amount }) => `${id} (${name ?? ''}, ${amount}) is not like that at the provider`),
    ...(unnamed.length > 1 ? [`${unnamed.length} payments have no name`] : []),
    ...(sumOf(unnamed) === lacking ? [] : [`${lacking} sen at the provider are not named, and ${sumOf(unnamed)} here`]),
  ]
}

function paymentsByName(entry: LedgerNote | undefined): Map<string, LedgerPaymentNote> {
  return new Map(entry === undefined ? [] : entry.payments.map((one) => [nameOf(entry, one), one]))
}

/** What is paid at the provider is paid here, and the merchant is told so once; only a reversal makes it paid again. */
export function auditPaid(history: History): Violation[] {
  const heard = Map.groupBy(
    history.webhooks.filter(({ type, isTaken }) => type === 'invoice.paid' && isTaken),
    ({ invoiceId }) => invoiceId,
  )
  return storiesOf(history).flatMap((story): Violation[] => {
    const { invoice, entry } = story
    const ids = new Set((heard.get(invoice.id) ?? []).map(({ id }) => id))
    const isPaid = entry?.status === 'paid'
    const most = reversalsOf(entry) + (isPaid ? 1 : 0)
    const wrong = [
      ...(isPaid && invoice.status !== 'paid' ? [`it is paid at ${invoice.provider}, and ${invoice.status} here`] : []),
      ...(isPaid && ids.size === 0 ? ['the merchant was never told that it is paid'] : []),
      ...(ids.size > most ? [`the merchant was told ${ids.size} times that it is paid: ${[...ids].join(', ')}`] : []),
      ...wrongExceptions(story),
    ]
    return wrong.map((words) => ({ promise: 'what is paid is told once', subject: invoice.reference, words }))
  })
}

/** Money that came after the end, or went back, is shown to a person; and nothing is that did not happen. */
function wrongExceptions({ invoice, entry, events }: Story): string[] {
  const after = (end: string) => events.some(({ status }, index) => status === 'paid' && events[index - 1]?.status === end)
  const due: Record<string, boolean> = {
    paid_late: after('expired'),
    paid_after_cancel: after('cancelled'),
    payment_reversed: reversalsOf(entry) > 0,
    overpaid: entry !== undefined && entry.payments.length > 0 && sumOf(entry.payments) > sen(entry.due),
    duplicate_payment: (entry?.payments.length ?? 0) > 1,
  }
  const must = ['paid_late', 'paid_after_cancel', 'payment_reversed']
  return [
    ...must.filter((code) => due[code] === true && !invoice.exceptions.includes(code)).map((code) => `${code} is not shown`),
    ...invoice.exceptions.filter((code) => due[code] === false).map((code) => `${code} is shown and did not happen`),
  ]
}
