import { Refusal } from '../provider-server.ts'
import type { Fault } from '../check-body.ts'

/** HTTP status, service and case make the code; `00` create, `47` create-transaction, `13` inquiry, `73` token. */
export type Service = '00' | '13' | '47' | '73'

export function refuse(status: number, service: Service, caseCode: string, responseMessage: string): Refusal {
  return new Refusal(status, { responseCode: `${status}${service}${caseCode}`, responseMessage })
}

export function refuseMissing(service: Service, field: string): Refusal {
  return refuse(400, service, '02', `Missing Mandatory Field ${field}`)
}

/** Only the first fault is told. */
export function refuseFaults(service: Service): (faults: Fault[]) => Refusal {
  return ([first]) => {
    if (first === undefined || first.field === '') return refuse(400, service, '00', 'Bad Request')
    return first.missing ? refuseMissing(service, first.field) : refuse(400, service, '01', `Invalid Field Format ${first.field}`)
  }
}
