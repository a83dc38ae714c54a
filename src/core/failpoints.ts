/**
 * Named places at which a test may let this process die, stand still or fail, so that what happens in between is tested and not left to
 * chance. Compiled in and off: unless one is armed, passing one costs a look at an empty map.
 */
export const failpoints = [
  /** The request is known to be good; nothing is written. */
  'before_claim',
  /** Key, invoice and attempt are committed; nothing was sent. */
  'after_claim',
  /** The head of a request to a provider has been handed to its connection. */
  'after_headers',
  /** A provider's answer is complete; nobody has looked at it. */
  'after_answer',
  /** What came of a create is known and not written. */
  'before_result',
  /** It is written; the merchant has not been told. */
  'after_result',
  /** Attempts were taken for recovery; the provider has not been asked. */
  'recovery_taken',
  /** Recovery has asked; nothing is written. */
  'recovery_asked',
  /** Open invoices were taken to be compared with the provider. */
  'check_taken',
  /** An update or cancel is committed as under way; it has not been sent. */
  'change_begun',
  /** An update or cancel was answered; nothing is written. */
  'change_answered',
  /** A provider's callback is committed; the provider has not been told. */
  'callback_stored',
  /** What a callback brought is written; the callback is not marked as applied. */
  'callback_applied',
  /** Events have been given their places in the feed, and deliveries are planned; nobody has been told. */
  'relayed',
  /** Deliveries were taken; nothing was sent. */
  'deliveries_taken',
  /** A webhook was sent and answered; what came of it is not written. */
  'webhook_sent',
] as const
export type Failpoint = (typeof failpoints)[number]

/** `kill`: SIGKILL. `stop`: SIGSTOP, until somebody continues the process. `throw`: an error. `block`: the event loop stands still for 30 s. */
export const failpointActions = ['kill', 'stop', 'throw', 'block'] as const
export type FailpointAction = (typeof failpointActions)[number]

export interface ArmedFailpoint {
  name: Failpoint
  action: FailpointAction
  /** At which passing it acts, from 1; once. */
  passing: number
}

const blockMs = 30_000

const armed = new Map<Failpoint, ArmedFailpoint[]>()
const passings = new Map<Failpoint, number>()

/** Arms these and no others. */
export function armFailpoints(wanted: readonly ArmedFailpoint[]): void {
  armed.clear()
  passings.clear()
  for (const one of wanted) armed.set(one.name, [...(armed.get(one.name) ?? []), one])
}

/** Called where the name says. Throws only when a test has armed it to. */
export function failpoint(name: Failpoint): void {
  if (armed.size === 0) return
  const passing = (passings.get(name) ?? 0) + 1
  passings.set(name, passing)
  const due = armed.get(name)?.find((one) => one.passing === passing)
  if (due !== undefined) act(due)
}

function act({ name, action }: ArmedFailpoint): void {
  switch (action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL')
      return
    case 'stop':
      process.kill(process.pid, 'SIGSTOP')
      return
    case 'throw':
      throw new Error(`the failpoint ${name} was armed to throw`)
    case 'block':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs)
  }
}
