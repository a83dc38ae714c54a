import type { ForgeryNote, History, Violation } from './history.ts'

/** These two sign nothing, or not everything: without a proof they are asked whether it is true. */
const mayBeUnsigned = ['winpay', 'durianpay']

/** What is forged is refused as such. What came of it shows in the money and in the events: nothing may have. */
export function auditForgeries({ forgeries }: History): Violation[] {
  return forgeries.flatMap((forgery): Violation[] => {
    const { provider, kind, status } = forgery
    // No answer, or that of a gateway without a database.
    if (status === null || status >= 500 || status === statusFor(forgery)) return []
    return [{ promise: 'forged callbacks are refused', subject: provider, words: `with ${kind} it was answered ${status}` }]
  })
}

function statusFor({ provider, kind }: ForgeryNote): number {
  switch (kind) {
    case 'wrong proof':
      return 401
    case 'no proof':
      return mayBeUnsigned.includes(provider) ? 200 : 401
    case 'wrong path':
      return 404
  }
}
