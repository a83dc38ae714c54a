import { openCallbackDoor } from './callback-door.ts'
import type { Closers } from './closers.ts'
import { openForger, type Forger } from './forger.ts'
import type { GatewaySide } from './gateway-side.ts'
import type { FaultyDoor } from './http-door.ts'
import type { ProviderSide } from './provider-side.ts'
import type { Random } from './random.ts'
import { openTally, type Tally } from './tally.ts'
import { openListener, type WebhookListener } from './webhook-listener.ts'

/** How news comes in and goes out: the door at which providers call, a stranger who calls too, and the merchant's endpoint. */
export interface NewsSide {
  readonly callbackDoor: FaultyDoor
  readonly forger: Forger
  readonly listener: WebhookListener
  readonly callbackFaults: Tally
  readonly listenerFaults: Tally
}

/** From now on the providers call. */
export async function openNewsSide(
  closers: Closers,
  random: Random,
  { providers, callbackPath }: ProviderSide,
  { urls }: GatewaySide,
): Promise<NewsSide> {
  const [callbackFaults, listenerFaults] = [openTally(), openTally()]
  const forger = openForger({ urls, pathOf: callbackPath })
  const door = await openCallbackDoor({ urls, random: random.fork('callback door'), tally: callbackFaults, forger })
  const callbackDoor = closers.add(door, (one) => one.close())
  const listener = closers.add(await openListener(random.fork('listener'), listenerFaults), (one) => one.close())
  providers.callbacks.sendTo((provider) => {
    const path = callbackPath(provider)
    return Promise.resolve({ registered: `${urls[0]}${path}`, reachedAt: `http://127.0.0.1:${door.port}${path}` })
  })
  return { callbackDoor, forger, listener, callbackFaults, listenerFaults }
}
