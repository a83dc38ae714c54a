import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { toJsonObject, type JsonObject } from '../../core/json.ts'
import { parseJson } from '../../core/parse-json.ts'
import { minuteMs } from '../../core/time.ts'
import type { Clients } from '../clients.ts'
import type { Movement } from '../ledger.ts'
import type { CallbackManner } from '../simulator.ts'
import { presentBill, type Bill } from './bill.ts'
import type { GatewayKeys } from './keys.ts'
import { toPhpJson } from './php-json.ts'

/** The bill as it stands after the money has moved; of the payment itself nothing is said. */
export function toCallback({ event, entry }: Movement<Bill['details']>, now: Date): JsonObject {
  return toJsonObject({ event: event === 'received' ? 'payment.received' : 'payment.reversal', context: presentBill(entry, now) })
}

const success = z.object({ success: z.literal(true) })

/** Every minute, three tries in all. The timeout is that of the library that it seems to use. */
export function createManner(clients: Clients<GatewayKeys>): CallbackManner {
  return {
    repeatAfterMs: [minuteMs, minuteMs],
    timeoutMs: 3_000,
    write: (client, event) => {
      const body = toPhpJson(event)
      const signature = createHmac('sha256', clients.open(client).keys.apiKey).update(body).digest('hex')
      return { headers: { 'Content-Type': 'application/json', Signature: signature }, body }
    },
    isAcknowledged: ({ status, body }) => {
      const parsed = parseJson(Buffer.from(body))
      return status >= 200 && status < 300 && 'value' in parsed && success.safeParse(parsed.value).success
    },
  }
}
