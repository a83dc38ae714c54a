import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'

const secretBytes = 32

/** `whsec_` and 32 random bytes in base64, as Standard Webhooks has it. */
export function newSecret(): string {
  return `whsec_${randomBytes(secretBytes).toString('base64')}`
}

/**
 * The headers of one try, by Standard Webhooks 1.0.0. All secrets sign: during a rotation the receiver may know either.
 * @param id of the event: the same at every try.
 * @param triedAt of this try: receivers refuse what is old.
 */
export function signedHeaders(id: string, triedAt: Date, body: string, secrets: readonly string[]): Record<string, string> {
  return {
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(triedAt.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, triedAt, body)).join(' '),
  }
}
