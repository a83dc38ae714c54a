import type { Suffered } from './break-everything.ts'
import type { ApiClient } from './client.ts'
import { collect, confirmChanges, sayAllAgain, type Collected } from './collect.ts'
import { drain, listOpen, type Drained } from './drain.ts'
import type { LedgerNote } from './history.ts'
import type { CampaignOptions } from './options.ts'
import type { Random } from './random.ts'
import { forEach, type ApiReader } from './read-api.ts'
import { resolveByHand } from './resolve-by-hand.ts'
import { settleDeliveries, type SettledDeliveries } from './settle-deliveries.ts'
import { readLedger, settleMoney } from './settle-money.ts'
import type { Stage } from './stage.ts'
import { openTally, type Tally } from './tally.ts'

export interface Settled extends Collected {
  ledger: readonly LedgerNote[]
  drained: Drained
  /** How what was open when the faults stopped has ended. */
  resolved: Tally
  /** How what was paid came to be known. */
  known: Tally
  deliveries: SettledDeliveries
}

interface SettleOptions {
  stage: Stage
  suffered: Suffered
  client: ApiClient
  reader: ApiReader
  random: Random
  options: CampaignOptions
}

/** Nothing breaks any more: what is open ends, by the gateway or by hand; every order is said once more; then the API is read as a whole. */
export async function settle({ stage, suffered, client, reader, random, options }: SettleOptions): Promise<Settled> {
  const { notes, orders, endedAt, endpointId, follower } = suffered
  const resolved = openTally()
  const drained = await drain(reader, options, endedAt)
  await Promise.all([...stage.doors, stage.callbackDoor].map((door) => door.idle()))
  const count = Object.values(drained.opened).reduce((sum, some) => sum + some, 0)
  resolved.add('by the gateway', count - drained.left.length)
  options.say(
    `of ${count} open ones the gateway has ended ${count - drained.left.length} in ${drained.seconds} s; the rest is a person’s`,
  )
  const seen = readLedger(stage)
  await forEach(await listOpen(reader), async (invoice) => {
    const missed = await resolveByHand(reader, invoice, seen, resolved)
    if (missed !== null) drained.stuck.push(missed)
  })
  options.say('every order is said once more, and everything is read')
  await sayAllAgain(client, notes, orders, random)
  const known = await settleMoney(stage, reader)
  await confirmChanges(reader, orders)
  const deliveries = await settleDeliveries(reader, endpointId, options.signal)
  const collected = await collect(reader)
  await follower.finish()
  return { ...collected, ledger: readLedger(stage), drained, resolved, known, deliveries }
}
