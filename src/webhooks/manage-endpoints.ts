import { newEventId, newWebhookEndpointId, type MerchantId } from '../core/ids.ts'
import { Problem } from '../core/problems.ts'
import { addMs, dayMs, type Clock } from '../core/time.ts'
import { whyNotAllowed } from './allowed-url.ts'
import type { Delivery, DeliveryLog } from './delivery-log.ts'
import type { Endpoint, EndpointChange, EndpointStore } from './endpoint-store.ts'
import type { FeedStore } from './feed-store.ts'
import { testEventType, writeTestMessage } from './message.ts'
import { newSecret, signedHeaders } from './signing.ts'
import { everyEvent } from './subscription.ts'
import type { WebhookTransport } from './transport.ts'

export interface WebhookDependencies {
  endpoints: EndpointStore
  feed: FeedStore
  log: DeliveryLog
  transport: Pick<WebhookTransport, 'post'>
  /** Networks that are not public and may be reached all the same. */
  allowedNetworks: readonly string[]
  clock: Clock
}

export interface EndpointWish {
  url: string
  events: readonly string[]
  description: string | null
  enabled: boolean
}

export type EndpointWithSecret = Endpoint & { secret: string }

/** How long the secret before a new one still signs (contract, "Outgoing webhooks"). */
const overlapMs = dayMs
const replayedAtOnce = 1_000

export async function createEndpoint(
  { endpoints, allowedNetworks, clock }: WebhookDependencies,
  merchantId: MerchantId,
  wish: EndpointWish,
): Promise<EndpointWithSecret> {
  refuseFaults(allowedNetworks, wish)
  const secret = newSecret()
  const created = await endpoints.create({ merchantId, id: newWebhookEndpointId(), ...wish, secret }, clock.now())
  return { ...created, secret }
}

export async function updateEndpoint(
  { endpoints, allowedNetworks, clock }: WebhookDependencies,
  merchantId: MerchantId,
  id: string,
  change: EndpointChange,
): Promise<Endpoint> {
  refuseFaults(allowedNetworks, change)
  return found(await endpoints.update(merchantId, id, change, clock.now()))
}

export async function readEndpoint({ endpoints }: WebhookDependencies, merchantId: MerchantId, id: string): Promise<Endpoint> {
  return found(await endpoints.read(merchantId, id))
}

export async function deleteEndpoint(
  { endpoints, clock }: WebhookDependencies,
  merchantId: MerchantId,
  id: string,
): Promise<void> {
  if (!(await endpoints.delete(merchantId, id, clock.now()))) throw notFound()
}

/** The new secret signs from now on; the one before it signs too, for a day. */
export async function rotateSecret(
  { endpoints, clock }: WebhookDependencies,
  merchantId: MerchantId,
  id: string,
): Promise<EndpointWithSecret> {
  const secret = newSecret()
  const now = clock.now()
  const rotation = { secret, now, oldSignsUntil: addMs(now, overlapMs) }
  return { ...found(await endpoints.rotate(merchantId, id, rotation)), secret }
}

/** Sends a message that tells of nothing, at once and once, also to an endpoint that is switched off; it counts neither for nor against it. */
export async function testEndpoint(dependencies: WebhookDependencies, merchantId: MerchantId, id: string) {
  const { endpoints, transport, clock } = dependencies
  const { url } = await readEndpoint(dependencies, merchantId, id)
  const now = clock.now()
  const eventId = newEventId()
  const body = writeTestMessage(now)
  const headers = signedHeaders(eventId, now, body, await endpoints.secrets(merchantId, id, now))
  const posted = await transport.post(url, headers, body)
  const shared = { event_id: eventId, event_type: testEventType, duration_ms: posted.durationMs }
  if (posted.kind === 'failed') return { delivered: false, ...shared, http_status: null, reason: posted.reason, answer: null }
  const delivered = posted.status >= 200 && posted.status <= 299
  return { delivered, ...shared, http_status: posted.status, reason: null, answer: posted.firstKilobyte }
}

/** Sends again what the endpoint wants of a time, both instants included, each as a new delivery of the same event; answers how many. */
export async function replayEvents(
  dependencies: WebhookDependencies,
  merchantId: MerchantId,
  id: string,
  { from, to }: { from: Date; to: Date },
): Promise<number> {
  await readEndpoint(dependencies, merchantId, id)
  const now = dependencies.clock.now()
  let all = 0
  for (let after: string | null = '0'; after !== null;) {
    const part = { merchantId, endpointId: id, from, to, after, limit: replayedAtOnce, now }
    const { planned, lastPosition } = await dependencies.feed.replay(part)
    all += planned
    after = lastPosition
  }
  return all
}

/** Tries a delivery once more as soon as may be, whatever has become of it. */
export async function retryDelivery({ log, clock }: WebhookDependencies, merchantId: MerchantId, id: string): Promise<Delivery> {
  await log.retry(merchantId, id, clock.now())
  return found(await log.read(merchantId, id))
}

function found<Found>(one: Found | null): Found {
  if (one === null) throw notFound()
  return one
}

function notFound(): Problem {
  return new Problem('not_found', 'There is no such webhook endpoint or delivery.')
}

function refuseFaults(allowedNetworks: readonly string[], { url, events }: EndpointChange): void {
  const why = url === undefined ? null : whyNotAllowed(url, allowedNetworks)
  const mixed = events !== undefined && events.includes(everyEvent) && events.length > 1
  const errors = [
    ...(why === null ? [] : [{ pointer: '/url', detail: `No webhook may be sent there: ${why}.` }]),
    ...(mixed ? [{ pointer: '/events', detail: 'It must be ["*"] alone, or types of events.' }] : []),
  ]
  if (errors.length > 0) throw new Problem('invalid_request', 'The endpoint is not well-formed.', { errors })
}
