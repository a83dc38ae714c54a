import { toJakartaTimestamp, type Clock } from '../../core/time.ts'
import { Refusal } from '../provider-server.ts'

/** `responseData` is an object on success, an array on every error and on delete. */
export interface WinpayAnswer {
  responseCode: string
  responseMessage: string
  responseDate: string
  responseData: object
}

export type WinpayAnswers = ReturnType<typeof createAnswers>

export function createAnswers(clock: Clock) {
  const answer = (responseCode: string, responseMessage: string, responseData: object): WinpayAnswer => {
    return { responseCode, responseMessage, responseDate: toJakartaTimestamp(clock.now()), responseData }
  }
  const refusal = (responseCode: string, message: string, faults: string[] = []): Refusal => {
    return new Refusal(Number(responseCode.slice(0, 3)), answer(responseCode, message, faults))
  }
  return {
    answer,
    invalid: (faults: string[]) => refusal('4000301', 'Invalid Parameters', faults),
    unauthorized: () => refusal('4010300', 'Unauthorized'),
    notFound: () => refusal('4040300', 'Invoice not found'),
    deletePaid: () => refusal('4000302', 'Failed to delete: Invoice already paid'),
    // The provider documents these two refusals but not their codes: 04 and 05 are invented in the documented form.
    duplicate: () => refusal('4000304', 'Merchant ref already exists'),
    updatePaid: () => refusal('4000305', 'Failed to update: Invoice already paid'),
    failure: () => refusal('5000300', 'General Error'),
  }
}
