import { failpoint } from '../core/failpoints.ts'
import { addMs, type Clock } from '../core/time.ts'
import type { DeliveryStore, DisabledReason, DueDelivery } from './delivery-store.ts'
import type { EndpointStore } from './endpoint-store.ts'
import { judgeTry, patienceAt } from './judge-try.ts'
import { writeMessage } from './message.ts'
import { signedHeaders } from './signing.ts'
import type { Posted, WebhookTransport } from './transport.ts'

/** `refused`: answered, but not with 2xx. `failed`: no answer. */
export type TryResult = 'delivered' | 'refused' | 'failed'

export interface DeliveryDependencies {
  deliveries: DeliveryStore
  endpoints: Pick<EndpointStore, 'secrets'>
  transport: Pick<WebhookTransport, 'post'>
  clock: Clock
  /** From 0 to 1; spreads what failed together. */
  random(): number
  onTried(result: TryResult): void
  onDisabled(endpoint: { merchantId: string; endpointId: string; reason: DisabledReason }): void
}

/** Twice the deadline of a post, so that a lease which is over means that its owner is not coming back. */
const leaseMs = 30_000
/** One endpoint is asked so much at once and no more, however much there is for it. */
const perEndpoint = 4

export async function takeDeliveries({ deliveries, clock }: DeliveryDependencies, limit: number): Promise<DueDelivery[]> {
  const now = clock.now()
  const due = await deliveries.take(now, addMs(now, leaseMs), limit, perEndpoint)
  if (due.length > 0) failpoint('deliveries_taken')
  return due
}

/**
 * One try. What dies between the post and the writing of its result is tried again when the lease is over, with the same `webhook-id`: an event
 * arrives at least once.
 */
export async function deliver(dependencies: DeliveryDependencies, delivery: DueDelivery): Promise<void> {
  const { deliveries, endpoints, transport, clock } = dependencies
  const { merchantId, endpointId, event } = delivery
  const startedAt = clock.now()
  const body = writeMessage(event)
  const secrets = await endpoints.secrets(merchantId, endpointId, startedAt)
  // None: it was deleted a moment ago, and what is pending for it is about to be cancelled.
  if (secrets.length === 0) return
  const posted = await transport.post(delivery.url, signedHeaders(event.id, startedAt, body, secrets), body)
  failpoint('webhook_sent')
  const endedAt = addMs(startedAt, posted.durationMs)
  const settlement = judgeTry(delivery.number, posted, endedAt, dependencies.random())
  const tried = { startedAt, durationMs: posted.durationMs, ...describe(posted) }
  const reason = await deliveries.settle(delivery, tried, settlement, patienceAt(endedAt))
  dependencies.onTried(settlement.succeeded ? 'delivered' : posted.kind === 'answered' ? 'refused' : 'failed')
  if (reason !== null) dependencies.onDisabled({ merchantId, endpointId, reason })
}

/** Takes what is due and tries each once; answers how many. Throws the first error after all have ended. */
export async function deliverDue(dependencies: DeliveryDependencies, limit: number): Promise<number> {
  const due = await takeDeliveries(dependencies, limit)
  const ends = await Promise.allSettled(due.map((delivery) => deliver(dependencies, delivery)))
  const failed = ends.find((end) => end.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return due.length
}

function describe(posted: Posted) {
  if (posted.kind === 'failed') return { status: null, reason: posted.reason, answer: null }
  return { status: posted.status, reason: null, answer: posted.firstKilobyte }
}
