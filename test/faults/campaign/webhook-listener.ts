import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import type { WebhookNote } from './history.ts'
import { openHttpDoor, page, readPassing, send, type Passing } from './http-door.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'
import { readWebhook } from './wire-news.ts'

/** The merchant's own endpoint, which is not always well. */
export interface WebhookListener {
  readonly url: string
  /** Everything that came with a good signature. */
  readonly received: readonly WebhookNote[]
  /** What came and is no message of ours, in words. */
  readonly refused: readonly string[]
  /** As it was shown when the endpoint was made. */
  setSecret(secret: string): void
  /** In which share of all requests something goes wrong, from now on. */
  setShare(share: number): void
  close(): Promise<void>
}

/** What may become of one webhook. */
type ListenerFault = 'reset_before' | 'error_500' | 'busy_503' | 'reset_after' | 'slow' | 'hang'

const ways: Record<ListenerFault, number> = { reset_before: 6, error_500: 6, busy_503: 1, reset_after: 8, slow: 3, hang: 0.3 }

/** Longer than a gateway waits. */
const hangMs = 20_000

export async function openListener(random: Random, tally: Tally): Promise<WebhookListener> {
  const [received, refused]: [WebhookNote[], string[]] = [[], []]
  let [share, secret, hanging] = [0, '', false]
  const closing = new AbortController()
  const draw = (): ListenerFault | null => {
    if (!random.chance(share)) return null
    // One that hangs holds back what is behind it, so there is one at a time.
    const fault = random.weigh(hanging ? { ...ways, hang: 0 } : ways)
    tally.add(fault)
    return fault
  }
  const hang = async () => {
    hanging = true
    await pause(hangMs, undefined, { signal: closing.signal }).finally(() => void (hanging = false))
  }
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const fault = draw()
    if (fault === 'reset_before') {
      response.destroy()
      return
    }
    const note = readSigned(secret, await readPassing(request))
    if (typeof note === 'string') {
      refused.push(note)
      send(response, page(400, 'text/plain', 'not signed'))
      return
    }
    const isTaken = fault === null || fault === 'slow' || fault === 'reset_after'
    received.push({ ...note, isTaken })
    if (fault === 'slow') await pause(random.between(200, 2_000))
    if (fault === 'hang') await hang()
    if (fault === 'reset_after' || fault === 'hang') response.destroy()
    else if (fault === 'error_500') send(response, page(500, 'text/plain', 'no'))
    else if (fault === 'busy_503') response.writeHead(503, { 'retry-after': '1' }).end()
    else send(response, page(200, 'text/plain', 'thank you'))
  }
  const door = await openHttpDoor(take)
  return {
    ...{ url: `http://127.0.0.1:${door.port}/webhooks`, received, refused },
    setSecret: (next) => void (secret = next),
    setShare: (next) => void (share = next),
    close() {
      closing.abort()
      return door.close()
    },
  }
}

/** The message behind a good signature, read with the library that Standard Webhooks gives to receivers; else what is wrong. */
function readSigned(secret: string, { headers, body }: Passing): Omit<WebhookNote, 'isTaken'> | string {
  const own = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  const given = Object.fromEntries(own.map((name) => [name, String(headers[name] ?? '')]))
  try {
    return readWebhook(given['webhook-id'] ?? '', new Webhook(secret).verify(body, given))
  } catch (error) {
    return `${given['webhook-id']}: ${error instanceof Error ? error.message : String(error)}`
  }
}
