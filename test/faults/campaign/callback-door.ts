import { chooseCallbackFault, letCallbackGoWrong } from './callback-faults.ts'
import { spoilProof, type Forger } from './forger.ts'
import { openFaultyDoor, passOn, readPassing, send, type Answer, type FaultyDoor, type Passing } from './http-door.ts'
import { providerNames, type ProviderName } from './orders.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'

interface DoorOptions {
  /** Of the gateways. */
  urls: readonly string[]
  random: Random
  tally: Tally
  forger: Forger
}

/** Later than the callbacks of many other payments, and than the first repeats of the same. */
const latestMs = 15_000

/** Where providers call: a load balancer before the gateways that lets go wrong what its seed says. */
export function openCallbackDoor({ urls, random, tally, forger }: DoorOptions): Promise<FaultyDoor> {
  return openFaultyDoor(random, async ({ request, response, isToFail, signal }) => {
    const passing = await readPassing(request)
    const provider = providerOf(passing)
    const first = random.between(0, urls.length - 1)
    const pass = (instance = first) => passToAny([...urls.slice(instance), ...urls.slice(0, instance)], passing)
    if (!isToFail) {
      send(response, await pass())
      return
    }
    const fault = chooseCallbackFault(random, provider)
    tally.add(fault)
    const forge = () => forger.send(provider, 'wrong proof', urls[first] ?? '', spoilProof(provider, passing))
    const lateMs = random.between(500, latestMs)
    await letCallbackGoWrong[fault]({ provider, response, pass, forge, lateMs, signal })
  })
}

function providerOf({ path }: Passing): ProviderName {
  const provider = providerNames.find((name) => path.startsWith(`/callbacks/${name}/`))
  if (provider === undefined) throw new Error('no provider calls there')
  return provider
}

/** A gateway that takes no connection is passed over, as load balancers do; what breaks later is the caller's to send again. */
async function passToAny([url = '', ...others]: readonly string[], passing: Passing): Promise<Answer> {
  return passOn(url, passing).catch((error: unknown) => {
    if (others.length === 0 || !isRefused(error)) throw error
    return passToAny(others, passing)
  })
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED'
}
