import type { Random } from './random.ts'

/** What may become of one request on its way to a provider, and of its answer. */
export const doorFaults = [
  /** The connection is reset; the provider never sees the request. */
  'lost_request',
  /** The provider has done it; the connection is reset. */
  'answer_reset',
  /** The same; the connection is closed in good order. */
  'answer_closed',
  /** Half of the answer, with the length of the whole. */
  'half_answer',
  /** Half of the answer, and nothing that says so. */
  'half_answer_of_no_length',
  /** A 500 from before the provider. */
  'error_500',
  /** The provider has done it; a page of whoever stands before it comes back. */
  'html_502',
  'html_200',
  /** The provider does it when the gateway has long stopped waiting. */
  'late',
  /** The network says the request twice; the first answer comes back. */
  'twice',
  /** The answer comes a byte at a time. */
  'drip',
  /** The provider does it and answers with another amount. */
  'wrong_amount',
  /** The provider does it and answers with another reference. */
  'wrong_reference',
  /** The provider refuses who is asking, as when a token was revoked. */
  'refused_caller',
] as const
export type DoorFault = (typeof doorFaults)[number]

export type Kind = 'token' | 'create' | 'update' | 'other'

const ways: Record<DoorFault, number> = {
  ...{ lost_request: 3, answer_reset: 3, answer_closed: 2, half_answer: 2, half_answer_of_no_length: 2, error_500: 3 },
  ...{ html_502: 2, html_200: 1, late: 3, twice: 2, drip: 1, wrong_amount: 1, wrong_reference: 1, refused_caller: 2 },
}

/**
 * A token is refused by its own door. A sum that is wrong in a look-up is the provider's own lie, and no gateway can know better. An update that
 * arrives after a later one undoes it, which no gateway can prevent. Durianpay makes a second invoice of a create that comes twice.
 */
export function chooseFault(random: Random, kind: Kind, provider: string): DoorFault {
  const isCreate = kind === 'create'
  const without: Partial<Record<DoorFault, number>> = {
    ...(isCreate ? {} : { wrong_amount: 0, wrong_reference: 0 }),
    ...(kind === 'token' ? { refused_caller: 0 } : {}),
    ...(kind === 'update' ? { late: 0 } : {}),
    ...(isCreate && provider === 'durianpay' ? { twice: 0 } : {}),
  }
  return random.weigh({ ...ways, ...without })
}

/** Which call of which provider it is: the path alone tells. */
export function kindOf(method: string, path: string): Kind {
  if (path.includes('token')) return 'token'
  if (method === 'PUT') return 'update'
  const isCreate = /\/(api\/create|invoice\/create(-transaction)?|v1\/invoices|gw\/bill)$/.test(path)
  return method === 'POST' && isCreate ? 'create' : 'other'
}
