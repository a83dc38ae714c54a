import type { ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { page, send, type Answer } from './http-door.ts'
import type { ProviderName } from './orders.ts'
import type { Random } from './random.ts'

/** What may become of one callback on its way to the gateways, and of their answer. */
export const callbackFaults = [
  /** The connection is reset; no gateway sees it. */
  'lost',
  /** Something in between acknowledges it, and no gateway sees it: the provider does not send it again. */
  'swallowed',
  /** The connection is reset, and the callback arrives all the same: after the provider's next one, or after many. */
  'late',
  /** It arrives twice, at both gateways at once. */
  'twice',
  /** A gateway has it; the connection is reset before the provider hears so. */
  'answer_reset',
  /** A gateway has it; a page of whoever stands before it goes back. */
  'error_502',
  /** Somebody sends the same with a wrong proof first. */
  'forged_first',
] as const
export type CallbackFault = (typeof callbackFaults)[number]

const ways: Record<CallbackFault, number> = {
  ...{ lost: 4, swallowed: 2, late: 4, twice: 4, answer_reset: 3, error_502: 2, forged_first: 3 },
}

/** Of a Netzme invoice whose callback is swallowed nobody could ever tell that it was paid: it cannot be asked for. */
export function chooseCallbackFault(random: Random, provider: ProviderName): CallbackFault {
  return random.weigh(provider === 'netzme' ? { ...ways, swallowed: 0 } : ways)
}

interface Going {
  provider: ProviderName
  response: ServerResponse
  /** Takes it to a gateway; the one of this number, or any. */
  pass: (instance?: number) => Promise<Answer>
  forge: () => Promise<void>
  lateMs: number
  /** Ends what still waits. */
  signal: AbortSignal
}

/** In each provider's own words. */
const acknowledgements: Record<ProviderName, Answer> = {
  winpay: page(200, 'text/plain', 'ACCEPTED'),
  netzme: page(200, 'application/json', '{"responseCode":"2000000","responseMessage":"Successful"}'),
  durianpay: page(200, 'text/plain', ''),
  bill_gateway: page(200, 'application/json', '{"success":true}'),
}

/** How each fault is done. */
export const letCallbackGoWrong: Record<CallbackFault, (going: Going) => Promise<void>> = {
  lost({ response }) {
    response.destroy()
    return Promise.resolve()
  },
  swallowed({ provider, response }) {
    send(response, acknowledgements[provider])
    return Promise.resolve()
  },
  async late({ response, pass, lateMs, signal }) {
    response.destroy()
    await pause(lateMs, undefined, { signal })
    await pass()
  },
  async twice({ response, pass }) {
    const [first] = await Promise.all([pass(0), pass(1).catch(() => null)])
    send(response, first)
  },
  async answer_reset({ response, pass }) {
    await pass()
    response.destroy()
  },
  async error_502({ response, pass }) {
    await pass()
    send(response, page(502, 'text/html', '<html><h1>502 Bad Gateway</h1></html>'))
  },
  async forged_first({ response, pass, forge }) {
    await forge()
    send(response, await pass())
  },
}
