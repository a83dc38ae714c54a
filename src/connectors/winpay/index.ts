import type { Invoice } from '../../core/invoice.ts'
import { defineConnector, type Callbacks, type Operations } from '../connector.ts'
import { credentials, environment, options, settings, type Settings } from './config.ts'
import { manifest } from './manifest.ts'
import { check, fromAnswer, fromCallback, toCreateRequest, toMessage, toRequest } from './mapper.ts'
import * as schema from './schema.ts'
import { authenticate, sign } from './signer.ts'

/** A reference that nobody uses: asking for it shows whether the credentials are good and changes nothing. */
const nobodysReference = 'tagih-credential-check'

function idOf(invoice: Invoice): string {
  return encodeURIComponent(invoice.providerInvoiceId ?? '')
}

export const winpay = defineConnector({
  manifest,
  credentials,
  settings,
  environment,
  options,
  check,

  envelope(body) {
    const parsed = schema.envelope.safeParse(body)
    if (!parsed.success) return { code: null, message: null, success: false }
    const { responseCode } = parsed.data
    return { code: responseCode, message: toMessage(parsed.data), success: /^20[01]03/.test(responseCode) }
  },

  operations({ credentials: { base_url, key, secret_key }, settings: { clock_offset_seconds, callback_signature } }): Operations {
    const headers = (now: Date) => sign({ key, secretKey: secret_key, clockOffsetSeconds: clock_offset_seconds }, now)
    const get = (path: string, now: Date) => ({ method: 'GET', path, headers: headers(now), body: null }) as const
    return {
      origin: base_url,
      create: {
        build: ({ invoice }, { now }) => ({
          method: 'POST',
          path: '/api/create',
          headers: headers(now),
          body: JSON.stringify(toCreateRequest(invoice, now)),
        }),
        read: (body) => ({ found: fromAnswer(body, 'open') }),
      },
      find: {
        ways: ({ invoice }) => (invoice.providerInvoiceId === null ? 0 : 1),
        build: ({ invoice }, { now }) => get(`/api/find/${idOf(invoice)}`, now),
        read: (body) => ({ found: fromAnswer(body) }),
      },
      findByReference: {
        build: ({ invoice }, { now }) => get(`/api/findByRef/${encodeURIComponent(invoice.reference)}`, now),
        read: (body) => ({ found: [fromAnswer(body)] }),
      },
      update: {
        ways: ({ invoice }) => (invoice.providerInvoiceId === null ? 0 : 1),
        build: ({ invoice }, { now }) => ({
          method: 'PUT',
          path: `/api/update/${idOf(invoice)}`,
          headers: headers(now),
          body: JSON.stringify(toRequest(invoice)),
        }),
        read: (body) => ({ found: fromAnswer(body) }),
      },
      cancel: {
        build: ({ invoice }, { now }) => ({
          method: 'DELETE',
          path:
            invoice.providerInvoiceId === null
              ? `/api/deleteByRef/${encodeURIComponent(invoice.reference)}`
              : `/api/delete/${idOf(invoice)}`,
          headers: headers(now),
          body: null,
        }),
        read: () => ({ found: null }),
      },
      verify: {
        build: (_, { now }) => get(`/api/findByRef/${nobodysReference}`, now),
        read: () => ({ found: true }),
      },
      callbacks: openCallbacks(secret_key, callback_signature),
    }
  },
})

function openCallbacks(secretKey: string, mode: Settings['callback_signature']): Callbacks {
  return {
    authenticate: (call) => authenticate(secretKey, mode, call),
    read: fromCallback,
    accepted: { status: 200, contentType: 'text/plain', body: 'ACCEPTED' },
    refused: { status: 401, contentType: 'text/plain', body: 'UNAUTHORIZED' },
  }
}
