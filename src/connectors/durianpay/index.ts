import { addMs, dayMs, toJakartaDate } from '../../core/time.ts'
import { defineConnector, type FindInput, type Operations } from '../connector.ts'
import { baseUrlFor, credentials, environment, options, settings } from './config.ts'
import { manifest } from './manifest.ts'
import { check, fromAnswer, fromCallback, fromList, pageSize, toCreateRequest, toUpdateRequest } from './mapper.ts'
import { toEnvelope } from './schema.ts'
import { authenticate, authorize } from './signer.ts'

export const durianpay = defineConnector({
  manifest,
  credentials,
  settings,
  environment,
  options,
  check,
  envelope: toEnvelope,

  operations({
    credentials: { base_url, server_key, callback_public_key },
    settings: { checkout_base, callback_signature },
  }): Operations {
    const base = new URL(base_url ?? baseUrlFor(server_key))
    const invoices = `${base.pathname.replace(/\/$/, '')}/invoices`
    const headers = authorize(server_key)
    const pathOf = ({ invoice }: Pick<FindInput, 'invoice'>) =>
      `${invoices}/${encodeURIComponent(invoice.providerInvoiceId ?? '')}`
    return {
      origin: base.origin,
      create: {
        build: ({ invoice }) => ({ method: 'POST', path: invoices, headers, body: JSON.stringify(toCreateRequest(invoice)) }),
        read: (body, { invoice }) => ({ found: fromAnswer(body, invoice, checkout_base) }),
      },
      find: {
        build: (input) => ({ method: 'GET', path: pathOf(input), headers, body: null }),
        read: (body, { invoice }) => ({ found: fromAnswer(body, invoice, checkout_base) }),
      },
      findByReference: {
        build: ({ invoice, page }, { now }) => ({
          method: 'GET',
          path: `${invoices}?${daysAround(invoice.createdAt, now)}&skip=${page * pageSize}&limit=${pageSize}`,
          headers,
          body: null,
        }),
        read: (body, input, soFar) => fromList(body, input, checkout_base, soFar),
      },
      update: {
        build: (input, { now }) => ({
          method: 'PUT',
          path: pathOf(input),
          headers,
          body: JSON.stringify(toUpdateRequest(input.invoice, input.changed, now)),
        }),
        read: (body, { invoice }) => ({ found: fromAnswer(body, invoice, checkout_base) }),
      },
      cancel: {
        build: (input) => ({ method: 'PUT', path: pathOf(input), headers, body: JSON.stringify({ is_blocked: true }) }),
        read: (body, { invoice }) => ({ found: fromAnswer(body, invoice, checkout_base) }),
      },
      verify: {
        build: () => ({ method: 'GET', path: `${invoices}?skip=0&limit=1`, headers, body: null }),
        read: () => ({ found: true }),
      },
      callbacks: {
        authenticate: (call) => authenticate(callback_public_key, callback_signature, call),
        read: fromCallback,
        accepted: { status: 200, contentType: 'text/plain', body: '' },
        refused: { status: 401, contentType: 'text/plain', body: '' },
      },
    }
  },
})

/** A day more on either side: the zone in which Durianpay counts these days is not written, nor whether `to` is included. */
function daysAround(createdAt: Date, now: Date): string {
  return `from=${toJakartaDate(addMs(createdAt, -dayMs))}&to=${toJakartaDate(addMs(now, dayMs))}`
}
