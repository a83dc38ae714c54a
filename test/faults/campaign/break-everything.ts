import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { unleashChaos } from './chaos.ts'
import type { ApiClient } from './client.ts'
import { openMerchant } from './merchant.ts'
import { openNotes, type Notes } from './notes.ts'
import type { CampaignOptions } from './options.ts'
import type { Order } from './orders.ts'
import type { Random } from './random.ts'
import type { Stage } from './stage.ts'
import { openTally, type Tally } from './tally.ts'

/** What is known when the faults have stopped. */
export interface Suffered {
  notes: Notes
  orders: readonly Order[]
  /** What was broken, by kind. */
  broken: Tally
  endedAt: Date
}

const betweenLooksMs = 100

/** Load and faults for the time that was asked for; then everything is whole again. */
export async function breakEverything(
  stage: Stage,
  client: ApiClient,
  random: Random,
  options: CampaignOptions,
): Promise<Suffered> {
  const { seed, minutes, ordersPerSecond, faultShare, breaks, signal, say } = options
  const [notes, broken] = [openNotes(), openTally()]
  await untilWhole(stage, signal)
  say('both gateways are ready; from now on things break')
  const run = createHash('sha256').update(seed).digest('hex').slice(0, 8)
  const { pay } = stage.providers
  const expected = minutes * 60 * ordersPerSecond
  const merchant = openMerchant({ client, notes, pay, signal, run, expected, ordersPerSecond, random: random.fork('merchant') })
  const chaos = unleashChaos({ ...stage, breaks, done: broken, random: random.fork('chaos') })
  for (const door of stage.doors) door.setShare(faultShare)
  try {
    await pause(minutes * 60_000, undefined, { signal })
  } finally {
    for (const door of stage.doors) door.setShare(0)
    await chaos.stop()
    if (!signal.aborted) await untilWhole(stage, signal)
    await merchant.stop()
  }
  const endedAt = new Date()
  say(`nothing breaks any more after ${merchant.orders.length} orders; the gateways are given the time to find out`)
  return { notes, broken, orders: merchant.orders, endedAt }
}

/** Both gateways are ready, and none of them is waiting to die. */
async function untilWhole({ instances, urls }: Stage, signal: AbortSignal): Promise<void> {
  for (;;) {
    for (const instance of instances) if (instance.isArmed()) instance.restart('SIGKILL', null)
    if (instances.every((instance) => instance.present() !== null && !instance.isArmed()) && (await areReady(urls))) return
    await pause(betweenLooksMs, undefined, { signal })
  }
}

async function areReady(urls: readonly string[]): Promise<boolean> {
  const looks = urls.map(async (url) => (await fetch(`${url}/readyz`)).status === 200)
  return (await Promise.all(looks).catch(() => [false])).every(Boolean)
}
