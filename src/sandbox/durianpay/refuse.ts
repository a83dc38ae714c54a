import type { Fault } from '../check-body.ts'
import { Refusal } from '../provider-server.ts'
import { randomAlphanumeric, randomDigits } from '../random-text.ts'

function refuse(status: number, error: string, errorCode: string, more: object = {}): Refusal {
  return new Refusal(status, { error, error_code: errorCode, ...more })
}

/** As captured: `dp_1lRGmHZClt3882`. */
function requestId() {
  return { request_id: `dp_${randomAlphanumeric(10)}${randomDigits(4)}` }
}

export function refuseUnauthorized(): Refusal {
  return refuse(401, 'invalid Authorization header in request', 'DPAY_UNAUTHORIZED_ACCESS')
}

export function refuseInvalid(error: string): Refusal {
  return refuse(400, error, 'DPAY_INVALID_REQUEST', requestId())
}

export function refuseFaults(faults: Fault[]): Refusal {
  const errors = faults.map(({ field, missing }) => ({
    field,
    message: missing ? `${field} is required` : `${field} is invalid`,
  }))
  const error = faults.some(({ missing }) => missing) ? 'required fields missing' : 'invalid request'
  return refuse(400, error, 'DPAY_INVALID_REQUEST', { ...requestId(), errors })
}

/** The code is made after the documented `DPAY_ORDER_NOT_FOUND`. */
export function refuseUnknown(): Refusal {
  return refuse(404, 'invoice does not exists', 'DPAY_INVOICE_NOT_FOUND')
}

export function refuseState(error: string): Refusal {
  return refuse(422, error, 'DPAY_INVALID_REQUEST', requestId())
}

export function refuseRoute(): Refusal {
  return refuse(404, 'not found', 'DPAY_INVALID_REQUEST')
}

export function fail(): Refusal {
  return new Refusal(500, { error: 'error processing invoice', response_code: '0005' })
}
