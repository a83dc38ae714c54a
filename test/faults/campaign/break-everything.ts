import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { unleashChaos } from './chaos.ts'
import type { ApiClient } from './client.ts'
import { followFeed, type FeedFollower } from './follow-feed.ts'
import { openMerchant } from './merchant.ts'
import { openNotes, type Notes } from './notes.ts'
import type { CampaignOptions } from './options.ts'
import type { Order } from './orders.ts'
import type { Random } from './random.ts'
import { openReader } from './read-api.ts'
import type { Stage } from './stage.ts'
import { openTally, type Tally } from './tally.ts'
import { readEndpoint } from './wire-news.ts'

/** What is known when the faults have stopped. */
export interface Suffered {
  notes: Notes
  orders: readonly Order[]
  /** What was broken, by kind. */
  broken: Tally
  /** Of the merchant's endpoint for webhooks. */
  endpointId: string
  follower: FeedFollower
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
  const { seed, minutes, ordersPerSecond, faultShare, newsFaultShare, breaks, signal, say } = options
  const [notes, broken] = [openNotes(), openTally()]
  await untilWhole(stage, signal)
  say('both gateways are ready; from now on things break')
  const run = createHash('sha256').update(seed).digest('hex').slice(0, 8)
  const endpointId = await subscribe(stage, client, random)
  const follower = followFeed(client, random.fork('follower'), stage.closing)
  const merchant = openMerchant({
    ...{ client, notes, signal, run, ordersPerSecond, expected: minutes * 60 * ordersPerSecond },
    ...{ till: stage.providers, forger: stage.forger, forgedShare: newsFaultShare, random: random.fork('merchant') },
  })
  const chaos = unleashChaos({ ...stage, breaks, done: broken, random: random.fork('chaos') })
  setShares(stage, faultShare, newsFaultShare)
  try {
    await pause(minutes * 60_000, undefined, { signal })
  } finally {
    setShares(stage, 0, 0)
    await chaos.stop()
    if (!signal.aborted) await untilWhole(stage, signal)
    await merchant.stop()
  }
  const endedAt = new Date()
  say(`nothing breaks any more after ${merchant.orders.length} orders; the gateways are given the time to find out`)
  return { notes, broken, orders: merchant.orders, endpointId, follower, endedAt }
}

function setShares({ doors, callbackDoor, listener }: Stage, ofCalls: number, ofNews: number): void {
  for (const door of doors) door.setShare(ofCalls)
  callbackDoor.setShare(ofNews)
  listener.setShare(ofNews)
}

/** The merchant wants to be told of everything. */
async function subscribe({ listener }: Stage, client: ApiClient, random: Random): Promise<string> {
  const reader = openReader(client, random.fork('subscriber'))
  const { body } = await reader.send({ method: 'POST', path: '/webhook-endpoints', body: { url: listener.url } })
  const { id, secret } = readEndpoint(body)
  listener.setSecret(secret)
  return id
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
