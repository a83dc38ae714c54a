import { toJakartaTimestamp, type Clock } from '../../core/time.ts'
import type { Fault } from '../check-body.ts'
import { Refusal } from '../provider-server.ts'

export type GatewayAnswers = ReturnType<typeof createAnswers>

function toMessages(faults: Fault[]): Record<string, string[]> {
  return Object.fromEntries(
    faults.map(({ field, missing }) => [field, [missing ? `The ${field} field is required.` : `The ${field} is invalid.`]]),
  )
}

/** The envelope `rc`, `message`, `timestamp`; success carries `data`, a refusal `payload`. */
export function createAnswers(clock: Clock) {
  const timestamp = () => toJakartaTimestamp(clock.now())
  const refuse = (status: number, rc: string, message: string, payload: object = {}): Refusal => {
    return new Refusal(status, { rc, message, timestamp: timestamp(), payload })
  }
  return {
    success: (data: object, message = 'success') => ({ rc: 'SUCCESS', message, timestamp: timestamp(), data }),
    page: (number: number, data: object) => {
      return { rc: 'SUCCESS', message: 'success', timestamp: timestamp(), current_page: number, data }
    },
    refuse,
    invalid: (faults: Fault[]) => refuse(422, 'ERR_VALIDATION', 'The given data was invalid.', toMessages(faults)),
    unauthenticated: () => refuse(401, 'ERR_AUTHENTICATION', 'Unauthenticated.'),
    missingSignature: () => refuse(401, 'ERR_MISSING_SIGNATURE_HEADER', 'Missing signature header.'),
    wrongSignature: () => refuse(401, 'ERR_INVALID_SIGNATURE_HEADER', 'Invalid signature header.'),
    notFound: () => refuse(404, 'BILLER_BILL_NOT_FOUND', 'Bill not found.'),
    unknownRoute: () => refuse(404, 'ERR_ROUTE_NOT_FOUND', 'Route not found.'),
    failure: () => refuse(500, 'ERR_UNKNOWN', 'Unknown error.'),
  }
}
