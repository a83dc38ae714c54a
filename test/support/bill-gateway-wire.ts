import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { answer, type Reply } from './faulty-replies.ts'
import type { Received } from './read-requests.ts'

/** An account of the bill gateway, a provider with access tokens, at a server of the test's own. */
export function billGatewayAt(origin: string): Record<string, string> {
  return {
    BILL_GATEWAY_BASE_URL: origin,
    BILL_GATEWAY_CLIENT_ID: 'client',
    BILL_GATEWAY_CLIENT_SECRET: 'secret',
    BILL_GATEWAY_API_KEY: 'key',
    BILL_GATEWAY_INSTITUTION_CODE: 'INST',
    BILL_GATEWAY_PREFIXES: '009902,857248',
  }
}

export function isTokenRequest({ path }: Received): boolean {
  return path === '/oauth/token'
}

/** A token that no other request was given. */
export function grantsToken(): Reply {
  return answer(200, JSON.stringify({ token_type: 'Bearer', expires_in: '3600', access_token: randomUUID() }))
}

const bill = z.object({ va_number: z.string(), invoice_number: z.string(), total_amount: z.number() })

export function billCreated({ body }: Received): Reply {
  const { va_number, ...same } = bill.parse(JSON.parse(body))
  const data = { hash: randomUUID(), va_number: `009902${va_number}`, status: 'active', ...same }
  return answer(200, JSON.stringify({ rc: 'SUCCESS', message: 'success', data }))
}

export function billRefused(status: number, rc: string): Reply {
  return answer(status, JSON.stringify({ rc, message: `Refused with ${rc}`, payload: {} }))
}
