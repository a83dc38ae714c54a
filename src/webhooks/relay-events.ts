import { failpoint } from '../core/failpoints.ts'
import type { Clock } from '../core/time.ts'
import type { FeedStore } from './feed-store.ts'

export interface RelayDependencies {
  feed: FeedStore
  clock: Clock
}

/** Places what has been committed and plans its deliveries; answers how many events. Done by one instance at a time. */
export async function relayEvents({ feed, clock }: RelayDependencies): Promise<number> {
  const relayed = await feed.relay(clock.now())
  if (relayed > 0) failpoint('relayed')
  return relayed
}
