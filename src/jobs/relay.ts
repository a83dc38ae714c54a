import { relayEvents, type RelayDependencies } from '../webhooks/relay-events.ts'
import { relayedAtOnce } from '../webhooks/feed-statements.ts'
import { runEvery, type Job } from './run-every.ts'

/** How long an event waits for its place in the feed, at most and when nothing is wrong. */
const intervalMs = 250

/** Gives committed events their places, on every instance; one of them does it at a time. Under load a few hundred at once cost far less than a few at a time. */
export function startRelay(dependencies: RelayDependencies, onError: (error: unknown) => void): Job {
  return runEvery(intervalMs, async () => (await relayEvents(dependencies)) >= relayedAtOnce, onError)
}
