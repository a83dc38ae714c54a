import type { TcpProxy, Toxic } from '../rig/tcp-proxy.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'

/** Makes a road bad for a moment. */
export async function poison(
  random: Random,
  road: TcpProxy,
  name: string,
  done: Tally,
  wait: (ms: number) => Promise<void>,
): Promise<void> {
  const toxic = chooseToxic(random)
  done.add(`${name} ${toxic.kind}`)
  road.set(toxic)
  await wait(random.between(200, 2_500))
  road.set(null)
}

function chooseToxic(random: Random): Toxic {
  const kind = random.pick(['latency', 'slicer', 'black_hole', 'reset_on_accept', 'limit', 'down'] as const)
  switch (kind) {
    case 'latency':
      return { kind, ms: random.between(20, 600) }
    case 'slicer':
      return { kind, bytes: random.between(1, 20) }
    case 'limit':
      return { kind, bytes: random.between(100, 20_000) }
    case 'black_hole':
    case 'reset_on_accept':
    case 'down':
      return { kind }
  }
}
