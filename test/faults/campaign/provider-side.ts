import { startProviders, type Providers } from '../rig/providers.ts'
import { startTcpProxy, type TcpProxy } from '../rig/tcp-proxy.ts'
import type { Closers } from './closers.ts'
import { providerNames, type ProviderName } from './orders.ts'
import type { FaultyDoor } from './http-door.ts'
import { openProviderDoor } from './provider-door.ts'
import type { Random } from './random.ts'
import { openTally, type Tally } from './tally.ts'

/** The four providers; before each a door that lets calls go wrong, and before the door a road that may be bad. */
export interface ProviderSide {
  readonly providers: Providers
  readonly doors: readonly FaultyDoor[]
  readonly providerRoads: readonly TcpProxy[]
  readonly doorFaults: Tally
  /** The secret part of the paths is the same for all four. */
  callbackPath: (provider: ProviderName) => string
  /** The variables by which a gateway has an account at each of them. */
  readonly environment: Record<string, string>
}

const pathToken = 'torture_path_token_0123456789'

/** The least that an account takes. */
const horizonMinutes = 1

export async function openProviderSide(closers: Closers, random: Random, deadlineMs: number): Promise<ProviderSide> {
  const providers = closers.add(await startProviders({ horizonMinutes }), (all) => all.close())
  const doorFaults = openTally()
  const doors: FaultyDoor[] = []
  const providerRoads: TcpProxy[] = []
  const origins: Partial<Record<ProviderName, string>> = {}
  for (const provider of providerNames) {
    const own = { provider, target: providers.urls[provider], random: random.fork(`door ${provider}`) }
    const door = closers.add(await openProviderDoor({ ...own, deadlineMs, tally: doorFaults }), (one) => one.close())
    const road = closers.add(await startTcpProxy({ host: '127.0.0.1', port: door.port }), (one) => one.close())
    doors.push(door)
    providerRoads.push(road)
    origins[provider] = `http://127.0.0.1:${road.port}`
  }
  const environment = { ...providers.environment(origins), CALLBACK_PATH_TOKEN: pathToken }
  const callbackPath = (provider: ProviderName) => `/callbacks/${provider}/${pathToken}`
  return { providers, doors, providerRoads, doorFaults, callbackPath, environment }
}
